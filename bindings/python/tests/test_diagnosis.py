"""Diagnoses, their history, and warnings about immature statistics."""

from __future__ import annotations

import numpy as np
import pytest

import normkit as nk
from normkit import callbacks, layers
from tests.conftest import Data, classifier


def test_a_diagnosis_tells_of_every_layer(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    before = model.get_weights()
    found = model.diagnose(x[:200], y[:200])
    for now, old in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(now, old)
    assert (found.step, found.examples) == (0, 200)
    assert set(found.batch) == set(found.running) == {"loss", "accuracy"}
    names = [layer.name for layer in found.layers]
    assert names[:3] == ["dense", "batch_normalization", "activation"]
    assert all(layer.output_norm > 0 for layer in found.layers)
    norm = found.layers[1].normalization
    assert norm is not None
    assert norm.updates == 0
    assert norm.start_share == 1
    assert norm.running_mean.tolist() == [0] * 32
    assert norm.mean_drift == pytest.approx(
        np.sqrt(np.mean(norm.recalibrated_mean**2 / (norm.recalibrated_variance + 1e-3)))
    )
    units = found.layers[2].units
    assert units is not None
    assert units.count == 32
    assert len(found.layers[2].input_percentiles) == 5
    gradients = [layer.gradient_norm for layer in found.layers[:3]]
    assert all(gradient is not None and gradient > 0 for gradient in gradients)
    assert found.findings[0].kind == "immature_statistics"
    assert found.findings[0].layer == "batch_normalization"
    assert str(found).startswith("batch_normalization: running statistics have seen no batch")


def test_without_targets_nothing_is_told_of_gradients(digits: tuple[Data, Data]) -> None:
    (x, _), _ = digits
    found = classifier(compiled=False).diagnose(x[:50])
    assert found.batch == {}
    assert found.layers[0].gradient_norm is None
    with pytest.raises(nk.StateError, match="not compiled"):
        classifier(compiled=False).diagnose(x[:5], np.zeros(5))


def test_the_history_keeps_diagnoses_at_an_interval(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    kept = callbacks.Diagnose(x[:100], y[:100], every=3)
    model, plain = classifier(), classifier()
    history = model.fit(x[:160], y[:160], batch_size=32, epochs=2, callbacks=[kept])
    plain.fit(x[:160], y[:160], batch_size=32, epochs=2)
    assert [found.step for found in kept.diagnoses] == [3, 6, 9]
    for ours, theirs in zip(model.get_weights(), plain.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
    assert "10 updates at momentum 0.9 leave 34.9 %" in history.warnings[1][0]
    batches = [(x[start : start + 32], y[start : start + 32]) for start in range(0, 160, 32)]
    other = callbacks.Diagnose(x[:100], y[:100], every=2)
    classifier().fit(iter(batches), epochs=1, callbacks=[other])
    assert [found.step for found in other.diagnoses] == [2, 4]
    with pytest.raises(nk.InvalidArgumentError, match="expected one Diagnose"):
        model.fit(x, y, callbacks=[kept, other])


def test_a_dead_unit_is_found() -> None:
    model = nk.Sequential([nk.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(2)])
    kernel, _ = model.layers[0].get_weights()
    model.layers[0].set_weights([kernel, np.array([0, -99, 0, 0], np.float32)])
    found = model.diagnose(np.random.default_rng(1).normal(size=(50, 3)))
    dead = [finding for finding in found.findings if finding.kind == "dead_units"]
    assert len(dead) == 1
    assert "1 of 4 units give nothing for any of 50 samples" in dead[0].advice
