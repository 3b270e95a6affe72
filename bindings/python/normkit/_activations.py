"""Activation functions by Keras's names."""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import byref
from typing import Any, NamedTuple

from normkit import _abi
from normkit._errors import InvalidArgumentError
from normkit._library import library
from normkit._native import check

_FUNCTIONS = {
    "linear": _abi.Activation.LINEAR,
    "relu": _abi.Activation.RELU,
    "sigmoid": _abi.Activation.SIGMOID,
    "tanh": _abi.Activation.TANH,
    "gelu": _abi.Activation.GELU,
    "softmax": _abi.Activation.SOFTMAX,
}


class ActivationFunction(NamedTuple):
    """A function by name; leaky ReLU with its slope."""

    name: str
    negative_slope: float = 0.0

    @property
    def identifier(self) -> str | dict[str, str | float]:
        """What `activation_of` makes it of again, fit for JSON."""
        if self == activation_of(self.name):
            return self.name
        return {"name": self.name, "negative_slope": self.negative_slope}

    def add(self, model: _abi.Model) -> _abi.Layer:
        """Adds the layer that applies the function."""
        layer = _abi.Layer()
        if self.name == "leaky_relu":
            check(library.normkit_model_add_leaky_relu(model, self.negative_slope, byref(layer)))
        else:
            check(library.normkit_model_add_activation(model, _FUNCTIONS[self.name], byref(layer)))
        return layer

    def end_residual(self, model: _abi.Model, block: _abi.Layer) -> None:
        """Ends the open residual block, whose sum it is applied to."""
        is_leaky = self.name == "leaky_relu"
        kind = _abi.Activation.LINEAR if is_leaky else _FUNCTIONS[self.name]
        check(library.normkit_model_end_residual(model, kind))
        if is_leaky:
            check(library.normkit_residual_set_leaky_relu(block, self.negative_slope))


def activation_of(name: str | Mapping[str, Any] | None) -> ActivationFunction:
    """The function that a name stands for; None is linear. "leaky_relu" has Keras's slope of 0.2.

    With another slope it is {"name": "leaky_relu", "negative_slope": 0.1}.

    Raises
    ------
    InvalidArgumentError
        For a name that is none.
    """
    if name is None:
        return ActivationFunction("linear")
    if isinstance(name, Mapping):
        return ActivationFunction(name["name"], float(name["negative_slope"]))
    if name == "leaky_relu":
        return ActivationFunction(name, 0.2)
    if name not in _FUNCTIONS:
        known = ", ".join([*_FUNCTIONS, "leaky_relu"])
        raise InvalidArgumentError(f"activation must be one of {known}, got {name!r}")
    return ActivationFunction(name)
