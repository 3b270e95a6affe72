"""Pooling of images, channels last."""

from __future__ import annotations

from abc import abstractmethod
from ctypes import byref

from normkit import _abi
from normkit._library import library
from normkit._native import check
from normkit.layers._windows import Pair, channels_last, native_padding, padding_of, pair
from normkit.layers.layer import Layer


class _Pooling(Layer):
    """One number for each window and channel."""

    def __init__(
        self,
        pool_size: Pair = (2, 2),
        strides: Pair | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        *,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        kind = type(self).__name__
        self.pool_size = pair(f"{kind}: pool_size", pool_size)
        # None: windows meet.
        self.strides = self.pool_size if strides is None else pair(f"{kind}: strides", strides)
        self.padding = padding_of(kind, padding)
        self.data_format = channels_last(kind, data_format)

    @abstractmethod
    def _add(self, model: _abi.Model) -> list[_abi.Layer]: ...


class MaxPooling2D(_Pooling):
    """The largest number of each window; images [height, width, channels].

    Padding "valid" gives ⌊(height − pool) / stride⌋ + 1 rows, "same" ⌈height / stride⌉; strides are
    the pool's size unless given. A NaN in a window is its largest number. The gradient goes to the
    first of equal numbers, row by row.
    """

    kind = "max_pooling2d"

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        padding = native_padding(self.padding)
        check(
            library.normkit_model_add_max_pooling2d(model, *self.pool_size, padding, byref(layer))
        )
        check(library.normkit_max_pooling2d_set_strides(layer, *self.strides))
        return [layer]


class AveragePooling2D(_Pooling):
    """The mean of each window; images [height, width, channels].

    Shapes are as MaxPooling2D's. With padding "same" what reaches over the edges does not count.
    """

    kind = "average_pooling2d"

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        padding = native_padding(self.padding)
        add = library.normkit_model_add_average_pooling2d
        check(add(model, *self.pool_size, padding, byref(layer)))
        check(library.normkit_average_pooling2d_set_strides(layer, *self.strides))
        return [layer]


class GlobalAveragePooling2D(Layer):
    """The mean of each channel over the whole image: [height, width, channels] becomes [channels].

    With `keepdims` [1, 1, channels].
    """

    kind = "global_average_pooling2d"

    def __init__(
        self, data_format: str | None = None, keepdims: bool = False, *, name: str | None = None
    ) -> None:
        super().__init__(name)
        self.data_format = channels_last("GlobalAveragePooling2D", data_format)
        self.keepdims = bool(keepdims)

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        add = library.normkit_model_add_global_average_pooling2d
        check(add(model, self.keepdims, byref(layer)))
        return [layer]
