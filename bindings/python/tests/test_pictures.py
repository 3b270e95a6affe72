"""Every picture, drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Data, classifier

import normkit as nk
from normkit import layers

pytest.importorskip("matplotlib")


def saved(axes: object, path: Path) -> None:
    axes.get_figure().savefig(path)  # type: ignore[attr-defined]
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_history(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits
    history = classifier().fit(*train, epochs=4, validation_data=test, validation_freq=2, verbose=0)
    axes = history.plot()
    saved(axes, tmp_path / "history.png")
    training, validation = axes.lines
    assert axes.get_ylabel() == "accuracy"
    assert list(training.get_xdata()) == [1, 2, 3, 4]
    assert list(validation.get_xdata()) == [2, 4]
    assert list(validation.get_ydata()) == history.history["val_accuracy"]
    with pytest.raises(nk.InvalidArgumentError, match="the history has no 'auc'"):
        history.plot("auc")


def test_a_model_with_a_residual_block(tmp_path: Path) -> None:
    model = nk.Sequential(
        [
            nk.Input((8, 8, 3)),
            layers.Conv2D(4, 3, padding="same"),
            layers.Residual(
                [layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization()],
                activation="relu",
            ),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ]
    )
    axes = model.plot()
    saved(axes, tmp_path / "model.png")
    texts = [text.get_text() for text in axes.texts if text.get_text()]
    assert texts == [
        "Input\n8 × 8 × 3",
        "conv2d\n8 × 8 × 4, 112 numbers",
        "conv2d\n8 × 8 × 4, 148 numbers",
        "batch_normalization\n8 × 8 × 4, 16 numbers",
        "residual: +, relu\n8 × 8 × 4",
        "global_average_pooling2d\n4",
        "dense\n10, 50 numbers",
    ]
    assert len(axes.patches) == len(texts)


def test_with_and_without(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits
    model = classifier()
    axes = nk.compare(model, train, validation_data=test, epochs=2)
    saved(axes, tmp_path / "compare.png")
    assert [line.get_label() for line in axes.lines] == ["with batch norm", "without"]
    assert model.history is not None
    assert list(axes.lines[0].get_ydata()) == model.history.history["val_accuracy"]
    plain = nk.plotting.without_batch_normalization(model)
    assert not any(isinstance(layer, layers.BatchNormalization) for layer in plain.layers)
    with pytest.raises(nk.InvalidArgumentError, match="has no batch normalization"):
        nk.compare(plain, train)


def test_diagnoses(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits
    diagnose = nk.callbacks.Diagnose(*test, every=30)
    classifier().fit(*train, epochs=4, verbose=0, callbacks=[diagnose])
    found, draw = diagnose.diagnoses, nk.plotting.plot_diagnosis
    gap = draw(found)
    saved(gap, tmp_path / "gap.png")
    assert list(gap.lines[0].get_xdata()) == [diagnosis.step for diagnosis in found]
    norms = [diagnosis.layers[1].normalization for diagnosis in found]
    assert list(gap.lines[0].get_ydata()) == [norm.gap for norm in norms if norm is not None]
    gradients = draw(found, "gradients")
    saved(gradients, tmp_path / "gradients.png")
    labels = [line.get_label() for line in gradients.lines]
    assert labels == ["dense", "batch_normalization", "dense_1"]
    bands = draw(found, "percentiles", layer="batch_normalization")
    saved(bands, tmp_path / "percentiles.png")
    medians = [float(diagnosis.layers[1].input_percentiles[2]) for diagnosis in found]
    assert list(bands.lines[0].get_ydata()) == medians
    assert len(draw(found[0], "gradients").lines) == 3
    with pytest.raises(nk.InvalidArgumentError, match="expected one of gap"):
        draw(found, "weights")
    with pytest.raises(nk.InvalidArgumentError, match="no percentiles of 'dense'"):
        draw(found, "percentiles", layer="dense")
    with pytest.raises(nk.InvalidArgumentError, match="the diagnoses have no gap"):
        draw([])
