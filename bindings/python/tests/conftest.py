"""What several tests need."""

from __future__ import annotations

import signal

import numpy as np
import pytest

import normkit as nk
from normkit import layers

Data = tuple[np.ndarray, np.ndarray]

# A shell's background jobs begin with Ctrl-C ignored: the tests that send it would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def digits() -> tuple[Data, Data]:
    """Training and test digits, [N, 64] in 0…1."""
    (x, y), (x_test, y_test) = nk.datasets.digits.load_data()
    return (
        ((x.reshape(-1, 64) / 16).astype(np.float32), y),
        ((x_test.reshape(-1, 64) / 16).astype(np.float32), y_test),
    )


def classifier(seed: int = 0, compiled: bool = True) -> nk.Sequential:
    """A small net with everything in it."""
    model = nk.Sequential(
        [
            nk.Input((64,)),
            layers.Dense(32),
            layers.BatchNormalization(momentum=0.9),
            layers.Activation("relu"),
            layers.Dropout(0.1),
            layers.Dense(10, activation="softmax"),
        ],
        seed=seed,
    )
    if compiled:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def assert_close(actual: np.ndarray, expected: np.ndarray, tolerance: float = 1e-5) -> None:
    """max|a − b| ≤ tolerance·max|b|."""
    actual, expected = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    assert actual.shape == expected.shape
    assert np.abs(actual - expected).max() <= tolerance * np.abs(expected).max()
