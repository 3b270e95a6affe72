"""The networks of the speed contract in PyTorch, with the start weights that all libraries share."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import shared_numbers

# Imported by name, so that mypy --strict does not need PyTorch to be installed.
torch = importlib.import_module("torch")
nn = torch.nn

CLASSES = 10


class Builder:
    """Makes layers, each with the next shared kernel; `plain` leaves batch normalization out."""

    def __init__(self, plain: bool) -> None:
        self.plain = plain
        self._kernels = 0

    def _kernel(self, shape: tuple[int, ...], axes: tuple[int, ...]) -> Any:
        values = shared_numbers.kernel(self._kernels, shape).transpose(axes).copy()
        self._kernels += 1
        return nn.Parameter(torch.from_numpy(values))

    def dense(self, inputs: int, units: int, bias: bool = False) -> Any:
        """A dense layer."""
        layer = nn.Linear(inputs, units, bias=bias)
        layer.weight = self._kernel((inputs, units), (1, 0))
        if bias:
            nn.init.zeros_(layer.bias)
        return layer

    def convolution(self, inputs: int, filters: int, size: int = 3, stride: int = 1) -> Any:
        """A convolution with "same" padding as Keras has it: with stride 2 the extra row is at the end."""
        layer = nn.Conv2d(inputs, filters, size, stride=stride, padding=0 if stride > 1 else size // 2, bias=False)
        layer.weight = self._kernel((size, size, inputs, filters), (3, 2, 0, 1))
        return nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), layer) if stride > 1 and size > 1 else layer

    def normalization(self, channels: int, axes: int) -> list[Any]:
        """Batch normalization with Keras's epsilon and momentum, or nothing."""
        if self.plain:
            return []
        kind = nn.BatchNorm1d if axes == 1 else nn.BatchNorm2d
        return [kind(channels, eps=1e-3, momentum=0.01)]


def _mlp(builder: Builder, widths: list[int], activation: Callable[[], Any]) -> Any:
    layers: list[Any] = []
    size = 784
    for units in widths:
        layers += [builder.dense(size, units), *builder.normalization(units, 1), activation()]
        size = units
    return nn.Sequential(*layers, builder.dense(size, CLASSES, bias=True))


class _ChannelsLastFlatten(nn.Module):  # type: ignore[name-defined, misc]
    """Flattens in the order height, width, channels, as channels-last libraries do."""

    def forward(self, x: Any) -> Any:
        return x.permute(0, 2, 3, 1).flatten(1)


def _cnn(builder: Builder) -> Any:
    layers: list[Any] = []
    channels = 1
    for filters in (32, 32, 64, 64):
        layers += [
            builder.convolution(channels, filters),
            *builder.normalization(filters, 2),
            nn.ReLU(),
        ]
        if channels == filters:
            layers.append(nn.MaxPool2d(2))
        channels = filters
    return nn.Sequential(*layers, _ChannelsLastFlatten(), builder.dense(7 * 7 * 64, CLASSES, bias=True))


class _Residual(nn.Module):  # type: ignore[name-defined, misc]
    """Two convolutions beside a shortcut, which is a 1×1 convolution where the shape changes."""

    def __init__(self, builder: Builder, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            builder.convolution(channels, filters, stride=stride),
            *builder.normalization(filters, 2),
            nn.ReLU(),
            builder.convolution(filters, filters),
            *builder.normalization(filters, 2),
        )
        self.shortcut = nn.Identity()
        if stride > 1 or channels != filters:
            self.shortcut = nn.Sequential(
                builder.convolution(channels, filters, size=1, stride=stride),
                *builder.normalization(filters, 2),
            )

    def forward(self, x: Any) -> Any:
        return torch.relu(self.main(x) + self.shortcut(x))


def _resnet20(builder: Builder) -> Any:
    layers: list[Any] = [builder.convolution(3, 16), *builder.normalization(16, 2), nn.ReLU()]
    channels = 16
    for filters in (16, 32, 64):
        for block in range(3):
            stride = 2 if block == 0 and filters > 16 else 1
            layers.append(_Residual(builder, channels, filters, stride))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), builder.dense(64, CLASSES, bias=True))


BATCHES = {"mlp100": 60, "mlp512": 128, "cnn": 64, "resnet20": 64}
"""Samples of a training batch."""

_SHAPES: dict[str, tuple[int, ...]] = {
    "mlp100": (784,),
    "mlp512": (784,),
    "cnn": (28, 28, 1),
    "resnet20": (32, 32, 3),
}


def network(name: str, plain: bool = False) -> Any:
    """The network called `name`."""
    builder = Builder(plain)
    return {
        "mlp100": lambda: _mlp(builder, [100, 100, 100], nn.Sigmoid),
        "mlp512": lambda: _mlp(builder, [512, 512], nn.ReLU),
        "cnn": lambda: _cnn(builder),
        "resnet20": lambda: _resnet20(builder),
    }[name]()


def inputs(name: str, count: int) -> Any:
    """`count` samples, images as PyTorch has them: [count, channels, height, width]."""
    values = torch.from_numpy(shared_numbers.inputs((count, *_SHAPES[name])))
    return values.permute(0, 3, 1, 2).contiguous() if values.ndim == 4 else values


def labels(name: str) -> Any:
    """The training batch's labels."""
    return torch.from_numpy(shared_numbers.labels(BATCHES[name], CLASSES))
