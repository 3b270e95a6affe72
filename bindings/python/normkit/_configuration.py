"""Layers and models as plain dictionaries, for JSON, and back."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from normkit._activations import ActivationFunction
from normkit._errors import InvalidArgumentError
from normkit.initializers import Initializer

if TYPE_CHECKING:
    from normkit.layers import Layer

Config = dict[str, Any]


def config_of(layer: Layer) -> Config:
    """The arguments that make another such layer, as numbers, texts, lists and dictionaries."""
    config: Config = {}
    for name in inspect.signature(type(layer).__init__).parameters:
        if name != "self":
            config[name] = _plain(getattr(layer, name))
    return config


def layer_document(layer: Layer) -> Config:
    """A layer with its class's name."""
    return {"class_name": type(layer).__name__, "config": config_of(layer)}


def layer_from(document: Config) -> Layer:
    """The layer that a document tells of.

    Raises
    ------
    InvalidArgumentError
        For an unknown class.
    """
    from normkit import layers  # noqa: PLC0415, imports this module

    kind = getattr(layers, document["class_name"], None)
    if not (inspect.isclass(kind) and issubclass(kind, layers.Layer)):
        raise InvalidArgumentError(f"there is no layer {document['class_name']!r}")
    made: Layer = kind.from_config(document["config"])
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, ActivationFunction):
        return value.identifier
    if isinstance(value, Initializer):
        return value.identifier
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return layer_document(value) if hasattr(value, "get_config") else value
