"""Layers that apply a function to every number, or softmax to every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from normkit import _abi
from normkit._activations import ActivationFunction, activation_of
from normkit.layers.layer import Layer


class Activation(Layer):
    """By Keras's name: linear, relu, leaky_relu, sigmoid, tanh, gelu (exact), softmax."""

    kind = "activation"

    def __init__(
        self, activation: str | Mapping[str, Any] | None, *, name: str | None = None
    ) -> None:
        super().__init__(name)
        self.activation = activation_of(activation)

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        return [self.activation.add(model)]


class ReLU(Activation):
    """y = max(x, 0)."""

    kind = "re_lu"

    def __init__(self, *, name: str | None = None) -> None:
        super().__init__("relu", name=name)


class LeakyReLU(Activation):
    """y = x for x > 0, else negative_slope·x; as a layer, Keras's default slope is 0.3."""

    kind = "leaky_re_lu"

    def __init__(self, negative_slope: float = 0.3, *, name: str | None = None) -> None:
        super().__init__("leaky_relu", name=name)
        self.negative_slope = float(negative_slope)
        self.activation = ActivationFunction("leaky_relu", self.negative_slope)


class Softmax(Activation):
    """y = eˣ / Σ eˣ over the channels of each row."""

    kind = "softmax"

    def __init__(self, *, name: str | None = None) -> None:
        super().__init__("softmax", name=name)
