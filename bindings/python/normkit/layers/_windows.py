"""Windows over images: sizes and paddings as Keras takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from normkit import _abi
from normkit._errors import InvalidArgumentError
from normkit._native import whole_number

Pair = int | Sequence[int]


def pair(name: str, value: Any, *, minimum: int = 1) -> tuple[int, int]:
    """Rows and columns: one number for both, or two.

    Raises
    ------
    InvalidArgumentError
        For anything else, or a number under `minimum`.
    """
    values = value if isinstance(value, list | tuple) else (value, value)
    if len(values) != 2:
        raise InvalidArgumentError(
            f"{name} must be a whole number or a pair of them, got {value!r}"
        )
    rows, columns = (whole_number(name, number, minimum=minimum) for number in values)
    return rows, columns


def padding_of(name: str, padding: str) -> str:
    """Checks "valid" or "same".

    Raises
    ------
    InvalidArgumentError
        For another.
    """
    lower = padding.lower() if isinstance(padding, str) else padding
    if lower not in ("valid", "same"):
        raise InvalidArgumentError(f'{name}: padding must be "valid" or "same", got {padding!r}')
    return lower


def native_padding(padding: str) -> _abi.Padding:
    """The library's number for a padding."""
    return _abi.Padding[padding.upper()]


def channels_last(name: str, data_format: str | None) -> str:
    """Checks Keras's data_format.

    Raises
    ------
    InvalidArgumentError
        For anything but channels last.
    """
    if data_format not in (None, "channels_last"):
        raise InvalidArgumentError(
            f'{name}: data_format must be "channels_last", got {data_format!r}; '
            "transpose images to [height, width, channels]"
        )
    return "channels_last"


def one(name: str, argument: str, value: Pair) -> tuple[int, int]:
    """Checks an argument that Keras has and that can only be 1 here."""
    if pair(f"{name}: {argument}", value) != (1, 1):
        raise InvalidArgumentError(f"{name}: {argument} must be 1, got {value!r}")
    return (1, 1)
