"""A model's memory goes with it."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
from conftest import classifier

import normkit as nk
from normkit import layers


def resident_pages() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


def cycle(x: np.ndarray, y: np.ndarray) -> None:
    model = nk.Sequential(
        [
            nk.Input(64),
            layers.Dense(100),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Residual([layers.Residual([layers.Dense(100)])]),
            layers.Dense(10),
        ]
    )
    model.compile("adam", nk.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, verbose=0)
    model.predict(x)


def test_a_thousand_models_leave_the_resident_memory_flat() -> None:
    random = np.random.default_rng(0)
    x = random.standard_normal((64, 64), dtype=np.float32)
    y = random.integers(0, 10, 64)
    gc.collect()
    gc.disable()  # reference counts alone must do
    for _ in range(300):
        cycle(x, y)
    try:
        before = resident_pages()
        for _ in range(1000):
            cycle(x, y)
        grown = (resident_pages() - before) * 4096
    finally:
        gc.enable()
    # A model is over 100 kB with its plans. So little that 300 bytes a cycle would show.
    assert grown < 300_000


def test_a_model_goes_when_its_last_reference_goes() -> None:
    model = classifier()
    x = np.zeros((4, 64), np.float32)
    history = model.fit(x, np.zeros(4), verbose=0)
    gone = weakref.ref(model)
    gc.disable()
    try:
        del model
        assert gone() is None
    finally:
        gc.enable()
    assert len(history.history["loss"]) == 1


def test_layers_and_weights_outlive_their_model() -> None:
    model = classifier()
    kernel = model.layers[0].get_weights()[0]
    layer, weight = model.layers[0], model.weights[0]
    del model
    gc.collect()
    np.testing.assert_array_equal(layer.get_weights()[0], kernel)
    np.testing.assert_array_equal(weight.numpy(), kernel)


def test_contiguous_float32_is_not_copied() -> None:
    x = np.zeros((8, 64), np.float32)
    y = np.zeros(8, np.int32)
    examples = classifier()._examples(x, y)
    assert examples.inputs is x or np.shares_memory(examples.inputs, x)
    assert np.shares_memory(examples.targets, y)
