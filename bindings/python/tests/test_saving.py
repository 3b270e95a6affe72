"""Models in files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import Data, classifier

import normkit as nk
from normkit import layers, optimizers


def test_a_checkpoint_goes_on_to_the_same_bits(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits
    model = classifier(seed=5)
    model.fit(*train, epochs=2, verbose=0)
    model.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors")
    np.testing.assert_array_equal(loaded.predict(test[0]), model.predict(test[0]))
    assert loaded.fit(*train, epochs=2, verbose=0).history == (
        model.fit(*train, epochs=2, verbose=0).history
    )
    for a, b in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_what_a_model_is_comes_back(tmp_path: Path) -> None:
    norm = layers.BatchNormalization.torch(momentum=0.3, name="norm")
    model = nk.Sequential(
        [
            nk.Input((4, 4, 1)),
            layers.Flatten(),
            layers.Dense(
                6, activation="tanh", kernel_initializer=nk.initializers.RandomNormal(stddev=0.5)
            ),
            norm,
            layers.LeakyReLU(0.25),
            layers.Dropout(0.25),
            layers.Dense(3, use_bias=False, trainable=False, name="end"),
            layers.Softmax(),
        ],
        seed=9,
    )
    norm.trainable = False
    model.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors")
    texts: list[str] = []
    kinds = {"LeakyReLU": "Activation", "Softmax": "Activation"}
    model.summary(texts.append)
    loaded.summary(texts.append)
    for before, after in kinds.items():
        texts[0] = texts[0].replace(f"({before})", f"({after})")
    assert [line.split() for line in texts[0].splitlines()] == [
        line.split() for line in texts[1].splitlines()
    ]
    assert loaded.input_shape == (None, 4, 4, 1)
    assert loaded.seed == 9
    assert loaded.optimizer is None
    dense, found, end = (loaded.get_layer(n) for n in ("dense", "norm", "end"))
    assert isinstance(dense, layers.Dense)
    assert dense.activation.name == "tanh"
    assert dense.kernel_initializer.number == 0.5
    assert isinstance(found, layers.BatchNormalization)
    assert found.momentum == pytest.approx(0.7)
    assert found.epsilon == 1e-5
    assert (found.statistics, found.updates_statistics, found.learns_affine) == (
        "running",
        False,
        False,
    )
    assert found.unbiased_variance
    assert found.requires_several_values
    assert not end.trainable
    assert not end.weights[0].trainable
    end.trainable = True
    assert end.weights[0].trainable


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.SGD(0.25, momentum=0.5, nesterov=True, weight_decay=0.125),
        optimizers.Adam(optimizers.schedules.ExponentialDecay(0.25, 10, 0.5, staircase=True)),
        optimizers.Adam(optimizers.schedules.CosineDecay(0.25, 10, 0.125), 0.75, 0.875),
        optimizers.SGD(optimizers.schedules.PiecewiseConstantDecay([2, 4], [0.5, 0.25, 0.125])),
    ],
)
def test_the_optimizer_comes_back(optimizer: optimizers.Optimizer, tmp_path: Path) -> None:
    model = nk.Sequential([nk.Input(2), layers.Dense(1)])
    model.compile(optimizer, "mse")
    model.save(tmp_path / "model")
    loaded = nk.load_model(tmp_path / "model").optimizer
    assert type(loaded) is type(optimizer)

    def numbers(of: object) -> dict[str, object]:
        return {
            key: numbers(value) if hasattr(value, "__dict__") else value
            for key, value in vars(of).items()
            if key != "_models"
        }

    assert numbers(loaded) == numbers(optimizer)


@pytest.mark.parametrize("from_logits", [True, False])
def test_from_logits_comes_back(from_logits: bool, tmp_path: Path) -> None:
    end = None if from_logits else "sigmoid"
    model = nk.Sequential([nk.Input(2), layers.Dense(1, activation=end)])
    model.compile("sgd", nk.losses.BinaryCrossentropy(from_logits=from_logits))
    model.save(tmp_path / "model")
    loaded = nk.load_model(tmp_path / "model")
    assert loaded.loss is not None
    assert loaded.loss.from_logits is from_logits


def test_without_the_training(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, _ = digits
    model = classifier()
    model.fit(*train, verbose=0)
    model.save(tmp_path / "model", include_optimizer=False)
    with pytest.raises(nk.StateError, match="call compile first"):
        nk.load_model(tmp_path / "model").fit(*train)
    model.save(tmp_path / "model")
    with pytest.raises(nk.StateError, match="call compile first"):
        nk.load_model(tmp_path / "model", compile=False).fit(*train)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(nk.FileAccessError, match="missing"):
        nk.load_model(tmp_path / "missing")
    with pytest.raises(OSError, match="no/such"):
        classifier().save(tmp_path / "no" / "such")


def test_another_file_is_a_format_error(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello, this is no model")
    with pytest.raises(nk.FormatError, match="text"):
        nk.load_model(tmp_path / "text")
