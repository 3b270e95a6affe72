"""Writes what the readers of the lab's data are tested on, as Python's own libraries write and compute it.

Usage: python make_labdata_fixtures.py      (needs numpy and scipy, and normkit for its mnist_m)
"""

import gzip
import zlib
from pathlib import Path

import numpy as np
from normkit.datasets import mnist_m
from scipy.io import savemat

FOLDER = Path(__file__).parent / "labdata"
TEXT = " ".join(str(i * i % 1009) for i in range(3000)).encode()


def write_streams() -> None:
    """The same text, compressed in each of deflate's three ways, as zlib and as gzip."""
    for name, level, strategy in (
        ("stored", 0, zlib.Z_DEFAULT_STRATEGY),
        ("fixed", 9, zlib.Z_FIXED),
        ("dynamic", 9, zlib.Z_DEFAULT_STRATEGY),
    ):
        packer = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy)
        (FOLDER / f"{name}.zlib").write_bytes(packer.compress(TEXT) + packer.flush())
    # Two members, the first with a file name in its header.
    with (FOLDER / "members.gz").open("wb") as file:
        with gzip.GzipFile("text", "wb", fileobj=file, mtime=0) as member:
            member.write(TEXT[:5000])
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as member:
            member.write(TEXT[5000:])


def write_svhn() -> None:
    """Three pictures a file, in SVHN's form: plain with labels in bytes, and compressed with labels in doubles."""
    row, column, channel, image = np.ogrid[:32, :32, :3, :3]
    pixels = ((7 * row + 3 * column + 50 * channel + 11 * image) % 256).astype(np.uint8)
    labels = np.array([[1], [10], [3]])
    for folder, kind, packed in (("plain", np.uint8, False), ("packed", np.float64, True)):
        (FOLDER / folder).mkdir(exist_ok=True)
        for part in ("train", "test"):
            content = {"X": pixels, "y": labels.astype(kind)}
            savemat(FOLDER / folder / f"{part}_32x32.mat", content, do_compression=packed)


def write_digits() -> None:
    """One photograph of a digit's size, and what normkit.datasets.mnist_m makes of four digits over it."""
    row, column = np.ogrid[:8, :6]
    photo = np.stack([(3 * row + 5 * column + 40 * c) % 256 for c in range(3)], -1).astype(np.uint8)
    digits = np.stack([(5 * row + 9 * column + 63 * i) % 256 for i in range(4)]).astype(np.uint8)
    header = bytes([0, 0, 8, 4]) + b"".join(n.to_bytes(4, "big") for n in (1, 8, 6, 3))
    (FOLDER / "photo-idx4-ubyte").write_bytes(header + photo.tobytes())
    (FOLDER / "digits-over-photo").write_bytes(mnist_m.build(digits, [photo]).tobytes())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_streams()
    write_svhn()
    write_digits()
