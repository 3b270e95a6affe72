"""Small neural networks with batch normalization, trained in this process.

Keras's names and defaults, numpy arrays in and out, the work done by libnormkit.
"""

from normkit import callbacks, convert, datasets, initializers, layers, losses, metrics, optimizers
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
from normkit.diagnosis import Diagnosis
from normkit.models import Input, Sequential
from normkit.plotting import plot
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
    "convert",
    "datasets",
    "get_num_threads",
    "initializers",
    "layers",
    "load_model",
    "losses",
    "metrics",
    "optimizers",
    "plot",
    "set_num_threads",
]
