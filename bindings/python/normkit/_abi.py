"""The C interface of libnormkit for ctypes.

Written by abigen (`swift run abigen`) from the sources of the C border: do not edit.
"""

from __future__ import annotations

import ctypes
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from ctypes import Array, _CArgObject, _CData, _FuncPointer, _Pointer

    _T = TypeVar("_T", bound=_CData)
    Pointer = Array[_T] | _Pointer[_T] | _CArgObject | None
    Callback = _FuncPointer | None

VERSION = "0.1.0"
ABI_VERSION = 1


class Status(IntEnum):
    """`normkit_status` of normkit.h."""

    OK = 0
    INVALID_ARGUMENT = 1
    SHAPE = 2
    STATE = 3
    HANDLE = 4
    OUT_OF_MEMORY = 5
    IO = 6
    FORMAT = 7
    BUSY = 8
    CANCELLED = 9
    UNSUPPORTED = 10
    INTERNAL = 11


class Dataset(ctypes.Structure):
    """`normkit_dataset` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


DestroyCallback = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Library(Protocol):
    """The functions of normkit.h, as ctypes calls them."""

    def normkit_version(self, /) -> bytes: ...

    def normkit_abi_version(self, /) -> int: ...

    def normkit_status_name(self, status: int, /) -> bytes: ...

    def normkit_last_error_message(self, /) -> bytes: ...

    def normkit_num_threads(self, out_threads: Pointer[ctypes.c_int32], /) -> int: ...

    def normkit_dataset_create(
        self,
        inputs: Pointer[ctypes.c_float],
        sizes: Pointer[ctypes.c_int64],
        rank: int,
        out_dataset: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_set_labels(
        self,
        dataset: Dataset,
        labels: Pointer[ctypes.c_int32],
        count: int,
        /,
    ) -> int: ...

    def normkit_dataset_set_values(
        self,
        dataset: Dataset,
        values: Pointer[ctypes.c_float],
        sizes: Pointer[ctypes.c_int64],
        rank: int,
        /,
    ) -> int: ...

    def normkit_dataset_create_range(
        self,
        dataset: Dataset,
        first: int,
        count: int,
        out_dataset: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_split(
        self,
        dataset: Dataset,
        test_fraction: float,
        seed: int,
        out_train: Pointer[Dataset],
        out_test: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_count(
        self,
        dataset: Dataset,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_dataset_input_shape(
        self,
        dataset: Dataset,
        out_sizes: Pointer[ctypes.c_int64],
        capacity: int,
        out_rank: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_dataset_inputs(
        self,
        dataset: Dataset,
        out_inputs: Pointer[ctypes.POINTER(ctypes.c_float)],
        /,
    ) -> int: ...

    def normkit_dataset_labels(
        self,
        dataset: Dataset,
        out_labels: Pointer[ctypes.POINTER(ctypes.c_int32)],
        /,
    ) -> int: ...

    def normkit_dataset_free(self, dataset: Dataset, /) -> int: ...


_PROTOTYPES: dict[str, tuple[type | None, list[type]]] = {
    "normkit_version": (
        ctypes.c_char_p,
        [],
    ),
    "normkit_abi_version": (
        ctypes.c_uint32,
        [],
    ),
    "normkit_status_name": (
        ctypes.c_char_p,
        [
            ctypes.c_int,
        ],
    ),
    "normkit_last_error_message": (
        ctypes.c_char_p,
        [],
    ),
    "normkit_num_threads": (
        ctypes.c_int,
        [
            ctypes.POINTER(ctypes.c_int32),
        ],
    ),
    "normkit_dataset_create": (
        ctypes.c_int,
        [
            ctypes.POINTER(ctypes.c_float),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_set_labels": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int32),
            ctypes.c_int64,
        ],
    ),
    "normkit_dataset_set_values": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_float),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
        ],
    ),
    "normkit_dataset_create_range": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_split": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.c_double,
            ctypes.c_uint64,
            ctypes.POINTER(Dataset),
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_count": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_dataset_input_shape": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_dataset_inputs": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.POINTER(ctypes.c_float)),
        ],
    ),
    "normkit_dataset_labels": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.POINTER(ctypes.c_int32)),
        ],
    ),
    "normkit_dataset_free": (
        ctypes.c_int,
        [
            Dataset,
        ],
    ),
}


def bind(library: ctypes.CDLL) -> Library:
    """Give every function of the loaded library its argument and result types."""
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return cast("Library", library)
