"""Measures PyTorch's time for a training step of a small dense network, on demand.

It speaks lines, so that a driver can run it and another program in turn: it prints "ready", and for each line
"run SECONDS" that it reads it trains for that long and prints "median_us MICROSECONDS steps COUNT". It ends with its
input.

A step is forward, softmax cross-entropy, backward and SGD with momentum 0.9, on the same float32 batch each time; the
gradients are set to none first, as PyTorch's documentation advises.
"""

import argparse
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

# Imported by name, so that mypy --strict does not need PyTorch to be installed.
torch = importlib.import_module("torch")

CLASSES = 10
INPUTS = 784
WARM_UP = 20


def mlp100() -> tuple[Any, int]:
    """784-100-100-100-10, dense without bias, batch normalization, sigmoid (Ioffe & Szegedy 2015, §4.1); batch 60."""
    return network([100, 100, 100], torch.nn.Sigmoid), 60


def mlp512() -> tuple[Any, int]:
    """784-512-512-10, dense without bias, batch normalization, ReLU; batch 128."""
    return network([512, 512], torch.nn.ReLU), 128


WORKLOADS: dict[str, Callable[[], tuple[Any, int]]] = {"mlp100": mlp100, "mlp512": mlp512}


def network(hidden: list[int], activation: Callable[[], Any]) -> Any:
    """Dense, batch normalization and activation for each width, then a dense layer with bias."""
    modules = []
    size = INPUTS
    for units in hidden:
        modules += [torch.nn.Linear(size, units, bias=False), torch.nn.BatchNorm1d(units), activation()]
        size = units
    return torch.nn.Sequential(*modules, torch.nn.Linear(size, CLASSES))


def training_step(workload: str, compiled: bool) -> Callable[[], None]:
    """A function that makes one step."""
    torch.manual_seed(0)
    model, batch = WORKLOADS[workload]()
    inputs = torch.randn(batch, INPUTS)
    labels = torch.randint(0, CLASSES, (batch,))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    forward = torch.compile(model) if compiled else model

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(forward(inputs), labels).backward()
        optimizer.step()

    return step


def measure(step: Callable[[], None], seconds: float) -> tuple[float, int]:
    """The median time of a step in microseconds, and how many steps there were; one at least."""
    times = []
    end = time.perf_counter() + seconds
    while True:
        start = time.perf_counter()
        step()
        now = time.perf_counter()
        times.append(now - start)
        if now >= end:
            return statistics.median(times) * 1e6, len(times)


def main() -> None:
    """Reads the options, warms up, then answers each line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--threads", type=int, default=1, help="PyTorch's threads (default: 1)")
    parser.add_argument("--compile", action="store_true", help="use torch.compile instead of eager mode")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    step = training_step(options.workload, options.compile)
    for _ in range(WARM_UP):
        step()
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split():
            case ["run", seconds]:
                median, count = measure(step, float(seconds))
                print(f"median_us {median:.1f} steps {count}", flush=True)
            case _:
                sys.exit(f'expected "run SECONDS", got {line.rstrip()!r}')


if __name__ == "__main__":
    main()
