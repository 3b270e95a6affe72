"""From Keras to normkit and back, folded and not; and the same training in both."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from conftest import assert_close

import normkit as nk
from normkit import convert, layers

kl = keras.layers
Pair = tuple[Any, nk.Sequential, Callable[[], list[np.ndarray]], Callable[[Any], None]]
"""A Keras model, the same here, and the Keras model's weights out and in, in this one's order."""


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def trained(net: Any) -> Any:
    """With running statistics that have moved."""
    net.compile("sgd", "sparse_categorical_crossentropy")
    net.fit(numbers(64, *net.input_shape[1:]) * 2 + 1, np.arange(64) % 5, epochs=2, verbose=0)
    return net


def chain(*given: Any, shape: tuple[int, ...]) -> Pair:
    net = trained(keras.Sequential([keras.Input(shape), *given]))
    return net, convert.from_keras(net), net.get_weights, net.set_weights


def dense() -> Pair:
    return chain(
        kl.Dense(16, activation="relu"),
        kl.BatchNormalization(momentum=0.5),
        kl.Dropout(0.1),
        kl.Dense(8, use_bias=False),
        kl.BatchNormalization(scale=False, epsilon=0.01),
        kl.LeakyReLU(0.2),
        kl.Dense(5, activation="softmax"),
        shape=(12,),
    )


def convolutions() -> Pair:
    return chain(
        kl.ZeroPadding2D(((1, 0), (2, 1))),
        kl.Conv2D(8, 3, strides=2, padding="same", use_bias=False),
        kl.BatchNormalization(momentum=0.5),
        kl.Activation("relu"),
        kl.MaxPooling2D(2, padding="same"),
        kl.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
        kl.AveragePooling2D((2, 2), strides=1, padding="same"),
        kl.Conv2D(6, (1, 3)),
        kl.BatchNormalization(momentum=0.5, center=False),
        kl.Activation("tanh"),
        kl.Flatten(),
        kl.Dense(5, activation="softmax"),
        shape=(15, 14, 3),
    )


def pooled() -> Pair:
    return chain(
        kl.Conv2D(8, 3, activation="relu"),
        kl.BatchNormalization(momentum=0.5),
        kl.Conv2D(9, 3, padding="same"),
        kl.BatchNormalization(momentum=0.5),
        kl.Activation("relu"),
        kl.GlobalAveragePooling2D(),
        kl.Dense(5, activation="softmax"),
        shape=(10, 9, 2),
    )


def residual() -> Pair:
    """Keras writes a block in the functional way; the weights go over layer by layer."""
    x = start = keras.Input((10, 10, 3))
    used: list[Any] = []

    def then(layer: Any, value: Any) -> Any:
        used.append(layer)
        return layer(value)

    def normalized(value: Any, filters: int, size: int, strides: int = 1) -> Any:
        conv = kl.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)
        return then(kl.BatchNormalization(momentum=0.5), then(conv, value))

    x = keras.activations.relu(normalized(x, 8, 3))
    for filters, strides in ((8, 1), (12, 2)):
        main = keras.activations.relu(normalized(x, filters, 3, strides))
        main = normalized(main, filters, 3)
        short = normalized(x, filters, 1, strides) if strides == 2 else x
        x = keras.activations.relu(kl.Add()([main, short]))
    ends = then(kl.Dense(5, activation="softmax"), kl.GlobalAveragePooling2D()(x))
    net = trained(keras.Model(start, ends))

    def norm(filters: int, size: int, strides: int = 1) -> list[layers.Layer]:
        conv = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)
        return [conv, layers.BatchNormalization(momentum=0.5)]

    relu = layers.Activation
    blocks = [
        layers.Residual([*norm(8, 3), relu("relu"), *norm(8, 3)], activation="relu"),
        layers.Residual(
            [*norm(12, 3, 2), relu("relu"), *norm(12, 3)], norm(12, 1, 2), activation="relu"
        ),
    ]
    pool, last = layers.GlobalAveragePooling2D(), layers.Dense(5, activation="softmax")
    model = nk.Sequential([nk.Input((10, 10, 3)), *norm(8, 3), relu("relu"), *blocks, pool, last])

    def weights() -> list[np.ndarray]:
        return [value for layer in used for value in layer.get_weights()]

    def assign(values: list[np.ndarray]) -> None:
        rest = list(values)
        for layer in used:
            count = len(layer.get_weights())
            layer.set_weights(rest[:count])
            del rest[:count]
        assert not rest

    model.set_weights(weights())
    return net, model, weights, assign


@pytest.fixture(params=[dense, convolutions, pooled, residual])
def pair(request: pytest.FixtureRequest) -> Pair:
    make: Callable[[], Pair] = request.param
    keras.utils.set_random_seed(0)
    return make()


def test_to_normkit_and_back(pair: Pair) -> None:
    net, model, weights, assign = pair
    x = numbers(20, *model.input_shape[1:])
    assert_close(model.predict(x), net.predict(x, verbose=0))
    for here, there in zip(model.get_weights(), weights(), strict=True):
        np.testing.assert_array_equal(here, there)
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, np.arange(20) % 5, verbose=0)
    before = net.predict(x, verbose=0)
    assign(model.get_weights())
    after = net.predict(x, verbose=0)
    assert np.abs(after - before).max() > 1e-3
    assert_close(model.predict(x), after)


def in_keras(model: nk.Sequential) -> Any:
    """A normkit chain as a Keras model, by the options that both name."""
    made = [keras.Input(model.input_shape[1:])]
    for layer in model.layers:
        kind = getattr(kl, type(layer).__name__)
        names = inspect.signature(kind.__init__).parameters
        given = {key: value for key, value in layer.get_config().items() if key in names}
        made.append(kind(**{k: v for k, v in given.items() if not k.endswith("_initializer")}))
    net = keras.Sequential(made)
    net.set_weights(model.get_weights())
    return net


def test_folded(pair: Pair) -> None:
    net, model, _, _ = pair
    x = numbers(20, *model.input_shape[1:])
    expected = net.predict(x, verbose=0)
    folded = model.fold(x)
    assert_close(folded.model.predict(x), expected)
    if not any(isinstance(layer, layers.Residual) for layer in model.layers):
        assert_close(in_keras(folded.model).predict(x, verbose=0), expected)


def test_mistakes_of_from_keras() -> None:
    lstm = keras.Sequential([keras.Input((3, 4)), kl.LSTM(2)])
    with pytest.raises(nk.UnsupportedError, match="no layer LSTM"):
        convert.from_keras(lstm)
    regularized = keras.Sequential([keras.Input((3,)), kl.Dense(2, kernel_regularizer="l2")])
    with pytest.raises(nk.UnsupportedError, match="has kernel_regularizer="):
        convert.from_keras(regularized)


@pytest.mark.parametrize("use_ema", [False, True])
@pytest.mark.parametrize("name", ["SGD", "Adam", "RMSprop"])
def test_the_same_batches_train_to_the_same_weights(name: str, use_ema: bool) -> None:
    keras.utils.set_random_seed(0)
    units = [kl.Dense(16, use_bias=False), kl.BatchNormalization(momentum=0.9), kl.ReLU()]
    net = keras.Sequential([keras.Input((12,)), *units, kl.Dense(5, activation="softmax")])
    model = convert.from_keras(net)
    x, y = numbers(128, 12), np.arange(128) % 5
    for library, trained in ((keras, net), (nk, model)):
        optimizer = getattr(library.optimizers, name)(0.01, use_ema=use_ema, ema_momentum=0.7)
        trained.compile(optimizer, "sparse_categorical_crossentropy")
    swap = (
        [library.callbacks.SwapEMAWeights() for library in (keras, nk)] if use_ema else [None] * 2
    )
    options = {"batch_size": 32, "epochs": 3, "shuffle": False, "verbose": 0}
    losses = [
        trained.fit(
            x, y, validation_data=(x, y), callbacks=[callback] if callback else None, **options
        ).history
        for trained, callback in zip((net, model), swap, strict=True)
    ]
    for column in ("loss", "val_loss"):
        np.testing.assert_allclose(losses[1][column], losses[0][column], rtol=1e-5)
    for here, there in zip(model.get_weights(), net.get_weights(), strict=True):
        assert_close(here, there, 1e-4)
