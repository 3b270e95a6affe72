"""Layers that change the shape alone, or put zeros around images."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref

from normkit import _abi
from normkit._errors import InvalidArgumentError
from normkit._library import library
from normkit._native import check
from normkit.layers._windows import Pair, channels_last, pair
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


class ZeroPadding2D(Layer):
    """Rows and columns of 0 around images [height, width, channels].

    `padding` is one number for all sides, (rows, columns) for above and below, left and right, or
    ((top, bottom), (left, right)).
    """

    kind = "zero_padding2d"

    def __init__(
        self,
        padding: int | Sequence[Pair] = (1, 1),
        data_format: str | None = None,
        *,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        what = "ZeroPadding2D: padding"
        sides = padding if isinstance(padding, Sequence) else (padding, padding)
        if len(sides) != 2:
            raise InvalidArgumentError(
                f"{what} must be a number, a pair of numbers or a pair of pairs, got {padding!r}"
            )
        self.padding = (pair(what, sides[0], minimum=0), pair(what, sides[1], minimum=0))
        self.data_format = channels_last("ZeroPadding2D", data_format)

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        (top, bottom), (left, right) = self.padding
        add = library.normkit_model_add_zero_padding2d
        check(add(model, top, bottom, left, right, byref(layer)))
        return [layer]
