"""Averaged weights, folding, and looking for numbers that are none."""

from __future__ import annotations

import numpy as np
import pytest

import normkit as nk
from tests.conftest import Data, assert_close, classifier


def test_averages_are_the_mean_of_the_steps_that_count(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    with pytest.raises(nk.StateError, match="no average of the weights yet"):
        model.swap_averaged_weights()
    model.average_weights(start=1, interval=2)
    kernels = []
    for _ in range(5):
        model.train_on_batch(x[:64], y[:64])
        kernels.append(model.layers[0].get_weights()[0].astype(np.float64))
    model.swap_averaged_weights()
    assert_close(model.layers[0].get_weights()[0], (kernels[2] + kernels[4]) / 2, 1e-6)
    model.swap_averaged_weights()
    assert np.array_equal(model.layers[0].get_weights()[0], kernels[4])
    model.average_weights(momentum=0.5)
    model.train_on_batch(x[:64], y[:64])
    model.take_averaged_weights()
    model.recalibrate(x)


def test_folding_keeps_the_answers(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    model.fit(x, y, epochs=1)
    folded = model.fold(x)
    kinds = [layer.kind for layer in folded.model.layers]
    assert "batch_normalization" not in kinds
    assert folded.kept == 0
    assert folded.largest_difference <= 1e-5 * folded.largest_output
    assert_close(folded.model.predict(x[:50]), model.predict(x[:50]))


def test_a_number_that_is_none_is_named(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    model.check_numerics = True
    before = model.get_weights()
    bad = x[:8].copy()
    bad[3, 7] = np.nan
    with pytest.raises(nk.StateError, match="input has nan in channel 7 of sample 3"):
        model.train_on_batch(bad, y[:8])
    for now, old in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(now, old)
    model.check_numerics = False
    model.train_on_batch(bad, y[:8])
