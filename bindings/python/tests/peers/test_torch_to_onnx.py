"""From PyTorch to normkit to ONNX Runtime, and back to PyTorch: the outputs at every station."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from conftest import assert_close

import normkit as nk
from normkit import convert, layers

nn = torch.nn
Pair = tuple[Any, nk.Sequential]
"""A module whose running statistics have moved, and the model of the same outputs."""


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def moved(net: Any, *shape: int) -> Any:
    """The module in eval mode after some batches that are not standardized."""
    for _ in range(5):
        net(torch.randn(32, *shape) * 2 + 1)
    return net.eval()


def dense() -> Pair:
    net = nn.Sequential(
        nn.Linear(12, 16, bias=False),
        nn.BatchNorm1d(16),
        nn.ReLU(),
        nn.Linear(16, 8),
        nn.BatchNorm1d(8, momentum=None, eps=1e-3),
        nn.LeakyReLU(0.1),
        nn.Dropout(0.3),
        nn.GELU(),
        nn.Linear(8, 5),
        nn.Softmax(dim=-1),
    )
    return moved(net, 12), convert.from_torch(net, (12,))


def sigmoid() -> Pair:
    """The net of Ioffe & Szegedy 2015, section 4.1."""
    chain: list[Any] = [nn.Flatten()]
    for width in (784, 100, 100):
        chain += [nn.Linear(width, 100, bias=False), nn.BatchNorm1d(100), nn.Sigmoid()]
    net = nn.Sequential(*chain, nn.Linear(100, 10))
    return moved(net, 1, 28, 28), convert.from_torch(net, (28, 28, 1))


def convolutions() -> Pair:
    net = nn.Sequential(
        nn.ZeroPad2d((1, 0, 2, 1)),
        nn.Conv2d(3, 8, 3, stride=2, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, padding=1),
        nn.BatchNorm2d(8, affine=False),
        nn.Tanh(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 6, (1, 3)),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(6 * 2 * 1, 9, bias=False),
        nn.BatchNorm1d(9),
        nn.ReLU(),
        nn.Linear(9, 4),
    )
    return moved(net, 3, 15, 18), convert.from_torch(net, (15, 18, 3))


class Block(nn.Module):  # type: ignore[misc, name-defined]
    """ResNet's block: halves the image where it widens it."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        stride = 1 if before == after else 2
        self.conv1 = nn.Conv2d(before, after, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.downsample = nn.Sequential()
        if stride == 2:
            self.downsample.append(nn.Conv2d(before, after, 1, stride, bias=False))
            self.downsample.append(nn.BatchNorm2d(after))

    def forward(self, x: Any) -> Any:
        main = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(main + self.downsample(x))


def block(before: int, after: int) -> layers.Residual:
    """The same here."""
    strides = 1 if before == after else 2
    norm = layers.BatchNormalization.torch
    shortcut: list[layers.Layer] = []
    if strides == 2:
        shortcut = [layers.Conv2D(after, 1, strides=2, use_bias=False), norm()]
    main = [
        layers.ZeroPadding2D(1),
        layers.Conv2D(after, 3, strides=strides, use_bias=False),
        norm(),
        layers.Activation("relu"),
        layers.Conv2D(after, 3, padding="same", use_bias=False),
        norm(),
    ]
    return layers.Residual(main, shortcut, "relu")


def residual() -> Pair:
    ends = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 7))
    stem = (nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
    net = moved(nn.Sequential(*stem, Block(8, 8), Block(8, 16), *ends), 3, 12, 12)
    model = nk.Sequential(
        [
            nk.Input((12, 12, 3)),
            layers.Conv2D(8, 3, padding="same", use_bias=False),
            layers.BatchNormalization.torch(),
            layers.Activation("relu"),
            block(8, 8),
            block(8, 16),
            layers.GlobalAveragePooling2D(),
            layers.Dense(7),
        ]
    )
    convert.load_torch_state_dict(model, net.state_dict())
    return net, model


def residual_dense() -> Pair:
    """A block right behind a Flatten, whose rows are PyTorch's own in both of its paths."""

    class Both(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.main = nn.Sequential(nn.Linear(3 * 4 * 5, 6), nn.BatchNorm1d(6))
            self.shortcut = nn.Linear(3 * 4 * 5, 6)

        def forward(self, x: Any) -> Any:
            return torch.tanh(self.main(x) + self.shortcut(x))

    net = moved(nn.Sequential(nn.Flatten(), Both(), nn.Linear(6, 2)), 3, 4, 5)
    both = layers.Residual(
        [layers.Dense(6), layers.BatchNormalization.torch()], [layers.Dense(6)], "tanh"
    )
    model = nk.Sequential([nk.Input((4, 5, 3)), layers.Flatten(), both, layers.Dense(2)])
    convert.load_torch_state_dict(model, net.state_dict())
    return net, model


@pytest.fixture(params=[dense, sigmoid, convolutions, residual, residual_dense])
def pair(request: pytest.FixtureRequest) -> Pair:
    make: Callable[[], Pair] = request.param
    torch.manual_seed(0)
    return make()


def torch_outputs(net: Any, x: np.ndarray) -> np.ndarray:
    given = x.transpose(0, 3, 1, 2).copy() if x.ndim == 4 else x
    with torch.no_grad():
        return np.asarray(net(torch.from_numpy(given)).numpy())


def onnx_outputs(model: nk.Sequential, path: Path, x: np.ndarray, *, fold: bool) -> np.ndarray:
    made = convert.export_onnx(model, path, fold=fold)
    kinds = [node.op_type for node in made.graph.node]
    if fold:
        assert "BatchNormalization" not in kinds
    return np.asarray(onnxruntime.InferenceSession(str(path)).run(None, {"input": x})[0])


def test_torch_to_onnx_runtime(pair: Pair, tmp_path: Path) -> None:
    net, model = pair
    x = numbers(20, *model.input_shape[1:])
    expected = torch_outputs(net, x)
    assert_close(model.predict(x), expected)
    assert_close(onnx_outputs(model, tmp_path / "plain.onnx", x, fold=False), expected)
    assert_close(onnx_outputs(model, tmp_path / "folded.onnx", x, fold=True), expected)


def test_folded_here_before_it_is_exported(pair: Pair, tmp_path: Path) -> None:
    net, model = pair
    x = numbers(20, *model.input_shape[1:])
    folded = model.fold(x)
    assert folded.kept == 0
    expected = torch_outputs(net, x)
    assert_close(folded.model.predict(x), expected)
    assert_close(onnx_outputs(folded.model, tmp_path / "m.onnx", x, fold=True), expected)


def test_weights_go_back_to_torch(pair: Pair) -> None:
    net, model = pair
    x = numbers(20, *model.input_shape[1:])
    expected = torch_outputs(net, x)
    state = convert.to_torch_state_dict(model)
    names = [name for name in net.state_dict() if not name.endswith("num_batches_tracked")]
    assert len(state) == len(names)
    for parameter in net.parameters():
        parameter.data.zero_()
    torch.nn.Module.load_state_dict(
        net,
        {name: torch.from_numpy(state[key]) for name, key in zip(names, state, strict=True)},
        strict=False,
    )
    assert_close(torch_outputs(net, x), expected)


def test_outputs_are_torch_tensors_without_a_copy() -> None:
    _, model = dense()
    outputs = model.predict(numbers(4, 12))
    tensor = torch.from_dlpack(outputs)
    assert tensor.data_ptr() == outputs.ctypes.data
    assert_close(model.predict(torch.from_numpy(numbers(4, 12))), outputs)
