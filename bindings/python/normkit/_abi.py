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
}


def bind(library: ctypes.CDLL) -> Library:
    """Give every function of the loaded library its argument and result types."""
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return cast("Library", library)
