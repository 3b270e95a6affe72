"""What a Keras user expects besides the basics: files of weights, backups, batches to validate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import Data, classifier

import normkit as nk


class Batches:
    """Batches by their places."""

    def __init__(self, data: Data, size: int = 100) -> None:
        self.data, self.size = data, size

    def __len__(self) -> int:
        return len(range(0, len(self.data[0]), self.size))

    def __getitem__(self, place: int) -> Data:
        rows = slice(place * self.size, (place + 1) * self.size)
        return self.data[0][rows], self.data[1][rows]


def test_weights_go_through_a_file(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits
    one, other = classifier(0), classifier(1)
    one.fit(*train, epochs=2, verbose=0)
    one.save_weights(tmp_path / "w.safetensors")
    other.load_weights(tmp_path / "w.safetensors")
    np.testing.assert_array_equal(one.predict(test[0]), other.predict(test[0]))
    smaller = nk.Sequential([nk.Input((64,)), nk.layers.Dense(32), nk.layers.Dense(3)])
    with pytest.raises(nk.ShapeError, match="load_weights: expected weights of shapes"):
        smaller.load_weights(tmp_path / "w.safetensors")
    smaller.load_weights(tmp_path / "w.safetensors", skip_mismatch=True)
    np.testing.assert_array_equal(smaller.get_weights()[0], one.get_weights()[0])
    with pytest.raises(nk.FileAccessError, match="is there already"):
        one.save(tmp_path / "w.safetensors", overwrite=False)


def test_validation_by_batches_and_now_and_then(digits: tuple[Data, Data]) -> None:
    train, test = digits
    arrays = classifier().fit(*train, epochs=4, validation_data=test, verbose=0)
    model = classifier()
    history = model.fit(
        *train, epochs=4, validation_data=Batches(test), validation_freq=2, verbose=0
    )
    assert history.measured_epochs("val_loss") == [1, 3]
    assert history.history["val_loss"] == pytest.approx(arrays.history["val_loss"][1::2], rel=1e-6)
    found = model.evaluate(Batches(test), return_dict=True)
    assert found == pytest.approx(model.evaluate(*test, return_dict=True), rel=1e-6)
    np.testing.assert_array_equal(model.predict(Batches(test)), model.predict(test[0]))
    assert len(model.predict(Batches(test), steps=2)) == 200


def test_mistakes_with_batches(digits: tuple[Data, Data]) -> None:
    train, test = digits
    model = classifier()
    with pytest.raises(nk.InvalidArgumentError, match="validation_steps is for batches"):
        model.fit(*train, validation_data=test, validation_steps=2)
    with pytest.raises(nk.InvalidArgumentError, match="steps is for batches"):
        model.predict(test[0], steps=2)
    with pytest.raises(nk.InvalidArgumentError, match="used up"):
        model.predict(iter(()))

    def nothing() -> Iterator[Data]:
        yield from ()

    with pytest.raises(nk.InvalidArgumentError, match="used up; give steps"):
        model.evaluate(nothing())


def test_freezing_a_whole_model(digits: tuple[Data, Data]) -> None:
    model = classifier()
    model.trainable = False
    assert not any(weight.trainable for weight in model.weights)
    model.trainable = True
    assert model.trainable


def test_callbacks_say_what_they_do(
    digits: tuple[Data, Data], capsys: pytest.CaptureFixture[str]
) -> None:
    train, _ = digits
    stopping = nk.callbacks.EarlyStopping(
        "loss", min_delta=10, patience=1, verbose=1, restore_best_weights=True
    )
    classifier().fit(*train, epochs=9, callbacks=[stopping], verbose=0)
    assert "Epoch 2: early stopping" in capsys.readouterr().out
    model = classifier()
    model.optimizer.learning_rate = 1e30  # type: ignore[union-attr]
    with pytest.raises(nk.InvalidArgumentError, match="TerminateOnNaN: the loss is"):
        model.fit(*train, epochs=9, callbacks=[nk.callbacks.TerminateOnNaN(True)], verbose=0)
    rates: list[float] = []
    halving = nk.callbacks.LearningRateScheduler(lambda epoch: 0.1 / 2**epoch)
    model = classifier()
    note = nk.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: rates.append(model.optimizer.learning_rate)  # type: ignore[union-attr]
    )
    model.fit(*train, epochs=2, callbacks=[halving, note], verbose=0)
    assert rates == [0.1, 0.05]
