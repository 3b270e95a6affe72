"""PyTorch's side of `make bench`: torch_worker.py train|infer NETWORK, normalization N H W C, product SIZE."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from typing import Any

import protocol
import shared_numbers

# Imported by name, so that mypy --strict does not need PyTorch to be installed.
torch = importlib.import_module("torch")


def train(options: argparse.Namespace) -> Callable[[], Any]:
    """A training step: forward, softmax cross-entropy, backward, SGD with momentum .9; gradients set to none first."""
    networks = importlib.import_module("torch_networks")
    model = networks.network(options.network, options.plain)
    inputs, labels = (
        networks.inputs(options.network, networks.BATCHES[options.network]),
        networks.labels(options.network),
    )
    if options.channels_last:
        model = model.to(memory_format=torch.channels_last)
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    forward = torch.compile(model) if options.compile else model

    def step() -> Any:
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(forward(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss

    protocol.check(step().item() for _ in range(3))
    return step


def infer(options: argparse.Namespace) -> Callable[[], Any]:
    """The network's answers to a batch, with its running statistics."""
    networks = importlib.import_module("torch_networks")
    model = networks.network(options.network).eval()
    inputs = networks.inputs(options.network, options.batch)
    if options.channels_last:
        model = model.to(memory_format=torch.channels_last)
        inputs = inputs.contiguous(memory_format=torch.channels_last)

    def answer() -> Any:
        with torch.inference_mode():
            return model(inputs)

    protocol.check(answer()[0].tolist())
    return answer


def normalization(options: argparse.Namespace) -> Callable[[], Any]:
    """Batch normalization alone, forward in training and backward."""
    count, height, width, channels = options.sizes
    image = height * width > 1
    x, dy = (torch.from_numpy(shared_numbers.uniform(tensor, (count, height, width, channels))) for tensor in (0, 1))
    if image:
        order = torch.channels_last if options.channels_last else torch.contiguous_format
        x, dy = (values.permute(0, 3, 1, 2).contiguous(memory_format=order) for values in (x, dy))
    else:
        x, dy = x.reshape(count, channels), dy.reshape(count, channels)
    x.requires_grad_()
    kind = torch.nn.BatchNorm2d if image else torch.nn.BatchNorm1d
    layer = kind(channels, eps=1e-3, momentum=0.01)
    layer = torch.compile(layer) if options.compile else layer

    def step() -> Any:
        layer.zero_grad(set_to_none=True)
        x.grad = None
        y = layer(x)
        y.backward(dy)
        return y

    y = step().detach()
    protocol.check([*y.reshape(count, channels, -1)[0, :3, 0], *x.grad.reshape(count, channels, -1)[0, :3, 0]])
    return step


def product(options: argparse.Namespace) -> Callable[[], Any]:
    """A square matrix product; PyTorch's is MKL's."""
    left, right = (torch.from_numpy(shared_numbers.uniform(tensor, (options.size, options.size))) for tensor in (0, 1))
    output = left @ right
    protocol.check(output[0, :3])
    return lambda: torch.mm(left, right, out=output)


def main() -> None:
    """Reads the options, then serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compile", action="store_true", help="torch.compile in place of eager mode")
    parser.add_argument("--channels-last", action="store_true")
    kinds = parser.add_subparsers(required=True)
    kind = kinds.add_parser("train")
    kind.add_argument("network")
    kind.add_argument("--plain", action="store_true", help="leave batch normalization out")
    kind.set_defaults(make=train)
    kind = kinds.add_parser("infer")
    kind.add_argument("network")
    kind.add_argument("--batch", type=int, default=1)
    kind.set_defaults(make=infer)
    kind = kinds.add_parser("normalization")
    kind.add_argument("sizes", type=int, nargs=4)
    kind.set_defaults(make=normalization)
    kind = kinds.add_parser("product")
    kind.add_argument("size", type=int)
    kind.set_defaults(make=product)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    protocol.serve(options.make(options))


if __name__ == "__main__":
    main()
