"""Calls into the C library: statuses become exceptions, unheld handles are freed."""

from __future__ import annotations

import ctypes
import operator
import weakref
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, SupportsIndex, TypeVar

from normkit import _abi
from normkit._errors import InvalidArgumentError, ShapeError, error_of
from normkit._library import library

_T = TypeVar("_T", bound="ctypes.Structure")

MAXIMUM_RANK = 8
"""How many axes a shape has at most."""

# Made once: each product of a ctypes type is a class, which only the garbage collector frees.
_SIZES = [ctypes.c_int64 * rank for rank in range(MAXIMUM_RANK + 1)]
_TEXT_CAPACITY = 256
_TEXT = ctypes.c_char * _TEXT_CAPACITY


def check(status: int) -> None:
    """Raises the exception of a status that is not OK, with the library's text."""
    if status != _abi.Status.OK:
        # The text is the calling thread's own, so no other thread's failure can come between.
        raise error_of(status, library.normkit_last_error_message().decode())


class Handle(Generic[_T]):
    """Owns an object of the library and frees it with itself."""

    def __init__(self, value: _T, free: Callable[[_T], int]) -> None:
        self._free = free
        self._own(value)

    def _own(self, value: _T) -> None:
        self.value = value
        self._finalizer = weakref.finalize(self, self._free, value)
        # At the end of the process its memory goes anyway.
        self._finalizer.atexit = False

    def take(self, other: Handle[_T]) -> None:
        """Frees its object and owns the other's, which is left with nothing to free."""
        self.free()
        other._finalizer.detach()
        self._own(other.value)

    def free(self) -> None:
        """Frees the object now; a second call does nothing."""
        self._finalizer()


class _ShapeGetter(Protocol):
    def __call__(
        self,
        sizes: ctypes.Array[ctypes.c_int64],
        capacity: int,
        rank: ctypes._CArgObject,
        /,
    ) -> int: ...


def read_shape(getter: _ShapeGetter) -> tuple[int, ...]:
    """The shape that a function of the library writes."""
    sizes = _SIZES[MAXIMUM_RANK]()
    rank = ctypes.c_int64()
    check(getter(sizes, MAXIMUM_RANK, ctypes.byref(rank)))
    return tuple(sizes[: rank.value])


def sizes_of(shape: Sequence[int]) -> ctypes.Array[ctypes.c_int64]:
    """A shape as the library takes it.

    Raises
    ------
    ShapeError
        For more than 8 axes.
    """
    if len(shape) > MAXIMUM_RANK:
        raise ShapeError(f"expected at most {MAXIMUM_RANK} axes, got shape {tuple(shape)}")
    return _SIZES[len(shape)](*shape)


def whole_number(name: str, value: SupportsIndex, *, minimum: int = 1) -> int:
    """Checks a count before ctypes would silently cut it to 64 bits.

    Raises
    ------
    InvalidArgumentError
        For anything but a whole number of at least `minimum`.
    """
    try:
        number = operator.index(value)
    except TypeError:
        raise InvalidArgumentError(f"{name} must be a whole number, got {value!r}") from None
    if not minimum <= number < 1 << 63:
        raise InvalidArgumentError(f"{name} must be at least {minimum}, got {number}")
    return number


def seed_number(value: SupportsIndex) -> int:
    """Checks a seed: 0 ≤ seed < 2⁶⁴."""
    number = whole_number("seed", value, minimum=0) if operator.index(value) < 0 else None
    number = operator.index(value) if number is None else number
    if number >= 1 << 64:
        raise InvalidArgumentError(f"seed must be less than 2**64, got {number}")
    return number


def shape_of(name: str, shape: int | Sequence[SupportsIndex]) -> tuple[int, ...]:
    """Checks the shape of one example: 1 to 8 sizes of at least 1.

    Raises
    ------
    ShapeError
        For any other.
    """
    if isinstance(shape, int):
        shape = (shape,)
    sizes = tuple(whole_number(f"{name}: each size", size) for size in shape)
    if not 1 <= len(sizes) < MAXIMUM_RANK:
        raise ShapeError(f"{name} must have 1 to {MAXIMUM_RANK - 1} sizes, got {sizes}")
    return sizes


class _TextGetter(Protocol):
    def __call__(self, text: ctypes.Array[ctypes.c_char], capacity: int, /) -> int: ...


def read_text(getter: _TextGetter) -> str:
    """The text that a function of the library writes."""
    capacity = _TEXT_CAPACITY
    while True:
        text = _TEXT() if capacity == _TEXT_CAPACITY else ctypes.create_string_buffer(capacity)
        status = getter(text, capacity)
        # Too little room is a shape error; a name is at most as long as the one it was given.
        if status != _abi.Status.SHAPE or capacity > 1 << 20:
            check(status)
            return text.value.decode()
        capacity *= 16
