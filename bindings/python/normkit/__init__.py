"""Small neural networks with batch normalization, trained in this process.

Keras's names and defaults, numpy arrays in and out, the work done by libnormkit. The submodules
convert, datasets, embedding, lab, plotting, sklearn and watching are loaded when they are first
used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normkit import callbacks, initializers, layers, losses, metrics, models, optimizers
from normkit._abi import VERSION as __version__
from normkit._build import build_info
from normkit._errors import (
    BusyError,
    CancelledError,
    FileAccessError,
    FormatError,
    HandleError,
    InternalError,
    InvalidArgumentError,
    LibraryLoadError,
    NormKitError,
    OutOfMemoryError,
    ShapeError,
    StateError,
    UnsupportedError,
)
from normkit._threads import get_num_threads, set_num_threads
from normkit.models import Input, Sequential

if TYPE_CHECKING:
    from normkit import convert, datasets, embedding, lab, plotting, saving, watching
    from normkit.diagnosis import Diagnosis
    from normkit.plotting import compare, plot
    from normkit.saving import load_model

__all__ = [
    "BusyError",
    "CancelledError",
    "Diagnosis",
    "FileAccessError",
    "FormatError",
    "HandleError",
    "Input",
    "InternalError",
    "InvalidArgumentError",
    "LibraryLoadError",
    "NormKitError",
    "OutOfMemoryError",
    "Sequential",
    "ShapeError",
    "StateError",
    "UnsupportedError",
    "__version__",
    "build_info",
    "callbacks",
    "compare",
    "convert",
    "datasets",
    "embedding",
    "get_num_threads",
    "initializers",
    "lab",
    "layers",
    "load_model",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "plot",
    "plotting",
    "saving",
    "set_num_threads",
    "watching",
]

# What takes time to import and not every program needs: modules, and names with their modules.
_MODULES = frozenset(
    {
        "convert",
        "datasets",
        "diagnosis",
        "embedding",
        "lab",
        "plotting",
        "saving",
        "sklearn",
        "watching",
    }
)
_NAMES = {
    "Diagnosis": "normkit.diagnosis",
    "compare": "normkit.plotting",
    "load_model": "normkit.saving",
    "plot": "normkit.plotting",
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415, used once for each name

    if name in _MODULES:
        return import_module(f"normkit.{name}")
    if name in _NAMES:
        value: object = getattr(import_module(_NAMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'normkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
