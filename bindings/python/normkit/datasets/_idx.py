"""IDX files, the format that MNIST is published in, plain or compressed with gzip."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from normkit._errors import FileAccessError, FormatError

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}

Part = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]
"""Images [N, …] and their labels [N]."""


def read_idx(path: Path) -> npt.NDArray[Any]:
    """The array in an IDX file; where there is none, in the file with .gz after its name.

    Two zero bytes, a type code, the number of axes, each size in four bytes, then the numbers; all
    big-endian.

    Raises
    ------
    FileAccessError
        When neither can be read.
    FormatError
        When the content is not what its header says.
    """
    content = _content(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _TYPES:
        raise FormatError(f"{path}: not an IDX file; it begins with {content[:4].hex(' ')}")
    axes = content[3]
    start = 4 + 4 * axes
    if len(content) < start:
        raise FormatError(f"{path}: the header ends within the sizes of its {axes} axes")
    sizes = [int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4)]
    kind = np.dtype(_TYPES[content[2]])
    expected = kind.itemsize
    for size in sizes:
        expected *= size
    if len(content) - start != expected:
        raise FormatError(
            f"{path}: {sizes} numbers of {kind.itemsize} bytes are {expected} bytes, "
            f"got {len(content) - start}"
        )
    array = np.frombuffer(content, kind, offset=start).reshape(sizes)
    return array.astype(kind.newbyteorder("="))


def _content(path: Path) -> bytes:
    packed = path.with_name(path.name + ".gz")
    try:
        if path.exists() or not packed.exists():
            return path.read_bytes()
        with gzip.open(packed) as file:
            return file.read()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FormatError(f"{packed}: {error}") from None
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror or error}") from None


def read_pair(images: Path, labels: Path) -> Part:
    """Images and their labels; raises what read_idx raises.

    Raises
    ------
    FormatError
        When they do not go together, too.
    """
    x, y = read_idx(images), read_idx(labels)
    if x.dtype != np.uint8 or y.dtype != np.uint8 or x.ndim < 2 or y.ndim != 1:
        raise FormatError(
            f"{images}: expected images and labels in bytes, got shapes {x.shape} and {y.shape} "
            f"of {x.dtype} and {y.dtype}"
        )
    if len(x) != len(y):
        raise FormatError(f"{images} holds {len(x)} images, {labels} {len(y)} labels")
    return x, y


def read_published(folder: Path) -> tuple[Part, Part]:
    """The two parts of a set published under MNIST's file names."""

    def part(name: str) -> Part:
        return read_pair(folder / f"{name}-images-idx3-ubyte", folder / f"{name}-labels-idx1-ubyte")

    return part("train"), part("t10k")
