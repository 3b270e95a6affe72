"""Data sets, whole and damaged."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

import normkit as nk
from normkit.datasets import digits, fashion_mnist, mnist

NAMES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")


def idx(array: np.ndarray) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files of the published names, half of them compressed."""
    random = np.random.default_rng(0)
    for name, count in zip(NAMES, (5, 5, 3, 3), strict=True):
        shape = (count, 4, 4) if "images" in name else (count,)
        content = idx(random.integers(0, 10, shape))
        if name.startswith("t10k"):
            (tmp_path / f"{name}-ubyte.gz").write_bytes(gzip.compress(content))
        else:
            (tmp_path / f"{name}-ubyte").write_bytes(content)
    return tmp_path


def test_digits_are_the_customary_ones() -> None:
    (x, y), (x_test, y_test) = digits.load_data()
    assert x.shape == (1437, 8, 8)
    assert x_test.shape == (360, 8, 8)
    assert x.dtype == y.dtype == np.uint8
    assert x.max() == 16
    counts = np.bincount(np.concatenate([y, y_test]))
    assert list(counts) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    other = digits.load_data(test_fraction=0.5, seed=2)
    assert len(other[0][0]) == 898


def test_digits_fraction_is_checked() -> None:
    with pytest.raises(nk.InvalidArgumentError, match=r"1\.5"):
        digits.load_data(test_fraction=1.5)


def test_plain_and_compressed_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (x, y), (x_test, y_test) = mnist.load_data(folder)
    assert (x.shape, y.shape, x_test.shape, y_test.shape) == ((5, 4, 4), (5,), (3, 4, 4), (3,))
    np.testing.assert_array_equal(x, np.random.default_rng(0).integers(0, 10, (5, 4, 4)))
    assert fashion_mnist.load_data(folder)[0][0].shape == (5, 4, 4)
    monkeypatch.setenv("NORMKIT_DATA", str(folder))
    assert mnist.load_data()[0][0].shape == (5, 4, 4)
    (folder.parent / "outer").mkdir()
    folder.rename(folder.parent / "outer" / "mnist")
    monkeypatch.setenv("NORMKIT_DATA", str(folder.parent / "outer"))
    assert mnist.load_data()[0][0].shape == (5, 4, 4)


def test_mnist_itself() -> None:
    if not os.environ.get("NORMKIT_DATA"):
        pytest.skip("NORMKIT_DATA does not name a folder with MNIST")
    (x, y), (x_test, y_test) = mnist.load_data()
    assert x.shape == (60000, 28, 28)
    assert x_test.shape == (10000, 28, 28)
    assert x.mean() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert list(np.bincount(y_test)) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert len(y) == 60000


def test_nothing_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(nk.FileAccessError, match=r"train-images-idx3-ubyte: No such file"):
        mnist.load_data(tmp_path)
    monkeypatch.delenv("NORMKIT_DATA", raising=False)
    with pytest.raises(nk.FileAccessError, match="name the folder"):
        mnist.load_data()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "not an IDX file"),
        (b"\x89PNG", "begins with 89 50 4e 47"),
        (b"\0\0\x0f\x01", "not an IDX file"),
        (b"\0\0\x08\x03\0\0", "ends within the sizes of its 3 axes"),
        (idx(np.zeros((5, 4, 4)))[:-1], "are 80 bytes, got 79"),
        (idx(np.zeros((5, 4, 4))) + b"x", "are 80 bytes, got 81"),
        (b"\0\0\x08\x03" + b"\xff" * 12, "got 0"),
        (idx(np.zeros((4, 4, 4))), "holds 4 images"),
        (idx(np.zeros(5)), "expected images and labels in bytes"),
    ],
)
def test_damaged_files_are_format_errors(folder: Path, content: bytes, text: str) -> None:
    (folder / "train-images-idx3-ubyte").write_bytes(content)
    with pytest.raises(nk.FormatError, match=text):
        mnist.load_data(folder)


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(idx(np.zeros(3)))[:-9]])
def test_damaged_compressed_files_are_format_errors(folder: Path, content: bytes) -> None:
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(content)
    with pytest.raises(nk.FormatError, match=r"t10k-labels-idx1-ubyte\.gz"):
        mnist.load_data(folder)
