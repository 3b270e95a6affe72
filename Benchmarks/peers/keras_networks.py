"""The networks of the speed contract in Keras, with the start weights that all libraries share."""

from __future__ import annotations

import importlib
from typing import Any

import shared_numbers

# Imported by name, so that mypy --strict does not need Keras to be installed.
keras = importlib.import_module("keras")
layers = keras.layers

BATCHES = {"mlp100": 60, "mlp512": 128, "cnn": 64, "resnet20": 64}
"""Samples of a training batch."""

CLASSES = 10


def _then(x: Any, function: str, plain: bool) -> Any:
    return layers.Activation(function)(x if plain else layers.BatchNormalization()(x))


def _mlp(widths: list[int], function: str, plain: bool) -> Any:
    inputs = x = keras.Input((784,))
    for units in widths:
        x = _then(layers.Dense(units, use_bias=False)(x), function, plain)
    return keras.Model(inputs, layers.Dense(CLASSES)(x))


def _convolution(x: Any, filters: int, size: int = 3, stride: int = 1) -> Any:
    return layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)


def _cnn(plain: bool) -> Any:
    inputs = x = keras.Input((28, 28, 1))
    for filters in (32, 64):
        for _ in range(2):
            x = _then(_convolution(x, filters), "relu", plain)
        x = layers.MaxPooling2D(2)(x)
    return keras.Model(inputs, layers.Dense(CLASSES)(layers.Flatten()(x)))


def _residual(x: Any, filters: int, stride: int) -> Any:
    main = _then(_convolution(x, filters, stride=stride), "relu", plain=False)
    main = layers.BatchNormalization()(_convolution(main, filters))
    if stride > 1 or x.shape[-1] != filters:
        x = layers.BatchNormalization()(_convolution(x, filters, size=1, stride=stride))
    return layers.Activation("relu")(layers.Add()([main, x]))


def _resnet20() -> Any:
    inputs = keras.Input((32, 32, 3))
    x = _then(_convolution(inputs, 16), "relu", plain=False)
    for filters in (16, 32, 64):
        for block in range(3):
            x = _residual(x, filters, 2 if block == 0 and filters > 16 else 1)
    return keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x)))


def network(name: str, plain: bool = False) -> Any:
    """The network called `name`."""
    model = {
        "mlp100": lambda: _mlp([100, 100, 100], "sigmoid", plain),
        "mlp512": lambda: _mlp([512, 512], "relu", plain),
        "cnn": lambda: _cnn(plain),
        "resnet20": _resnet20,
    }[name]()
    # In the order in which they were made, not the order in which Keras sorts the branches of a graph.
    kernels = [variable for variable in model.trainable_variables if variable.name == "kernel"]
    kernels.sort(key=lambda variable: _position(variable.path))
    for number, variable in enumerate(kernels):
        variable.assign(shared_numbers.kernel(number, tuple(variable.shape)))
    return model


def _position(path: str) -> tuple[bool, int]:
    """Convolutions before dense layers, each kind by its number: conv2d, conv2d_1, …."""
    layer = path.split("/")[-2]
    number = layer.rpartition("_")[2]
    return layer.startswith("dense"), int(number) if number.isdigit() else 0


def batch(name: str) -> tuple[Any, Any]:
    """The training batch: inputs and labels."""
    model_shape = {"cnn": (28, 28, 1), "resnet20": (32, 32, 3)}.get(name, (784,))
    count = BATCHES[name]
    return shared_numbers.inputs((count, *model_shape)), shared_numbers.labels(count, CLASSES)
