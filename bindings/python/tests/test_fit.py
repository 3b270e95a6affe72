"""Training over epochs, with callbacks, signals and threads."""

from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pytest
from conftest import Data, classifier

import normkit as nk
from normkit import layers
from normkit.callbacks.callback import Logs


def test_history_has_kerass_columns_and_the_net_learns(digits: tuple[Data, Data]) -> None:
    train, test = digits
    model = classifier()
    history = model.fit(*train, epochs=15, validation_data=test, verbose=0)
    assert history.epoch == list(range(15))
    assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert all(len(column) == 15 for column in history.history.values())
    assert history.history["val_accuracy"][-1] > 0.95
    assert model.history is history
    loss, accuracy = model.evaluate(*test)
    assert accuracy == history.history["val_accuracy"][-1]
    assert loss == pytest.approx(history.history["val_loss"][-1], rel=1e-6)


def test_without_metrics_there_is_the_loss_alone(digits: tuple[Data, Data]) -> None:
    train, _ = digits
    model = classifier(compiled=False)
    model.compile("adam", "sparse_categorical_crossentropy")
    assert list(model.fit(*train, verbose=0).history) == ["loss"]
    assert isinstance(model.evaluate(*train), float)
    assert isinstance(model.train_on_batch(train[0][:8], train[1][:8]), float)


def test_two_calls_give_the_bits_of_one_with_any_number_of_threads(
    digits: tuple[Data, Data],
) -> None:
    train, _ = digits
    threads = nk.get_num_threads()
    one, two = classifier(seed=3), classifier(seed=3)
    one.fit(*train, epochs=3, verbose=0)
    nk.set_num_threads(1)
    two.fit(*train, epochs=1, verbose=0)
    two.fit(*train, epochs=3, initial_epoch=1, verbose=0)
    nk.set_num_threads(threads)
    for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_float64_lists_and_other_orders_give_the_same_bits(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    x, y = x[:200], y[:200]
    variants = [
        (x, y.astype(np.int32)),
        (x.astype(np.float64), y.reshape(-1, 1)),
        (np.asfortranarray(x), y.astype(np.float32)),
        (x.tolist(), y.tolist()),
    ]
    losses = [classifier().fit(*v, verbose=0).history["loss"] for v in variants]
    assert losses.count(losses[0]) == 4


def test_validation_split_takes_the_last_examples(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    split = classifier().fit(x, y, validation_split=0.25, verbose=0).history
    count = int(len(x) * 0.75)
    given = classifier().fit(
        x[:count], y[:count], validation_data=(x[count:], y[count:]), verbose=0
    )
    assert split == given.history


class Recorder(nk.callbacks.Callback):
    def __init__(self) -> None:
        self.calls: list[str] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.calls.append("train")

    def on_train_end(self, logs: Logs | None = None) -> None:
        self.calls.append(f"end {sorted(logs or {})}")

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.calls.append(f"epoch {epoch}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        assert self.model.get_weights()
        self.calls.append(f"epoch {epoch} {sorted(logs or {})}")

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self.calls.append(f"begin {batch}")

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        assert logs is not None
        assert logs["loss"] > 0
        self.calls.append(f"batch {batch}")


def test_callbacks_are_called_in_kerass_order(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    recorder = Recorder()
    classifier().fit(x[:96], y[:96], epochs=2, callbacks=[recorder], verbose=0)
    epoch = [f"{word} {i}" for i in range(3) for word in ("begin", "batch")]
    columns = "['accuracy', 'loss']"
    assert recorder.calls == [
        "train",
        "epoch 0",
        *epoch,
        f"epoch 0 {columns}",
        "epoch 1",
        *epoch,
        f"epoch 1 {columns}",
        f"end {columns}",
    ]


@pytest.mark.parametrize("method", ["on_epoch_end", "on_train_batch_end", "on_epoch_begin"])
def test_what_a_callback_raises_comes_out_of_fit(digits: tuple[Data, Data], method: str) -> None:
    train, test = digits

    def fail(*_: object) -> None:
        raise LookupError("mine")

    callback = type("Failing", (nk.callbacks.Callback,), {method: fail})()
    model = classifier()
    with pytest.raises(LookupError, match="mine"):
        model.fit(*train, callbacks=[callback], verbose=0)
    model.fit(*train, verbose=0)
    assert model.predict(test[0]).shape == (360, 10)


def test_stop_training_ends_within_the_epoch(digits: tuple[Data, Data]) -> None:
    train, test = digits

    class Stop(nk.callbacks.Callback):
        batches = 0

        def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
            self.batches += 1
            self.model.stop_training = batch == 4

    stop = Stop()
    history = classifier().fit(*train, epochs=9, validation_data=test, callbacks=[stop], verbose=0)
    assert stop.batches == 5
    assert history.epoch == [0]
    assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]


def test_a_model_in_training_is_busy(digits: tuple[Data, Data]) -> None:
    train, _ = digits

    class Ask(nk.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
            self.model.get_weights()

    with pytest.raises(nk.BusyError, match="in use by another call"):
        classifier().fit(*train, callbacks=[Ask()], verbose=0)


def test_early_stopping_waits_and_restores(digits: tuple[Data, Data]) -> None:
    train, test = digits
    stopping = nk.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    model = classifier()
    model.compile(
        nk.optimizers.SGD(0.5, momentum=0.9), "sparse_categorical_crossentropy", ["accuracy"]
    )
    history = model.fit(*train, epochs=500, validation_data=test, callbacks=[stopping], verbose=0)
    column = history.history["val_loss"]
    assert stopping.best_epoch == int(np.argmin(column)) == len(column) - 3
    assert model.evaluate(*test)[0] == pytest.approx(min(column), rel=1e-6)


def test_early_stopping_names_what_there_is(digits: tuple[Data, Data]) -> None:
    train, _ = digits
    with pytest.raises(nk.InvalidArgumentError, match="no 'val_loss' to monitor, only loss, acc"):
        classifier().fit(*train, callbacks=[nk.callbacks.EarlyStopping()], verbose=0)


def interrupt_after(seconds: float, sent: list[float]) -> threading.Thread:
    def run() -> None:
        time.sleep(seconds)
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_ctrl_c_stops_within_a_tenth_of_a_second(digits: tuple[Data, Data]) -> None:
    train, test = digits
    model = classifier()
    latencies = []
    for _ in range(5):
        sent: list[float] = []
        thread = interrupt_after(0.1, sent)
        with pytest.raises(KeyboardInterrupt):
            model.fit(*train, epochs=10**6, verbose=0)
        latencies.append(time.perf_counter() - sent[0])
        thread.join()
    # The best of five: the machine may be busy with something else.
    assert min(latencies) < 0.1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    model.fit(*train, epochs=10, verbose=0)
    assert model.evaluate(*test)[1] > 0.9


def test_ctrl_c_ends_an_evaluation() -> None:
    x = np.random.default_rng(0).standard_normal((100_000, 20), dtype=np.float32)
    model = nk.Sequential([nk.Input(20), *(layers.Dense(n) for n in (1000, 1000, 20))])
    model.compile("sgd", "mse", metrics=["mae"])
    sent: list[float] = []
    thread = interrupt_after(0.1, sent)
    with pytest.raises(KeyboardInterrupt):
        model.evaluate(x, x, batch_size=1)  # Takes 10 seconds.
    latency = time.perf_counter() - sent[0]
    thread.join()
    assert latency < 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    few = x[:300]
    assert model.evaluate(few, few, 7) == pytest.approx(model.evaluate(few, few, 300), rel=1e-6)


def test_other_signal_handlers_may_raise_too(digits: tuple[Data, Data]) -> None:
    train, _ = digits

    def handler(number: int, frame: object) -> None:
        raise TimeoutError("too long")

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(TimeoutError, match="too long"):
            classifier().fit(*train, epochs=10**6, verbose=0)
        assert signal.getsignal(signal.SIGALRM) is handler
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_handler_that_raises_nothing_lets_training_go_on(digits: tuple[Data, Data]) -> None:
    train, _ = digits
    seen: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        history = classifier().fit(*train, epochs=40, verbose=0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(history.epoch) == 40
    assert seen == [signal.SIGALRM]


def test_other_threads_run_while_a_model_trains() -> None:
    x = np.random.default_rng(0).standard_normal((4096, 256), dtype=np.float32)
    model = nk.Sequential([nk.Input(256), layers.Dense(512), layers.Dense(256)])
    model.compile("sgd", "mse")
    model.train_on_batch(x, x)
    done = threading.Event()
    counts = [0]

    def count() -> None:
        while not done.is_set():
            counts[0] += 1
            time.sleep(1e-4)

    thread = threading.Thread(target=count)
    thread.start()
    before = counts[0]
    # One step of a few hundred milliseconds: with the GIL held nothing would be counted in it.
    model.fit(x, x, batch_size=4096, epochs=20, verbose=0)
    counted = counts[0] - before
    done.set()
    thread.join()
    assert counted > 20


def test_fit_works_outside_the_main_thread(digits: tuple[Data, Data]) -> None:
    train, _ = digits
    histories: list[nk.callbacks.History] = []
    thread = threading.Thread(target=lambda: histories.append(classifier().fit(*train, verbose=0)))
    thread.start()
    thread.join()
    assert histories[0].history["loss"] == classifier().fit(*train, verbose=0).history["loss"]


@pytest.mark.parametrize(("verbose", "lines"), [(0, 0), (2, 3), ("auto", 0)])
def test_verbose(
    digits: tuple[Data, Data], capsys: pytest.CaptureFixture[str], verbose: str | int, lines: int
) -> None:
    train, _ = digits
    classifier().fit(*train, epochs=3, verbose=verbose)
    text = capsys.readouterr().out
    assert text.count("\n") == lines
    assert not lines or text.startswith("Epoch 1/3 - ")


def test_verbose_1_overwrites_its_line(
    digits: tuple[Data, Data], capsys: pytest.CaptureFixture[str]
) -> None:
    train, _ = digits
    classifier().fit(*train, epochs=2, batch_size=1, verbose=1)
    text = capsys.readouterr().out
    assert text.count("\n") == 2
    assert "\rEpoch 1/2 - " in text
