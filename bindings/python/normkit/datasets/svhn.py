"""SVHN (Netzer et al. 2011): house numbers in photographs, 32×32 in colour, from its real files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from normkit._errors import FileAccessError, FormatError
from normkit.datasets._idx import Part


def load_data(path: str | os.PathLike[str]) -> tuple[Part, Part]:
    """(x_train, y_train), (x_test, y_test): images [N, 32, 32, 3] in bytes 0…255, labels [N].

    The published files count labels from 1, with 10 for the digit 0; here the digit is the label.

    Parameters
    ----------
    path
        The folder with train_32x32.mat and test_32x32.mat. Nothing is downloaded.

    Raises
    ------
    ImportError
        Without scipy, which reads .mat files: pip install scipy.
    FileAccessError
        When a file is missing.
    FormatError
        When a file is not what it should be.
    """
    folder = Path(path)
    return _part(folder / "train_32x32.mat"), _part(folder / "test_32x32.mat")


def _part(path: Path) -> Part:
    from scipy.io import loadmat  # noqa: PLC0415, an extra

    if not path.exists():
        raise FileAccessError(f"{path}: not found")
    try:
        content: dict[str, Any] = loadmat(path)
        images, labels = content["X"], content["y"]
    except KeyError as error:
        raise FormatError(f"{path}: there is no variable {error}") from None
    except Exception as error:
        raise FormatError(f"{path}: not a .mat file: {error}") from None
    count = images.shape[-1]
    if images.shape != (32, 32, 3, count) or images.dtype != np.uint8 or labels.size != count:
        raise FormatError(
            f"{path}: expected X of [32, 32, 3, n] bytes and n labels y, got {images.dtype} "
            f"{images.shape} and {labels.shape}"
        )
    digits = labels.reshape(-1)
    if digits.min() < 1 or digits.max() > 10:
        raise FormatError(f"{path}: labels must be 1 to 10, got {digits.min()} to {digits.max()}")
    x = np.ascontiguousarray(images.transpose(3, 0, 1, 2))
    return x, (digits % 10).astype(np.uint8)
