"""Fashion-MNIST: 60,000 and 10,000 pictures of clothes of 28×28 pixels, in ten classes."""

from __future__ import annotations

import os
from pathlib import Path

from normkit.datasets._idx import Part, read_published

DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
"""Where Debian's package dataset-fashion-mnist puts it."""


def load_data(path: str | os.PathLike[str] = DEBIAN_FOLDER) -> tuple[Part, Part]:
    """(x_train, y_train), (x_test, y_test): images [N, 28, 28] in bytes 0…255, labels [N].

    Parameters
    ----------
    path
        The folder with the four published files, plain or .gz.

    Raises
    ------
    FileAccessError
        When a file is missing.
    FormatError
        When a file is not what it should be.
    """
    return read_published(Path(path))
