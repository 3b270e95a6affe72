"""Finds libnormkit, checks that it is the one for this package, and binds its functions."""

from __future__ import annotations

import ctypes
import os
import sys

from normkit import _abi
from normkit._errors import LibraryLoadError

_NAME = "libnormkit.dylib" if sys.platform == "darwin" else "libnormkit.so"


def candidates() -> list[str]:
    """Where the library may be, in the order of trial.

    The path in the environment's `NORMKIT_LIBRARY` is the only one when it is set. Otherwise the
    package's own folder, where a wheel has it, and then the build folder of a source checkout.
    """
    chosen = os.environ.get("NORMKIT_LIBRARY")
    if chosen:
        return [chosen]
    # os.path: pathlib alone takes a tenth of the time that numpy takes to import.
    package = os.path.dirname(os.path.realpath(__file__))
    repository = os.path.dirname(os.path.dirname(os.path.dirname(package)))
    release = os.path.join(repository, ".build", "release")
    return [os.path.join(package, _NAME), os.path.join(release, _NAME)]


def load() -> tuple[_abi.Library, str]:
    """The library, every function with its argument and result types, and where it was found.

    Raises
    ------
    LibraryLoadError
        With every path tried and what was wrong with it.
    """
    tried: list[str] = []
    for path in candidates():
        try:
            return _open(path), path
        except OSError as error:
            tried.append(f"  {path}: {error if os.path.exists(path) else 'no such file'}")
        except LibraryLoadError as error:
            tried.append(f"  {path}: {error}")
    raise LibraryLoadError(
        "libnormkit cannot be loaded; tried\n"
        + "\n".join(tried)
        + "\nInstall the package (pip install ./bindings/python), build the library (make build), "
        "or name it in NORMKIT_LIBRARY."
    )


def _open(path: str) -> _abi.Library:
    # RTLD_LOCAL, the default: the Swift runtime inside must not be seen by other libraries.
    loaded = ctypes.CDLL(path)
    try:
        bound = _abi.bind(loaded)
    except AttributeError as error:
        raise LibraryLoadError(f"not the library for normkit {_abi.VERSION}: {error}") from None
    found = bound.normkit_abi_version()
    if found != _abi.ABI_VERSION:
        raise LibraryLoadError(
            f"its binary interface is number {found}, this package needs {_abi.ABI_VERSION}"
        )
    return bound


library, path = load()
