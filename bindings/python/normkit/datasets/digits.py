"""1,797 handwritten digits of 8×8 pixels, part of the package.

From E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning
Repository, 1998, doi 10.24432/C50P49, CC BY 4.0.
"""

from __future__ import annotations

from ctypes import POINTER, byref, c_int32, c_int64
from pathlib import Path

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._arrays import int_pointer
from normkit._errors import FileAccessError
from normkit._examples import Examples
from normkit._library import library
from normkit._native import Handle, check, seed_number
from normkit.datasets._idx import Part, read_pair

_FILES = ("digits-images-idx3-ubyte", "digits-labels-idx1-ubyte")


def load_data(test_fraction: float = 0.2, seed: int = 1) -> tuple[Part, Part]:
    """(x_train, y_train), (x_test, y_test): images [N, 8, 8] in bytes 0…16, labels [N].

    By default the customary 1,437 and 360: the same ones as in Swift and C.

    Parameters
    ----------
    test_fraction
        The part to test with, over 0 and under 1.
    seed
        The same seed divides in the same way, everywhere.

    Raises
    ------
    InvalidArgumentError
        For a fraction out of its range.
    """
    folder = _folder()
    x, y = read_pair(folder / _FILES[0], folder / _FILES[1])
    numbers = np.arange(len(x), dtype=np.int32)
    whole = Examples(numbers.astype(np.float32).reshape(-1, 1))
    check(library.normkit_dataset_set_labels(whole.value, int_pointer(numbers), len(numbers)))
    train, test = _abi.Dataset(), _abi.Dataset()
    check(
        library.normkit_dataset_split(
            whole.value, float(test_fraction), seed_number(seed), byref(train), byref(test)
        )
    )
    first, second = _rows(train), _rows(test)
    return (x[first], y[first]), (x[second], y[second])


def _rows(part: _abi.Dataset) -> npt.NDArray[np.int32]:
    """Which examples a part has, as their numbers went in for labels. Frees it."""
    handle = Handle(part, library.normkit_dataset_free)
    count = c_int64()
    check(library.normkit_dataset_count(part, byref(count)))
    labels = POINTER(c_int32)()
    check(library.normkit_dataset_labels(part, byref(labels)))
    rows = np.array(labels[: count.value], dtype=np.int32)
    handle.free()
    return rows


def _folder() -> Path:
    """The package's own copy, or a source checkout's."""
    package = Path(__file__).resolve().parent
    for folder in (package / "digits_data", package.parents[3] / "examples" / "data" / "digits"):
        if (folder / _FILES[0]).exists():
            return folder
    raise FileAccessError(
        f"digits: {package / 'digits_data'} is missing; install the package again"
    )
