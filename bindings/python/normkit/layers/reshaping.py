"""Layers that change the shape alone."""

from __future__ import annotations

from ctypes import byref

from normkit import _abi
from normkit._library import library
from normkit._native import check
from normkit.layers.layer import Layer


class Flatten(Layer):
    """Makes one axis of all: [a, b, c] becomes [a·b·c]."""

    kind = "flatten"

    def __init__(self, *, name: str | None = None) -> None:
        super().__init__(name)

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        check(library.normkit_model_add_flatten(model, byref(layer)))
        return [layer]
