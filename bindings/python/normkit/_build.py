"""What library is in use, and what it is used from."""

from __future__ import annotations

import sys

import numpy as np

from normkit._library import library, path


def build_info() -> str:
    """The library's version, how it was built, what it runs on and from where, for bug reports.

    Examples
    --------
    >>> normkit.build_info()  # doctest: +SKIP
    'NormKit 0.2.0, ABI 1, x86-64, kernels avx2; …/libnormkit.so; Python 3.12.1, numpy 2.4.6'
    """
    said = library.normkit_build_info().decode()
    return f"{said}; {path}; Python {sys.version.split()[0]}, numpy {np.__version__}"
