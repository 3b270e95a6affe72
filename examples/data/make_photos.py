"""Writes crops of photographs that scikit-learn and scikit-image ship as two IDX files.

Usage: python make_photos.py [folder]
Needs scikit-learn and scikit-image; by default writes into ./photos beside this file.
"""

import sys
from pathlib import Path

import numpy
import skimage.data
from sklearn.datasets import load_sample_image

from make_digits import write_idx

SIZE = 128
# Photograph, and the top left corners of its crops. No photograph is in both parts.
TRAIN = {"china.jpg": [(170, 200), (290, 420)], "coffee": [(120, 160), (230, 330)]}
TEST = {"flower.jpg": [(120, 200), (200, 330)], "chelsea": [(60, 130), (150, 260)]}


def photograph(name: str) -> numpy.ndarray:
    """The picture [height, width, 3] in bytes."""
    return load_sample_image(name) if name.endswith(".jpg") else getattr(skimage.data, name)()


def crops(part: dict[str, list[tuple[int, int]]]) -> numpy.ndarray:
    """[n, SIZE, SIZE, 3]."""
    made = [
        photograph(name)[top : top + SIZE, left : left + SIZE]
        for name, places in part.items()
        for top, left in places
    ]
    return numpy.stack(made)


def main() -> None:
    """Writes both files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    write_idx(folder / "photos-train-idx4-ubyte", crops(TRAIN))
    write_idx(folder / "photos-test-idx4-ubyte", crops(TEST))


if __name__ == "__main__":
    main()
