"""MNIST: 60,000 and 10,000 handwritten digits of 28×28 pixels."""

from __future__ import annotations

import os
from pathlib import Path

from normkit._errors import FileAccessError
from normkit.datasets._idx import Part, read_published

_FIRST = "train-images-idx3-ubyte"


def load_data(path: str | os.PathLike[str] | None = None) -> tuple[Part, Part]:
    """(x_train, y_train), (x_test, y_test): images [N, 28, 28] in bytes 0…255, labels [N].

    Parameters
    ----------
    path
        The folder with the four published files, plain or .gz; by default the one that the
        environment's NORMKIT_DATA names, or its subfolder mnist. Nothing is downloaded.

    Raises
    ------
    FileAccessError
        When a file is missing.
    FormatError
        When a file is not what it should be.
    """
    if path is not None:
        return read_published(Path(path))
    data = os.environ.get("NORMKIT_DATA")
    if not data:
        raise FileAccessError(
            "mnist: name the folder with its four files, as path or in NORMKIT_DATA"
        )
    inner = Path(data) / "mnist"
    found = any((inner / (_FIRST + end)).exists() for end in ("", ".gz"))
    return read_published(inner if found else Path(data))
