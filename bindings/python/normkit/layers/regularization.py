"""Layers against overfitting."""

from __future__ import annotations

from ctypes import byref

from normkit import _abi
from normkit._library import library
from normkit._native import check
from normkit.layers.layer import Layer


class Dropout(Layer):
    """In training sets each number to 0 with probability `rate`; divides the rest by 1 − rate."""

    kind = "dropout"

    def __init__(self, rate: float, *, name: str | None = None) -> None:
        super().__init__(name)
        self.rate = float(rate)

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        check(library.normkit_model_add_dropout(model, self.rate, byref(layer)))
        return [layer]
