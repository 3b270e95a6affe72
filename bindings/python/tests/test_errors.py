"""Every mistake is an exception with a type and a text that says what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from conftest import classifier

import normkit as nk
from normkit import _errors, callbacks, layers, losses, optimizers
from normkit._abi import Status

X = np.zeros((4, 64), np.float32)
Y = np.zeros(4, np.int32)
schedules = optimizers.schedules


def small(*more: layers.Layer) -> nk.Sequential:
    return nk.Sequential([nk.Input(3), layers.Dense(2), *more])


def uncompiled() -> nk.Sequential:
    return classifier(compiled=False)


CASES: list[tuple[Callable[[], object], type[Exception], str]] = [
    # Shapes.
    (lambda: classifier().predict(X[:, :5]), nk.ShapeError, "expected shape (examples, 64)"),
    (lambda: classifier().predict(X[0]), nk.ShapeError, "got (64,)"),
    (lambda: classifier().predict(X[:0]), nk.ShapeError, "at least one example, got (0, 64)"),
    (lambda: classifier().predict([[1, 2], [3]]), nk.ShapeError, "x: "),
    (lambda: classifier().fit(X, Y[:3]), nk.ShapeError, "x has 4 examples, y has 3"),
    (
        lambda: classifier().fit(X, X),
        nk.ShapeError,
        "one label for each example, got shape",
    ),
    (lambda: small().set_weights([X]), nk.ShapeError, "expected 2 arrays of weights, got 1"),
    (
        lambda: small().set_weights([X, Y]),
        nk.ShapeError,
        "dense/kernel: expected shape (3, 2), got (4, 64)",
    ),
    (lambda: nk.Input((3, 0)), nk.InvalidArgumentError, "each size must be at least 1, got 0"),
    (lambda: nk.Input(()), nk.ShapeError, "1 to 7 sizes, got ()"),
    (lambda: nk.Sequential().build((3,)), nk.ShapeError, "expected (None, sizes …), got (3,)"),
    (
        lambda: nk.Sequential([layers.Flatten()]).predict(np.zeros((1,) * 9)),
        nk.ShapeError,
        "1 to 7 sizes",
    ),
    # Kinds of numbers.
    (lambda: classifier().predict(["a"]), nk.InvalidArgumentError, "x: expected numbers"),
    (lambda: classifier().predict(X * 1j), nk.InvalidArgumentError, "an array of complex64"),
    (lambda: classifier().fit(X, Y + 0.5), nk.InvalidArgumentError, "whole numbers of 32 bits"),
    (
        lambda: classifier().fit(X, Y.astype(np.int64) + 2**40),
        nk.InvalidArgumentError,
        "whole numbers of 32 bits",
    ),
    (lambda: classifier().fit(X, Y + 10), nk.InvalidArgumentError, "10"),
    (lambda: classifier().fit(X, Y - 1), nk.InvalidArgumentError, "-1"),
    # Numbers out of their range.
    (lambda: layers.Dense(0), nk.InvalidArgumentError, "Dense: units must be at least 1, got 0"),
    (lambda: layers.Dense(2**64 + 1), nk.InvalidArgumentError, "units must be"),
    (lambda: layers.Dense(1.5), nk.InvalidArgumentError, "must be a whole number, got 1.5"),
    (lambda: small(layers.Dropout(1)), nk.InvalidArgumentError, "dropout: "),
    (
        lambda: small(layers.BatchNormalization(momentum=2)),
        nk.InvalidArgumentError,
        "batch_normalization: ",
    ),
    (lambda: small(layers.LeakyReLU(-1)), nk.InvalidArgumentError, "negativeSlope"),
    (lambda: nk.Sequential(seed=-1), nk.InvalidArgumentError, "seed must be at least 0, got -1"),
    (lambda: nk.Sequential(seed=2**64), nk.InvalidArgumentError, "less than 2**64"),
    (lambda: classifier().fit(X, Y, epochs=0), nk.InvalidArgumentError, "epochs must be"),
    (lambda: classifier().fit(X, Y, batch_size=0), nk.InvalidArgumentError, "batch_size must be"),
    (lambda: classifier().predict(X, batch_size=0), nk.InvalidArgumentError, "batch_size must be"),
    (
        lambda: classifier().fit(X, Y, validation_split=1.5),
        nk.InvalidArgumentError,
        "validation_split must be in 0…1",
    ),
    (
        lambda: classifier().fit(X, Y, validation_split=0.9),
        nk.InvalidArgumentError,
        "leaves one part empty",
    ),
    (lambda: nk.set_num_threads(257), nk.InvalidArgumentError, "0...256, got 257"),
    (
        lambda: small().compile(optimizers.SGD(-1), "mse"),
        nk.InvalidArgumentError,
        "learningRate",
    ),
    (lambda: small().compile(optimizers.SGD(nesterov=True), "mse"), ValueError, "nesterov"),
    (lambda: small().compile(optimizers.Adam(beta_1=1), "mse"), ValueError, "beta1"),
    (
        lambda: schedules.PiecewiseConstantDecay([1], [1.0]),
        nk.InvalidArgumentError,
        "got 1 values and 1 boundaries",
    ),
    (
        lambda: small().compile(
            optimizers.SGD(schedules.PiecewiseConstantDecay([2, 1], [1, 1, 1])), "mse"
        ),
        nk.InvalidArgumentError,
        "rising boundaries",
    ),
    # Names.
    (lambda: small().compile("ftrl", "mse"), ValueError, "sgd, adam, adamw, rmsprop, got 'ftrl'"),
    (lambda: small().compile("sgd", "hinge"), ValueError, "loss must be one of"),
    (lambda: small().compile("sgd", "mse", ["f1"]), ValueError, "metric must be one of"),
    (lambda: small().compile("sgd", "mse", ["accuracy"]), ValueError, "has no accuracy"),
    (lambda: layers.Activation("elu"), nk.InvalidArgumentError, "softmax, leaky_relu, got 'elu'"),
    (lambda: layers.Dense(1, kernel_initializer="x"), nk.InvalidArgumentError, "an initializer"),
    (lambda: layers.BatchNormalization(averaging="x"), ValueError, "cumulative, got 'x'"),
    (lambda: classifier().predict(X, statistics="x"), ValueError, '"running" or "batch", got'),
    (lambda: callbacks.EarlyStopping(mode="x"), nk.InvalidArgumentError, '"min" or "max", got'),
    (lambda: small().get_layer("x"), nk.InvalidArgumentError, "called 'x'; there are dense"),
    (lambda: small().get_layer(index=1), nk.InvalidArgumentError, "1 layers, got index 1"),
    (
        lambda: small(layers.Dense(1, name="dense")),
        nk.InvalidArgumentError,
        "two layers are called 'dense'",
    ),
    (lambda: small(layers.Dense(1, name="a/b")), nk.InvalidArgumentError, "a/b"),
    (lambda: nk.Sequential(["dense"]), nk.InvalidArgumentError, "expected a layer, got 'dense'"),
    # What this version cannot do.
    (lambda: nk.initializers.RandomNormal(1), NotImplementedError, "mean must be 0"),
    (lambda: nk.initializers.RandomUniform(0, 1), NotImplementedError, "minval must be -maxval"),
    # The wrong time.
    (lambda: uncompiled().fit(X, Y), nk.StateError, "not compiled; call compile first"),
    (lambda: uncompiled().evaluate(X, Y), nk.StateError, "not compiled; call compile first"),
    (lambda: nk.Sequential([layers.Dense(1)]).summary(), RuntimeError, "begin the model with an"),
    (lambda: nk.Sequential([nk.Input(1)]).summary(), nk.StateError, "no layers; add some first"),
    (lambda: small().add(layers.Dense(1)), nk.StateError, "before the model is built"),
    (lambda: nk.Sequential([layers.Dense(1), nk.Input(1)]), nk.StateError, "must be the first"),
    (lambda: nk.Sequential([small().layers[0]]), nk.StateError, "part of a model already"),
    (lambda: callbacks.Callback().model, nk.InvalidArgumentError, "has no model"),
    # Losses that would mean something else than in Keras.
    (
        lambda: small().compile("sgd", "sparse_categorical_crossentropy"),
        nk.InvalidArgumentError,
        "use losses.SparseCategoricalCrossentropy(from_logits=True), or end the model in softmax",
    ),
    (
        lambda: small(layers.Softmax()).compile(
            "sgd", losses.CategoricalCrossentropy(from_logits=True)
        ),
        nk.InvalidArgumentError,
        "the model ends in softmax: leave out from_logits",
    ),
    (
        lambda: small(layers.Softmax()).compile("sgd", "binary_crossentropy"),
        nk.InvalidArgumentError,
        "ends in softmax: use losses.BinaryCrossentropy(from_logits=True), or end the model in sig",
    ),
    (
        lambda: nk.plot({"a": callbacks.History()}),
        nk.InvalidArgumentError,
        "'a' has no 'val_accuracy', only nothing",
    ),
]


@pytest.mark.parametrize(("call", "kind", "text"), CASES, ids=[text for *_, text in CASES])
def test_mistake(call: Callable[[], object], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=re.escape(text)) as caught:
        call()
    assert isinstance(caught.value, nk.NormKitError)


def test_every_status_has_its_exception() -> None:
    for status in set(Status) - {Status.OK}:
        error = _errors.error_of(status, "text")
        assert error.status == status
        assert str(error) == "text"
    assert type(_errors.error_of(Status.OUT_OF_MEMORY, "")).__mro__[2] is MemoryError
    unknown = _errors.error_of(99, "text")
    assert isinstance(unknown, nk.InternalError)
    assert str(unknown) == "unknown status 99: text"


def test_a_freed_handle_is_an_error_not_a_crash() -> None:
    model = classifier()
    model._native().free()
    with pytest.raises(nk.HandleError, match="stale"):
        model.predict(X)


def test_a_model_that_could_not_be_built_can_be_mended() -> None:
    dropout = layers.Dropout(2)
    model = nk.Sequential([layers.Dense(2), dropout])
    with pytest.raises(nk.InvalidArgumentError):
        model.build((None, 3))
    assert not model.built
    dropout.rate = 0.5
    model.build((None, 3))
    assert model.predict([[1, 2, 3]]).shape == (1, 2)


def test_weights_that_do_not_fit_change_nothing() -> None:
    model = small()
    before = model.get_weights()
    with pytest.raises(nk.ShapeError):
        model.set_weights([np.ones((3, 2)), np.ones(3)])
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
