"""Writes the 8x8 handwritten digits that scikit-learn ships as two IDX files.

Usage: python make_digits.py [folder]      (needs scikit-learn; by default writes into ./digits beside this file)
"""

import struct
import sys
from pathlib import Path

import numpy
from sklearn.datasets import load_digits


def write_idx(path: Path, array: numpy.ndarray) -> None:
    """Writes unsigned bytes as IDX: 0, 0, type 8, rank; sizes as big-endian 32-bit integers; the bytes."""
    assert array.dtype == numpy.uint8
    header = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(header + array.tobytes())


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "digits"
    folder.mkdir(parents=True, exist_ok=True)
    digits = load_digits()
    images = digits.images.astype(numpy.uint8)
    assert (images == digits.images).all() and images.max() == 16
    write_idx(folder / "digits-images-idx3-ubyte", images)
    write_idx(folder / "digits-labels-idx1-ubyte", digits.target.astype(numpy.uint8))


if __name__ == "__main__":
    main()
