"""Residual blocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import assert_close

import normkit as nk
from normkit import layers


def block(name: str | None = None) -> layers.Residual:
    """A block from 6 to 5 channels with a projection."""
    return layers.Residual(
        [
            layers.Dense(8, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(5, use_bias=False),
        ],
        shortcut=[layers.Dense(5), layers.BatchNormalization()],
        activation="relu",
        name=name,
    )


def model(seed: int = 1) -> nk.Sequential:
    """Nested blocks and one under a leaky rectifier."""
    return nk.Sequential(
        [
            nk.Input(6),
            block(),
            layers.Residual(
                [layers.Dense(5), layers.Residual([layers.Dense(5)])], activation="leaky_relu"
            ),
            layers.Dense(2),
        ],
        seed=seed,
    )


def numbers(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


def test_weights_are_named_by_path() -> None:
    net = model()
    assert [weight.path for weight in net.weights] == [
        "residual/dense/kernel",
        "residual/dense/bias",
        "residual/batch_normalization/gamma",
        "residual/batch_normalization/beta",
        "residual/batch_normalization/moving_mean",
        "residual/batch_normalization/moving_variance",
        "residual/dense_1/kernel",
        "residual/dense_2/kernel",
        "residual/dense_2/bias",
        "residual/batch_normalization_1/gamma",
        "residual/batch_normalization_1/beta",
        "residual/batch_normalization_1/moving_mean",
        "residual/batch_normalization_1/moving_variance",
        "residual_1/dense/kernel",
        "residual_1/dense/bias",
        "residual_1/residual/dense/kernel",
        "residual_1/residual/dense/bias",
        "dense/kernel",
        "dense/bias",
    ]
    outer = net.get_layer("residual")
    assert isinstance(outer, layers.Residual)
    assert len(outer.weights) == 13
    assert [weight.name for weight in outer.shortcut[0].weights] == ["kernel", "bias"]
    assert outer.layers[2].output_shape == outer.output_shape == (None, 5)


def test_adds_what_both_paths_give() -> None:
    net = model()
    x = numbers((7, 6))
    w = {weight.path: weight.numpy().astype(np.float64) for weight in net.weights}

    def dense(values: np.ndarray, path: str) -> np.ndarray:
        return values @ w[f"{path}/kernel"] + w.get(f"{path}/bias", 0.0)

    def norm(values: np.ndarray) -> np.ndarray:
        return values / np.sqrt(1 + 1e-3)

    main = dense(norm(np.maximum(dense(x, "residual/dense"), 0)), "residual/dense_1")
    first = np.maximum(main + norm(dense(x, "residual/dense_2")), 0)
    hidden = dense(first, "residual_1/dense")
    total = first + hidden + dense(hidden, "residual_1/residual/dense")
    assert_close(net.predict(x), dense(np.where(total > 0, total, 0.2 * total), "dense"))


def test_trains(tmp_path: Path) -> None:
    net = model()
    net.compile("sgd", "mse")
    x, y = numbers((64, 6)), numbers((64, 2), seed=1)
    history = net.fit(x, y, epochs=5, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    net.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors")
    np.testing.assert_array_equal(loaded.predict(x), net.predict(x))
    assert [weight.path for weight in loaded.weights] == [weight.path for weight in net.weights]
    texts: list[str] = []
    net.summary(texts.append)
    loaded.summary(texts.append)
    assert texts[0] == texts[1]
    assert loaded.fit(x, y, epochs=2, verbose=0).history == (
        net.fit(x, y, epochs=2, verbose=0).history
    )


def test_summary_indents_what_is_in_a_block() -> None:
    texts: list[str] = []
    model().summary(texts.append)
    lines = [line.split("  (None")[0].rstrip() for line in texts[0].splitlines()[3:15]]
    assert lines == [
        "residual (Residual)",
        "  dense (Dense)",
        "  batch_normalization (BatchNormalization)",
        "  dense_1 (Dense)",
        "  dense_2 (Dense)",
        "  batch_normalization_1 (BatchNormalization)",
        "residual_1 (Residual)",
        "  dense (Dense)",
        "  residual (Residual)",
        "    dense (Dense)",
        "dense (Dense)",
        "-" * len(texts[0].splitlines()[2]),
    ]
    assert "Total parameters: 255\n" in texts[0]


def test_inner_layers_are_set() -> None:
    net = model()
    outer = net.get_layer("residual")
    assert isinstance(outer, layers.Residual)
    outer.trainable = False
    assert not any(weight.trainable for weight in outer.weights)
    norm = outer.shortcut[1]
    assert isinstance(norm, layers.BatchNormalization)
    assert norm.statistics == "running"
    outer.trainable = True
    outer.layers[0].trainable = False
    assert not outer.trainable
    frozen = [w.path for w in net.weights if not w.trainable and "moving" not in w.name]
    assert frozen == ["residual/dense/kernel", "residual/dense/bias"]


def test_shapes_must_be_equal() -> None:
    unequal = nk.Sequential([layers.Residual([layers.Dense(5)])])
    text = (
        "residual: normkit_model_end_residual: Residual: expected paths that end in equal shapes, "
        "got [5] from the main path and [6] from the input, as the shortcut has no layers"
    )
    with pytest.raises(nk.ShapeError) as caught:
        unequal.build((None, 6))
    assert str(caught.value) == text
    assert not unequal.built
    unequal.build((None, 5))
    assert unequal.predict(numbers((3, 5))).shape == (3, 5)


def test_mistakes_are_errors() -> None:
    with pytest.raises(nk.InvalidArgumentError, match="expected at least one layer in the main"):
        layers.Residual([], shortcut=[layers.Dense(3)])
    with pytest.raises(nk.InvalidArgumentError, match="Residual: expected a layer, got 3"):
        layers.Residual([3])  # type: ignore[list-item]
    with pytest.raises(nk.InvalidArgumentError, match="two layers are called 'a'"):
        layers.Residual([layers.Dense(3, name="a")], shortcut=[layers.Dense(3, name="a")])
    inner = layers.Dense(3)
    layers.Residual([inner])
    with pytest.raises(nk.StateError, match="part of a model already"):
        nk.Sequential([inner])
