"""Weights and outputs beside a Keras model's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import assert_close

import normkit as nk
from normkit import layers

FIXTURES = Path(__file__).resolve().parents[3] / "Tests" / "Fixtures"


def tensor(document: dict[str, Any]) -> np.ndarray:
    return np.array(document["values"], np.float64).reshape(document["shape"])


def load(path: str) -> Any:
    return json.loads((FIXTURES / path).read_text())


def layer_of(document: dict[str, Any]) -> layers.Layer:
    return getattr(layers, document["class_name"])(**document["config"], name=document["name"])


@pytest.fixture
def document() -> Any:
    return load("keras/model.json")


def keras_model(document: Any, **names: Any) -> nk.Sequential:
    shape = document["inputs"]["shape"][1:]
    return nk.Sequential([nk.Input(shape), *map(layer_of, document["layers"])])


def test_weights_have_kerass_order_names_and_shapes(document: Any) -> None:
    model = keras_model(document)
    assert [(w.path, list(w.shape)) for w in model.weights] == [
        (w["name"], w["shape"]) for w in document["weights"]
    ]
    assert [list(w.shape) for w in model.get_weights()] == [w["shape"] for w in document["weights"]]


def test_layers_name_themselves_as_keras_does(document: Any) -> None:
    items = [{**item, "name": None} for item in document["layers"]]
    model = keras_model({**document, "layers": items})
    assert [layer.name for layer in model.layers] == [i["name"] for i in document["layers"]]


def test_kerass_weights_give_kerass_outputs(document: Any) -> None:
    model = keras_model(document)
    model.set_weights([tensor(w) for w in document["weights"]])
    assert_close(model.predict(tensor(document["inputs"])), tensor(document["outputs"]))


def test_weights_come_back_as_they_were_set(document: Any) -> None:
    model = keras_model(document)
    values = [tensor(w).astype(np.float32) for w in document["weights"]]
    model.set_weights(values)
    for got, expected in zip(model.get_weights(), values, strict=True):
        np.testing.assert_array_equal(got, expected)


TRAINING = sorted(path.name for path in (FIXTURES / "training").glob("*.json"))


def training_layer(document: dict[str, Any]) -> layers.Layer:
    name = document["name"].rpartition("/")[2]
    if document["type"] == "residual":
        return layers.Residual(
            [training_layer(item) for item in document["layers"]],
            shortcut=[training_layer(item) for item in document["shortcut"]],
            activation=document["function"],
            name=name,
        )
    if document["type"] == "dense":
        return layers.Dense(document["units"], use_bias=document["use_bias"], name=name)
    if document["type"] == "activation":
        if document["function"] == "leaky_relu":
            return layers.LeakyReLU(document["slope"], name=name)
        return layers.Activation(document["function"], name=name)
    affine = {"center": document["center"], "scale": document["scale"], "name": name}
    if document["convention"] == "torch":
        momentum = document["momentum"]
        layer = layers.BatchNormalization(
            momentum=0.99 if momentum is None else 1 - momentum,
            epsilon=document["epsilon"],
            averaging="cumulative" if momentum is None else "exponential",
            unbiased_variance=True,
            **affine,
        )
    else:
        layer = layers.BatchNormalization(
            momentum=document["momentum"], epsilon=document["epsilon"], **affine
        )
    if document["statistics"] == "running":
        layer.statistics = "running"
        layer.updates_statistics = False
    layer.learns_affine = document["learns_affine"]
    return layer


def training_optimizer(document: dict[str, Any]) -> nk.optimizers.Optimizer:
    options = dict(document)
    name = options.pop("name")
    kind = nk.optimizers.SGD if name == "sgd" else nk.optimizers.Adam
    return kind(**options)


@pytest.mark.parametrize("name", TRAINING)
def test_three_training_steps_are_those_of_keras_and_torch(name: str) -> None:
    case = load(f"training/{name}")
    model = nk.Sequential(
        [nk.Input(case["input_size"]), *(training_layer(item) for item in case["layers"])]
    )
    loss = nk.losses.get(case["loss"])
    if loss.ending is not None:
        loss.from_logits = True
    model.compile(training_optimizer(case["optimizer"]), loss)
    weights = {weight.path: weight for weight in model.weights}
    for path, value in case["initial_weights"].items():
        weights[path].assign(tensor(value))
    for step in case["steps"]:
        targets = tensor(step["targets"])
        got = model.train_on_batch(tensor(step["inputs"]), targets)
        assert got == pytest.approx(step["loss"], rel=1e-5)
        for path, value in {**step["weights_after"], **step["statistics_after"]}.items():
            assert_close_or_zero(weights[path].numpy(), tensor(value))
    end = case["inference"]
    assert_close(model.predict(tensor(end["inputs"])), tensor(end["outputs"]))


def assert_close_or_zero(actual: np.ndarray, expected: np.ndarray) -> None:
    scale = max(np.abs(expected).max(), 1.0 if not expected.any() else 0.0)
    assert np.abs(actual - expected).max() <= 1e-5 * scale
