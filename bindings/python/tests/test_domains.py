"""Second domains: SVHN's real format, and digits over photographs; arrays of other libraries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import Data, classifier

import normkit as nk
from normkit.datasets import mnist_m, svhn


def numbers(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(count)
    images = random.integers(0, 256, (32, 32, 3, count), np.uint8)
    return images, (np.arange(count) % 10 + 1).reshape(-1, 1).astype(np.uint8)


def save(path: Path, **variables: np.ndarray) -> None:
    scipy_io = pytest.importorskip("scipy.io")
    scipy_io.savemat(path, variables)


def test_svhn_in_its_own_format(tmp_path: Path) -> None:
    for name, count in (("train", 21), ("test", 12)):
        images, labels = numbers(count)
        save(tmp_path / f"{name}_32x32.mat", X=images, y=labels)
    (x, y), (x_test, y_test) = svhn.load_data(tmp_path)
    assert x.shape == (21, 32, 32, 3)
    assert len(x_test) == len(y_test) == 12
    np.testing.assert_array_equal(x[4], numbers(21)[0][..., 4])
    assert y[:11].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]


def test_files_that_are_not_svhn(tmp_path: Path) -> None:
    images, labels = numbers(3)
    with pytest.raises(nk.FileAccessError, match=r"train_32x32\.mat: not found"):
        svhn.load_data(tmp_path)
    path = tmp_path / "train_32x32.mat"
    for text, variables in {
        "there is no variable 'y'": {"X": images},
        "expected X of": {"X": images[:30], "y": labels},
        "labels must be 1 to 10, got 0": {"X": images, "y": labels - 1},
    }.items():
        save(path, **variables)
        with pytest.raises(nk.FormatError, match=text):
            svhn.load_data(tmp_path)
    path.write_bytes(b"no matrix")
    with pytest.raises(nk.FormatError, match=r"not a \.mat file"):
        svhn.load_data(tmp_path)


def test_digits_over_photographs() -> None:
    random = np.random.default_rng(0)
    photos = [random.integers(0, 256, size, np.uint8) for size in ((30, 60, 3), (28, 28, 3))]
    digits = random.integers(0, 256, (40, 28, 28), np.uint8)
    made = mnist_m.build(digits, photos, seed=3)
    np.testing.assert_array_equal(made, mnist_m.build(digits, photos, seed=3))
    blank = mnist_m.build(np.zeros((40, 28, 28), np.uint8), photos, seed=3).astype(int)
    np.testing.assert_array_equal(made, np.abs(blank - digits[..., None]))
    # The smaller photograph has one patch alone.
    whole = [np.array_equal(image, photos[1]) for image in blank]
    assert 0 < sum(whole) < 40
    with pytest.raises(nk.ShapeError, match=r"at least \[28, 28, 3\], got \(27, 60, 3\)"):
        mnist_m.build(digits, [photos[0][:27]])
    with pytest.raises(ValueError, match="expected bytes"):
        mnist_m.build(digits / 255, photos)
    with pytest.raises(ValueError, match="at least one photograph"):
        mnist_m.build(digits, [])


class DLPack:
    """An array that says so through DLPack alone."""

    def __init__(self, array: np.ndarray) -> None:
        self._array = array

    def __dlpack__(self, **options: object) -> object:
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._array.__dlpack_device__()


def test_arrays_of_other_libraries(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    x, y = np.ascontiguousarray(x[:64]), np.ascontiguousarray(y[:64].astype(np.int32))
    expected = classifier().predict(x)
    np.testing.assert_array_equal(classifier().predict(DLPack(x)), expected)
    history = classifier().fit(x, y, verbose=0).history
    assert classifier().fit(DLPack(x), DLPack(y), verbose=0).history == history
    found = classifier().evaluate(x, y)
    assert classifier().evaluate(DLPack(x.astype(np.float64)), DLPack(y.astype(np.int64))) == found


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_frames(name: str, digits: tuple[Data, Data]) -> None:
    library = pytest.importorskip(name)
    (x, y), (x_test, y_test) = digits
    x, y, weights = x[:64], y[:64].astype(np.int32), np.linspace(0.5, 2, 64)

    def frame(values: np.ndarray) -> object:
        # Columns apart from each other, as frames have them, and of two types.
        columns = {f"pixel {place}": column for place, column in enumerate(values.T)}
        columns["pixel 0"] = columns["pixel 0"].astype(np.float64)
        return library.DataFrame(columns)

    plain, framed = classifier(), classifier()
    held = (frame(x_test), library.Series(y_test))
    options = {"epochs": 2, "verbose": 0}
    expected = plain.fit(
        x, y, sample_weight=weights, validation_data=(x_test, y_test), **options
    ).history
    got = framed.fit(
        frame(x),
        library.Series(y),
        sample_weight=library.Series(weights),
        validation_data=held,
        **options,
    ).history
    assert got == expected
    np.testing.assert_array_equal(framed.predict(frame(x)), plain.predict(x))
    assert framed.evaluate(*held) == plain.evaluate(x_test, y_test)


def test_outputs_are_lent_through_dlpack(digits: tuple[Data, Data]) -> None:
    (x, _), _ = digits
    model = classifier()
    for outputs in (model.predict(x[:3]), model.predict_on_batch(x[:3]), *model.get_weights()):
        lent = np.from_dlpack(outputs)
        assert np.shares_memory(lent, outputs)
        assert lent.dtype == np.float32
        np.testing.assert_array_equal(lent, outputs)
