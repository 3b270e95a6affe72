"""What can go wrong: an exception for each status of the C library, each also a built-in one."""

from __future__ import annotations

from typing import ClassVar

from normkit._abi import Status


class NormKitError(Exception):
    """Whatever this package raises; the text says what was expected and what came."""

    status: ClassVar[Status] = Status.INTERNAL


class InvalidArgumentError(NormKitError, ValueError):
    """A number or name out of its range."""

    status = Status.INVALID_ARGUMENT


class ShapeError(NormKitError, ValueError):
    """Sizes that do not fit together."""

    status = Status.SHAPE


class StateError(NormKitError, RuntimeError):
    """A call at the wrong time, such as training before compiling."""

    status = Status.STATE


class HandleError(NormKitError, RuntimeError):
    """An object of the library that is gone."""

    status = Status.HANDLE


class OutOfMemoryError(NormKitError, MemoryError):
    """Memory that could not be had."""

    status = Status.OUT_OF_MEMORY


class FileAccessError(NormKitError, OSError):
    """A file that could not be opened, read or written."""

    status = Status.IO


class FormatError(NormKitError, ValueError):
    """A file whose content is not what its format asks for."""

    status = Status.FORMAT


class BusyError(NormKitError, RuntimeError):
    """A model in use by another thread, or by the fit whose callback is running."""

    status = Status.BUSY


class CancelledError(NormKitError, RuntimeError):
    """Training stopped by a callback."""

    status = Status.CANCELLED


class UnsupportedError(NormKitError, NotImplementedError):
    """Something that this version, machine or layer cannot do."""

    status = Status.UNSUPPORTED


class InternalError(NormKitError, RuntimeError):
    """A mistake of the library's own: please report it."""

    status = Status.INTERNAL


class LibraryLoadError(NormKitError, ImportError):
    """The C library is missing or is not the one this package needs."""


_TYPES: dict[int, type[NormKitError]] = {
    kind.status: kind
    for kind in (
        InvalidArgumentError,
        ShapeError,
        StateError,
        HandleError,
        OutOfMemoryError,
        FileAccessError,
        FormatError,
        BusyError,
        CancelledError,
        UnsupportedError,
        InternalError,
    )
}


def error_of(status: int, message: str) -> NormKitError:
    """The exception that stands for a status; InternalError for one that is not known here."""
    kind = _TYPES.get(status)
    if kind is None:
        return InternalError(f"unknown status {status}: {message}")
    return kind(message)
