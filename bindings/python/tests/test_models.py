"""Models: building, naming, losses, batch normalization's switches."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from conftest import Data, assert_close, classifier

import normkit as nk
from normkit import layers, losses


def test_the_first_data_builds_a_model_without_an_input() -> None:
    model = nk.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)])
    model.compile("sgd", "mse")
    assert not model.built
    model.fit(np.zeros((4, 5)), np.zeros((4, 2)), verbose=0)
    assert model.input_shape == (None, 5)
    assert model.output_shape == (None, 2)
    assert [w.path for w in model.weights] == [
        "dense/kernel",
        "dense/bias",
        "dense_1/kernel",
        "dense_1/bias",
    ]


def test_layers_are_named_after_their_kind_within_the_model() -> None:
    for _ in range(2):
        model = nk.Sequential(
            [
                nk.Input((2, 2, 1)),
                layers.Flatten(),
                layers.Dense(2),
                layers.BatchNormalization(),
                layers.ReLU(),
                layers.Dense(2, name="dense_1"),
                layers.BatchNormalization(),
                layers.LeakyReLU(),
                layers.Dense(2),
                layers.Softmax(),
            ]
        )
        assert [layer.name for layer in model.layers] == [
            "flatten",
            "dense",
            "batch_normalization",
            "re_lu",
            "dense_1",
            "batch_normalization_1",
            "leaky_re_lu",
            "dense_2",
            "softmax",
        ]


def test_summary_counts_as_keras_does(capsys: pytest.CaptureFixture[str]) -> None:
    classifier().summary()
    text = capsys.readouterr().out
    assert "batch_normalization (BatchNormalization)  (None, 32)           128" in text
    assert "Total parameters: 2,538\nTrainable: 2,474\nNon-trainable: 64\n" in text


@pytest.mark.parametrize(
    ("loss", "end", "outputs"),
    [
        (losses.SparseCategoricalCrossentropy, "softmax", 4),
        (losses.CategoricalCrossentropy, "softmax", 4),
        (losses.BinaryCrossentropy, "sigmoid", 4),
    ],
)
def test_probabilities_and_logits_train_alike(
    loss: type[losses.Crossentropy], end: str, outputs: int
) -> None:
    random = np.random.default_rng(1)
    x = random.standard_normal((64, 6), dtype=np.float32)
    y = random.integers(0, 2, (64, outputs)).astype(np.float32)
    if loss is not losses.BinaryCrossentropy:
        y = np.eye(outputs, dtype=np.float32)[random.integers(0, outputs, 64)]
    targets = y.argmax(1) if loss is losses.SparseCategoricalCrossentropy else y
    ended = nk.Sequential([nk.Input(6), layers.Dense(outputs, activation=end)])
    open_ended = nk.Sequential([nk.Input(6), layers.Dense(outputs)])
    ended.compile("sgd", loss(), ["accuracy"])
    open_ended.compile("sgd", loss(from_logits=True), ["accuracy"])
    assert ended.fit(x, targets, epochs=3, verbose=0).history == (
        open_ended.fit(x, targets, epochs=3, verbose=0).history
    )
    logits = open_ended.predict(x).astype(np.float64)
    if end == "sigmoid":
        p = 1 / (1 + np.exp(-logits))
        expected = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
    else:
        p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        expected = -(y * np.log(p)).sum(1).mean()
    assert_close(ended.predict(x), p)
    measured = ended.evaluate(x, targets, return_dict=True)
    assert measured["loss"] == pytest.approx(expected, rel=1e-6)
    right = (p > 0.5) == (y > 0.5) if end == "sigmoid" else p.argmax(1) == y.argmax(1)
    assert measured["accuracy"] == pytest.approx(right.mean())


def test_one_output_takes_one_number_for_each_example() -> None:
    x = np.linspace(-1, 1, 32, dtype=np.float32).reshape(-1, 1)
    one, two = (nk.Sequential([nk.Input(1), layers.Dense(1)]) for _ in range(2))
    one.compile("sgd", "mse")
    two.compile("sgd", "mse")
    assert one.fit(x, x[:, 0], verbose=0).history == two.fit(x, x, verbose=0).history


def statistics(model: nk.Sequential) -> list[np.ndarray]:
    return [w.numpy() for w in model.weights if w.name.startswith("moving")]


def norm_of(model: nk.Sequential) -> layers.BatchNormalization:
    layer = model.get_layer("batch_normalization")
    assert isinstance(layer, layers.BatchNormalization)
    return layer


def test_a_frozen_layer_uses_its_statistics_and_never_changes(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    model.fit(x, y, verbose=0)
    norm = norm_of(model)
    norm.trainable = False
    before = norm.get_weights()
    assert [w.trainable for w in norm.weights] == [False] * 4
    model.fit(x, y, verbose=0)
    for a, b in zip(before, norm.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    norm.trainable = True
    model.fit(x, y, verbose=0)
    assert all((a != b).any() for a, b in zip(before, norm.get_weights(), strict=True))


@pytest.mark.parametrize("switch", ["statistics", "updates_statistics", "learns_affine"])
def test_each_switch_moves_one_thing(digits: tuple[Data, Data], switch: str) -> None:
    (x, y), _ = digits
    model, other = classifier(), classifier()
    norm = norm_of(model)
    setattr(norm, switch, "running" if switch == "statistics" else False)
    for each in (model, other):
        each.train_on_batch(x[:64], y[:64])
        each.train_on_batch(x[:64], y[:64])
    gamma_moved = (norm.get_weights()[0] != 1).any()
    mean_moved = (norm.get_weights()[2] != 0).any()
    assert gamma_moved == (switch != "learns_affine")
    assert mean_moved == (switch != "updates_statistics")
    same = all((a == b).all() for a, b in zip(statistics(model), statistics(other), strict=True))
    # Whose statistics normalize does not change what the first layer's outputs are.
    assert same == (switch == "learns_affine") or switch == "statistics"


def test_batch_statistics_normalize_where_asked(digits: tuple[Data, Data]) -> None:
    (x, _), _ = digits
    x = x[:128]
    model = nk.Sequential([nk.Input(64), layers.BatchNormalization()])
    centred = x.astype(np.float64) - x.mean(0, dtype=np.float64)
    expected = centred / np.sqrt((centred**2).mean(0) + 1e-3)
    assert_close(model.predict(x, statistics="batch"), expected)
    assert_close(model.predict(x), x / np.sqrt(1 + 1e-3))


def test_torch_preset() -> None:
    norm = layers.BatchNormalization.torch()
    model = nk.Sequential([nk.Input(3), norm, layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).standard_normal((8, 3)).astype(np.float32)
    model.train_on_batch(x, np.zeros(8))
    assert_close(norm.get_weights()[2], 0.1 * x.mean(0, dtype=np.float64))
    assert_close(norm.get_weights()[3], 0.9 + 0.1 * x.astype(np.float64).var(0, ddof=1))
    with pytest.raises(nk.ShapeError):
        model.train_on_batch(x[:1], np.zeros(1))


def test_gradients_are_those_of_the_last_step() -> None:
    model = nk.Sequential([nk.Input(3), layers.Dense(2)])
    model.compile("sgd", "mse")
    random = np.random.default_rng(0)
    x, y = random.standard_normal((5, 3)), random.standard_normal((5, 2))
    kernel, bias = (w.astype(np.float64) for w in model.get_weights())
    model.train_on_batch(x, y)
    delta = 2 * (x @ kernel + bias - y) / y.size
    assert_close(model.weights[0].gradient(), x.T @ delta)
    assert_close(model.weights[1].gradient(), delta.sum(0))


def test_predict_in_chunks_is_predict_at_once() -> None:
    x = np.random.default_rng(0).standard_normal((1000, 64)).astype(np.float32)
    model = classifier()
    np.testing.assert_array_equal(model.predict(x, batch_size=3), model.predict(x))


def test_threads_predict_with_one_model_at_the_same_time(digits: tuple[Data, Data]) -> None:
    """Eight threads are not refused, and get the bits of a lone call."""
    x = digits[0][0][:40]
    model = classifier(compiled=False)
    expected = model.predict(x)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda i: model.predict(x, batch_size=1 + i % 9), range(200)))
    assert all(np.array_equal(answer, expected) for answer in answers)
