"""Averages of the weights under Keras's names: use_ema and SwapEMAWeights."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from conftest import Data, assert_close, classifier

import normkit as nk
from normkit.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop

ENTROPY = "sparse_categorical_crossentropy"


def averaging(momentum: float = 0.5) -> nk.Sequential:
    model = classifier(compiled=False)
    model.compile(SGD(0.1, use_ema=True, ema_momentum=momentum), ENTROPY, ["accuracy"])
    return model


def plain() -> nk.Sequential:
    model = classifier(compiled=False)
    model.compile(SGD(0.1), ENTROPY, ["accuracy"])
    return model


def kernel(model: nk.Sequential) -> np.ndarray:
    return model.layers[0].get_weights()[0].astype(np.float64)


def test_fit_ends_with_the_average(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model, other = averaging(), plain()
    model.fit(x[:96], y[:96], epochs=2, shuffle=False, verbose=0)
    average = None
    for first in (0, 32, 64) * 2:
        other.train_on_batch(x[first : first + 32], y[first : first + 32])
        average = kernel(other) if average is None else 0.5 * average + 0.5 * kernel(other)
    assert average is not None
    assert_close(kernel(model), average, 1e-6)
    assert np.abs(average - kernel(other)).max() > 1e-4
    # The running statistics are the trained weights'.
    for here, there in zip(
        model.layers[1].get_weights()[2:], other.layers[1].get_weights()[2:], strict=True
    ):
        np.testing.assert_array_equal(here, there)


class Seen(nk.callbacks.Callback):
    """The first kernel at every event."""

    def __init__(self) -> None:
        self.events: dict[str, list[np.ndarray]] = {}

    def note(self, event: str) -> None:
        self.events.setdefault(event, []).append(kernel(self.model))

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.note("begin")

    def on_test_begin(self, logs: object = None) -> None:
        self.note("test")

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        self.note("end")


@pytest.mark.parametrize("on_epoch", [False, True])
def test_the_average_is_in_the_model_while_it_is_validated(
    digits: tuple[Data, Data], on_epoch: bool
) -> None:
    train, test = digits
    raw, average, model = Seen(), Seen(), averaging()
    plain().fit(*train, epochs=3, verbose=0, callbacks=[raw])
    swap = nk.callbacks.SwapEMAWeights(swap_on_epoch=on_epoch)
    history = model.fit(
        *train, epochs=3, validation_data=test, verbose=0, callbacks=[swap, average]
    ).history
    for event in ("begin", "end"):
        for epoch in range(3):
            same = np.array_equal(raw.events[event][epoch], average.events[event][epoch])
            assert same is (event == "begin" or not on_epoch)
    for epoch in range(3):
        assert not np.array_equal(average.events["test"][epoch], raw.events["end"][epoch])
    np.testing.assert_array_equal(average.events["test"][2], kernel(model))
    assert model.evaluate(*test) == pytest.approx(
        [history["val_loss"][-1], history["val_accuracy"][-1]], rel=1e-6
    )
    assert not model.has_averaged_weights


def test_a_checkpoint_saves_the_average(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, _ = digits
    path = tmp_path / "best.safetensors"
    model = averaging()
    swap = nk.callbacks.SwapEMAWeights(swap_on_epoch=True)
    model.fit(*train, epochs=2, verbose=0, callbacks=[swap, nk.callbacks.ModelCheckpoint(path)])
    loaded = nk.load_model(path)
    assert loaded.has_averaged_weights
    np.testing.assert_array_equal(kernel(loaded), kernel(model))
    loaded.swap_averaged_weights()
    assert not np.array_equal(kernel(loaded), kernel(model))


def test_the_average_goes_on_in_files_and_copies(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, _ = digits
    model = averaging()
    model.fit(*train, epochs=1, verbose=0)
    model.save(tmp_path / "model.safetensors")
    others = [nk.load_model(tmp_path / "model.safetensors"), copy.deepcopy(model)]
    model.fit(*train, epochs=1, verbose=0)
    for other in others:
        assert other.optimizer is not None
        assert (other.optimizer.use_ema, other.optimizer.ema_momentum) == (True, 0.5)
        other.fit(*train, epochs=1, verbose=0)
        for here, there in zip(model.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(here, there)


@pytest.mark.parametrize("kind", [SGD, Adam, AdamW, RMSprop])
def test_every_optimizer_takes_it(kind: type[SGD | Adam | RMSprop]) -> None:
    optimizer: Optimizer = kind(use_ema=True, ema_momentum=0.75)
    assert (optimizer.use_ema, optimizer.ema_momentum) == (True, 0.75)
    with pytest.raises(nk.InvalidArgumentError, match=r"ema_momentum must be in 0…1, got 1\.5"):
        kind(use_ema=True, ema_momentum=1.5)


def test_without_an_average_there_is_nothing_to_swap(digits: tuple[Data, Data]) -> None:
    train, _ = digits
    with pytest.raises(nk.InvalidArgumentError, match="expected an optimizer with use_ema=True"):
        plain().fit(*train, callbacks=[nk.callbacks.SwapEMAWeights()])


def test_an_interrupted_validation_leaves_a_model_that_trains(digits: tuple[Data, Data]) -> None:
    train, test = digits

    class Interrupt(nk.callbacks.Callback):
        def on_test_begin(self, logs: object = None) -> None:
            raise KeyboardInterrupt

    model, swap = averaging(), nk.callbacks.SwapEMAWeights()
    with pytest.raises(KeyboardInterrupt):
        model.fit(*train, validation_data=test, callbacks=[swap, Interrupt()], verbose=0)
    assert model.has_averaged_weights
    model.fit(*train, validation_data=test, callbacks=[swap], verbose=0)
    assert not model.has_averaged_weights
