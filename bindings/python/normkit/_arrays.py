"""numpy arrays on their way to the library: as they are, or converted where they must be."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from normkit._errors import InvalidArgumentError, ShapeError

if TYPE_CHECKING:
    from ctypes import _CArgObject

Float32Array = npt.NDArray[np.float32]
Int32Array = npt.NDArray[np.int32]


def float32_array(name: str, value: npt.ArrayLike) -> Float32Array:
    """`value` as contiguous float32: itself when it is that already, else a converted copy.

    Anything that numpy or DLPack makes an array of: lists, pandas and polars frames, tensors.

    Raises
    ------
    InvalidArgumentError
        When it holds no numbers.
    """
    array = _numbers(name, value)
    return np.ascontiguousarray(array, dtype=np.float32).reshape(array.shape)


def int32_labels(name: str, value: npt.ArrayLike) -> Int32Array:
    """Labels [N] or [N, 1] as contiguous int32 [N].

    Raises
    ------
    InvalidArgumentError
        For numbers that are not whole or beyond 32 bits.
    ShapeError
        For another shape.
    """
    array = _numbers(name, value)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise ShapeError(f"{name}: expected one label for each example, got shape {array.shape}")
    if array.dtype == np.int32:
        return np.ascontiguousarray(array)
    with np.errstate(invalid="ignore"):
        labels = array.astype(np.int32)
    if not np.array_equal(labels, array):
        raise InvalidArgumentError(f"{name}: labels must be whole numbers of 32 bits")
    return labels


def _numbers(name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    try:
        # Other libraries' arrays: what speaks DLPack alone is not known to asarray.
        alone = hasattr(value, "__dlpack__") and not hasattr(value, "__array__")
        array = np.from_dlpack(cast("Any", value)) if alone else np.asarray(value)
    except ValueError as error:
        raise ShapeError(f"{name}: {error}") from None
    if array.dtype.kind not in "fiub":
        raise InvalidArgumentError(f"{name}: expected numbers, got an array of {array.dtype}")
    return array


def float_pointer(array: Float32Array) -> _CArgObject:
    """The address of a contiguous array's first number; the caller keeps the array alive.

    numpy's own data_as goes through ctypes.cast, which leaves a reference cycle behind each time.
    """
    return ctypes.byref(ctypes.c_float.from_address(array.ctypes.data))


def int_pointer(array: Int32Array) -> _CArgObject:
    """The address of contiguous labels; the caller keeps them alive."""
    return ctypes.byref(ctypes.c_int32.from_address(array.ctypes.data))
