"""Losses, weights, metrics, optimizers, callbacks and batches beside the plain ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Data, assert_close, classifier

import normkit as nk
from normkit import layers


def linear(width: int, seed: int = 1) -> nk.Sequential:
    return nk.Sequential([nk.Input((3,)), layers.Dense(width)], seed=seed)


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


LOSSES = {
    "mae": np.abs,
    "huber": lambda e: np.where(np.abs(e) <= 1, e * e / 2, np.abs(e) - 0.5),
    nk.losses.Huber(2.0): lambda e: np.where(np.abs(e) <= 2, e * e / 2, 2 * np.abs(e) - 2),
}


@pytest.mark.parametrize("loss", LOSSES, ids=["mae", "huber", "huber of 2"])
def test_losses_of_numbers(loss: Any) -> None:
    model = linear(4)
    model.compile("sgd", loss, metrics=["mae", "mse"])
    x, y = numbers(20, 3), 2 * numbers(20, 4, seed=1)
    error = model.predict(x) - y
    measured = model.evaluate(x, y, return_dict=True)
    assert isinstance(measured, dict)
    assert list(measured) == ["loss", "mae", "mse"]
    assert measured["loss"] == pytest.approx(LOSSES[loss](error).mean(), rel=1e-5)
    assert measured["mae"] == pytest.approx(np.abs(error).mean(), rel=1e-5)
    assert measured["mse"] == pytest.approx((error * error).mean(), rel=1e-5)


@pytest.mark.parametrize("sparse", [True, False])
def test_label_smoothing(sparse: bool) -> None:
    model = linear(4)
    x, labels = numbers(20, 3), np.arange(20) % 4
    kind = nk.losses.SparseCategoricalCrossentropy if sparse else nk.losses.CategoricalCrossentropy
    model.compile("sgd", kind(from_logits=True, label_smoothing=0.2))
    target = 0.8 * np.eye(4)[labels] + 0.05
    logits = model.predict(x).astype(np.float64)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    expected = -(target * log_p).sum(axis=1).mean()
    y = labels if sparse else np.eye(4)[labels]
    assert model.evaluate(x, y) == pytest.approx(expected, rel=1e-5)


def test_sample_and_class_weights_multiply_losses(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    x, y = x[:100], y[:100]
    model = classifier()
    loss = model.evaluate(x, y)[0]
    assert model.evaluate(x, y, sample_weight=np.full(100, 3.0))[0] == pytest.approx(3 * loss)
    by_class, by_sample, plain = classifier(), classifier(), classifier()
    by_class.fit(x, y, class_weight={0: 2.0, 3: 0.0}, verbose=0)
    by_sample.fit(x, y, sample_weight=np.where(y == 0, 2, np.where(y == 3, 0, 1)), verbose=0)
    plain.fit(x, y, verbose=0)
    for a, b in zip(by_class.get_weights(), by_sample.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(by_class.get_weights()[0], plain.get_weights()[0])
    both = classifier()
    both.fit(x, y, class_weight={0: 0.5}, sample_weight=np.where(y == 0, 2, 1), verbose=0)
    for a, b in zip(both.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_validation_data_may_weigh(digits: tuple[Data, Data]) -> None:
    (x, y), (x_test, y_test) = digits
    weights = np.full(len(y_test), 2.0)
    once = classifier().fit(x[:64], y[:64], validation_data=(x_test, y_test), verbose=0).history
    twice = classifier().fit(x[:64], y[:64], validation_data=(x_test, y_test, weights), verbose=0)
    assert twice.history["val_loss"][0] == pytest.approx(2 * once["val_loss"][0], rel=1e-6)
    split = classifier().fit(
        x[:64], y[:64], validation_split=0.5, sample_weight=np.full(64, 2.0), verbose=0
    )
    halves = classifier().fit(
        x[:32],
        y[:32],
        sample_weight=np.full(32, 2.0),
        validation_data=(x[32:64], y[32:64], np.full(32, 2.0)),
        verbose=0,
    )
    assert split.history == halves.history


def test_metrics_keep_their_order_and_agree_everywhere(digits: tuple[Data, Data]) -> None:
    (x, y), test = digits
    model = classifier(compiled=False)
    top = nk.metrics.SparseTopKCategoricalAccuracy(k=2, name="top2")
    model.compile("adam", "sparse_categorical_crossentropy", metrics=[top, "acc", "AUC"])
    history = model.fit(x, y, epochs=2, validation_data=test, verbose=0).history
    names = ["loss", "top2", "accuracy", "auc"]
    assert list(history) == names + [f"val_{name}" for name in names]
    measured = model.evaluate(*test, return_dict=True)
    assert isinstance(measured, dict)
    for name in names:
        assert measured[name] == pytest.approx(history[f"val_{name}"][-1], rel=1e-6)
    outputs = model.predict(test[0])
    best = np.argsort(-outputs, axis=1)[:, :2]
    assert measured["top2"] == pytest.approx((best == test[1][:, None]).any(axis=1).mean())
    assert 0.9 < measured["auc"] <= 1
    assert model.test_on_batch(*test, return_dict=True) == pytest.approx(measured, rel=1e-5)


def test_rmsprop_follows_its_rule() -> None:
    model = linear(2)
    optimizer = nk.optimizers.RMSprop(0.01, rho=0.8, momentum=0.5, epsilon=1e-3, centered=True)
    model.compile(optimizer, "mse")
    kernel = model.weights[0]
    w, v, b, m = kernel.numpy().astype(np.float64), 0.0, 0.0, 0.0
    for step in range(5):
        model.train_on_batch(numbers(8, 3, seed=step), numbers(8, 2, seed=step + 9))
        g = kernel.gradient().astype(np.float64)
        v, m = 0.8 * v + 0.2 * g * g, 0.8 * m + 0.2 * g
        b = 0.5 * b + 0.01 * g / np.sqrt(v - m * m + 1e-3)
        w = w - b
        assert_close(kernel.numpy(), w)


@pytest.mark.parametrize("name", ["clipnorm", "clipvalue", "global_clipnorm"])
def test_gradients_are_clipped(name: str) -> None:
    free, clipped = linear(2), linear(2)
    free.compile("sgd", "mse")
    clipped.compile(nk.optimizers.SGD(**{name: 0.1}), "mse")
    x, y = numbers(8, 3), numbers(8, 2, seed=1)
    free.train_on_batch(x, y)
    clipped.train_on_batch(x, y)
    gradients = [w.gradient().astype(np.float64) for w in free.weights]
    total = np.sqrt(sum((g * g).sum() for g in gradients))
    for g, weight in zip(gradients, clipped.weights, strict=True):
        expected = {
            "clipnorm": g * min(1, 0.1 / np.sqrt((g * g).sum())),
            "clipvalue": g.clip(-0.1, 0.1),
            "global_clipnorm": g * min(1, 0.1 / total),
        }[name]
        assert_close(weight.gradient(), expected)


def test_the_learning_rate_can_be_set() -> None:
    model = linear(2)
    model.compile(nk.optimizers.SGD(0.1), "mse")
    x, y = numbers(8, 3), numbers(8, 2, seed=1)
    assert model.optimizer is not None
    model.optimizer.learning_rate = 0.5
    before = model.weights[0].numpy()
    model.train_on_batch(x, y)
    step = model.weights[0].numpy() - before
    assert_close(step, -0.5 * model.weights[0].gradient())


def test_learning_rate_callbacks(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    assert model.optimizer is not None
    seen: list[float] = []
    note = nk.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: seen.append(model.optimizer.learning_rate)
    )
    scheduler = nk.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    model.fit(x[:64], y[:64], epochs=3, callbacks=[scheduler, note], verbose=0)
    assert seen == [0.0005, 0.00025, 0.000125]
    plateau = nk.callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=2, min_delta=1e9, min_lr=0.00005, cooldown=1
    )
    seen.clear()
    model.fit(x[:64], y[:64], epochs=9, callbacks=[plateau, note], verbose=0)
    # The first epoch is the best, two have no improvement; as in Keras, the one after the rest of
    # one epoch is counted with it.
    assert seen == [0.000125] * 2 + [0.0000625] * 2 + [0.00005] * 5


def test_checkpoints_log_and_early_stop(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits
    model = classifier()
    path = tmp_path / "{epoch:02d}-{val_accuracy:.1f}.safetensors"
    history = model.fit(
        *train,
        epochs=3,
        validation_data=test,
        verbose=0,
        callbacks=[
            nk.callbacks.ModelCheckpoint(path),
            nk.callbacks.ModelCheckpoint(
                tmp_path / "best.safetensors", "val_accuracy", save_best_only=True
            ),
            nk.callbacks.CSVLogger(tmp_path / "log.csv"),
        ],
    )
    assert len(list(tmp_path.glob("0?-*.safetensors"))) == 3
    best = nk.load_model(tmp_path / "best.safetensors")
    assert best.evaluate(*test)[1] == max(history.history["val_accuracy"])
    with open(tmp_path / "log.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["val_loss"]) for row in rows] == history.history["val_loss"]
    assert [row["epoch"] for row in rows] == ["0", "1", "2"]


def test_terminate_on_nan(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    x = x.copy()
    x[70] = np.nan
    history = classifier().fit(
        x, y, epochs=5, shuffle=False, callbacks=[nk.callbacks.TerminateOnNaN()], verbose=0
    )
    assert len(history.epoch) == 1


def batches(x: np.ndarray, y: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for first in range(0, len(x), 32):
        yield x[first : first + 32], y[first : first + 32]


def test_batches_train_as_arrays_do(digits: tuple[Data, Data]) -> None:
    (x, y), test = digits
    arrays, lists, endless = classifier(), classifier(), classifier()
    expected = arrays.fit(x, y, epochs=2, shuffle=False, validation_data=test, verbose=0)

    class Loader:
        def __len__(self) -> int:
            return len(range(0, len(x), 32))

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            return x[32 * index : 32 * index + 32], y[32 * index : 32 * index + 32]

    got = lists.fit(Loader(), epochs=2, validation_data=test, verbose=0)
    for name, column in expected.history.items():
        np.testing.assert_allclose(got.history[name], column, rtol=1e-5)
    for a, b in zip(arrays.get_weights(), lists.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)

    def forever() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        while True:
            yield from batches(x, y)

    endless.fit(forever(), epochs=4, steps_per_epoch=len(Loader()) // 2, verbose=0)
    assert endless.history is not None
    assert endless.history.epoch == [0, 1, 2, 3]
    once = classifier()
    with pytest.raises(ValueError, match="the batches are used up"):
        once.fit(batches(x, y), epochs=2, verbose=0)
    assert once.history is not None
    assert once.history.epoch == [0]


def test_training_comes_back_from_a_file(digits: tuple[Data, Data], tmp_path: Path) -> None:
    (x, y), _ = digits
    for optimizer in (
        nk.optimizers.RMSprop(0.01, momentum=0.5, centered=True, clipnorm=0.5),
        nk.optimizers.SGD(0.01, 0.5, clipvalue=0.25),
        nk.optimizers.Adam(global_clipnorm=2.0),
    ):
        model = classifier(compiled=False)
        loss = nk.losses.SparseCategoricalCrossentropy(label_smoothing=0.125)
        model.compile(optimizer, loss, metrics=["accuracy"])
        model.fit(x[:64], y[:64], verbose=0)
        model.save(tmp_path / "model.safetensors")
        other = nk.load_model(tmp_path / "model.safetensors")
        for one in (model, other):
            one.fit(x[:64], y[:64], epochs=2, initial_epoch=1, verbose=0)
        for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        assert other.optimizer is not None
        given, back = vars(optimizer), vars(other.optimizer)
        assert {k: v for k, v in back.items() if k != "_models"} == pytest.approx(
            {k: v for k, v in given.items() if k != "_models"}
        )
        assert other.loss is not None
        assert other.loss.number == 0.125


MISTAKES = {
    "label_smoothing must be from 0": lambda: nk.losses.BinaryCrossentropy(label_smoothing=1),
    "delta must be over 0": lambda: nk.losses.Huber(0),
    "metric must be one of": lambda: linear(2).compile("sgd", "mse", metrics=["f1"]),
    "expected a loss": lambda: linear(2).compile("sgd"),
    "has no accuracy": lambda: linear(2).compile("sgd", "mse", metrics=["accuracy"]),
    "a name of its own": lambda: linear(2).compile("sgd", "mse", metrics=["mae", "mae"]),
    "give one of clipnorm": lambda: nk.optimizers.SGD(clipnorm=1, clipvalue=1),
    "factor must be": lambda: nk.callbacks.ReduceLROnPlateau(factor=1),
}


@pytest.mark.parametrize("text", list(MISTAKES))
def test_mistakes_say_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        MISTAKES[text]()


def test_mistakes_of_fit(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    for text, arguments in {
        "expected y": {"x": x},
        "steps_per_epoch is for batches": {"x": x, "y": y, "steps_per_epoch": 3},
        "batches have their own size": {"x": batches(x, y), "batch_size": 3},
        r"expected batches \(x, y\)": {"x": iter([x])},
        "sample_weight has 3": {"x": x, "y": y, "sample_weight": [1, 2, 3]},
        "weights must be finite": {"x": x[:2], "y": y[:2], "sample_weight": [1, -1]},
    }.items():
        with pytest.raises(ValueError, match=text):
            model.fit(**arguments, verbose=0)
    model.compile(nk.optimizers.SGD(nk.optimizers.schedules.CosineDecay(0.1, 10)), "mse")
    assert model.optimizer is not None
    with pytest.raises(nk.StateError, match="follows a schedule"):
        model.optimizer.learning_rate = 1.0
