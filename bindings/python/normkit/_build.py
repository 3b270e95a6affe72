"""What library is in use."""

from __future__ import annotations

from normkit._library import library


def build_info() -> str:
    """The library's version, how it was built and what it runs on, as one text for bug reports."""
    return library.normkit_build_info().decode()
