"""Models for PyTorch and ONNX without PyTorch; Tests/peers.sh asks the others themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conftest import assert_close

import normkit as nk
from normkit import convert, layers


def trained(*more: layers.Layer) -> nk.Sequential:
    """A small net whose running statistics have moved."""
    model = nk.Sequential(
        [
            nk.Input((12,)),
            layers.Dense(16, use_bias=False),
            layers.BatchNormalization(momentum=0.5),
            layers.Activation("relu"),
            layers.Dropout(0.2),
            layers.Dense(8, activation="tanh"),
            layers.BatchNormalization(momentum=0.5, center=False),
            *more,
            layers.Dense(5),
        ],
        seed=1,
    )
    model.compile("sgd", nk.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(numbers(64, 12), np.arange(64) % 5, epochs=2, verbose=0)
    return model


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


# PyTorch.


def test_a_state_dict_of_arrays_needs_no_torch() -> None:
    model = trained()
    state = convert.to_torch_state_dict(model)
    assert list(state)[:5] == [
        "dense.weight",
        "batch_normalization.weight",
        "batch_normalization.bias",
        "batch_normalization.running_mean",
        "batch_normalization.running_var",
    ]
    assert state["dense.weight"].shape == (16, 12)
    other = trained()
    other.set_weights([np.zeros_like(w) for w in other.get_weights()])
    convert.load_torch_state_dict(other, state)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_mistakes_of_state_dicts() -> None:
    model = trained()
    state = convert.to_torch_state_dict(model)
    with pytest.raises(ValueError, match="the model has 5 layers with weights, the state dict 1"):
        convert.load_torch_state_dict(model, {"0.weight": state["dense.weight"]})
    wrong = {**state, "dense.weight": state["dense.weight"][:, :3]}
    with pytest.raises(nk.ShapeError, match=r"dense.weight becomes \(3, 16\), dense/kernel is"):
        convert.load_torch_state_dict(model, wrong)
    missing = dict(state)
    del missing["batch_normalization.running_var"]
    with pytest.raises(ValueError, match=r"there is no batch_normalization\.running_var"):
        convert.load_torch_state_dict(model, missing)
    with pytest.raises(ValueError, match=r"dense has no place for dense\.bias"):
        convert.load_torch_state_dict(model, {**state, "dense.bias": np.zeros(16)})
    unknown = SimpleNamespace(named_children=lambda: [("0", SimpleNamespace())])
    with pytest.raises(nk.UnsupportedError, match="no layer for SimpleNamespace"):
        convert.from_torch(unknown, (3,))


# ONNX, by its own reference implementation.


def evaluated(made: Any, x: np.ndarray) -> np.ndarray:
    reference = pytest.importorskip("onnx.reference")
    return np.asarray(reference.ReferenceEvaluator(made).run(None, {"input": x})[0])


@pytest.mark.parametrize("fold", [False, True])
def test_onnx_gives_the_same_outputs(fold: bool, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    model = trained(layers.LeakyReLU(0.2), layers.Activation("gelu"))
    made = convert.export_onnx(model, tmp_path / "model.onnx", fold=fold)
    kinds = [node.op_type for node in made.graph.node]
    assert kinds.count("BatchNormalization") == (1 if fold else 2)
    x = numbers(20, 12)
    assert_close(evaluated(onnx.load(tmp_path / "model.onnx"), x), model.predict(x))


def images() -> list[layers.Layer]:
    return [
        layers.ZeroPadding2D(((1, 0), (2, 1))),
        layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False),
        layers.BatchNormalization(momentum=0.5),
        layers.Activation("relu"),
        layers.MaxPooling2D(2, padding="same"),
        layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
        layers.AveragePooling2D((2, 2), strides=1, padding="same"),
        layers.Conv2D(6, (1, 3)),
    ]


def residual() -> list[layers.Layer]:
    """Paths that end channels first and last, and one in another."""
    inner = layers.Residual([layers.Conv2D(8, 1), layers.BatchNormalization(momentum=0.5)])
    main = [layers.Conv2D(8, 3, padding="same", use_bias=False), *images()[2:4], inner]
    short = [layers.Dense(8), layers.BatchNormalization(momentum=0.5)]
    return [layers.Residual(main, short, "relu"), layers.Residual([layers.Dense(8)])]


@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize("chain", [images, residual])
def test_onnx_images(chain: Callable[[], list[layers.Layer]], fold: bool) -> None:
    pytest.importorskip("onnx")
    ends = [layers.GlobalAveragePooling2D(), layers.Dense(4, activation="softmax")]
    model = nk.Sequential([nk.Input((15, 14, 3)), *chain(), *ends])
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(numbers(16, 15, 14, 3), np.arange(16) % 4, epochs=2, verbose=0)
    made = convert.export_onnx(model, fold=fold)
    kinds = [node.op_type for node in made.graph.node]
    assert ("BatchNormalization" in kinds) is not fold
    x = numbers(5, 15, 14, 3)
    assert_close(evaluated(made, x), model.predict(x))


def test_layers_without_a_form_in_onnx() -> None:
    pytest.importorskip("onnx")
    model = nk.Sequential([nk.Input((8,)), layers.GroupNormalization(2)])
    with pytest.raises(nk.UnsupportedError, match="is a group_normalization, not supported"):
        convert.export_onnx(model)


def test_a_residual_block_goes_through_a_state_dict() -> None:
    def net(seed: int) -> nk.Sequential:
        block = layers.Residual([layers.Dense(12), layers.BatchNormalization()], [layers.Dense(12)])
        return nk.Sequential([nk.Input((12,)), block, layers.Dense(2)], seed=seed)

    one, other = net(1), net(2)
    state = convert.to_torch_state_dict(one)
    assert list(state)[:2] == ["residual.dense.weight", "residual.dense.bias"]
    assert list(state)[6:8] == ["residual.dense_1.weight", "residual.dense_1.bias"]
    convert.load_torch_state_dict(other, state)
    np.testing.assert_array_equal(other.predict(numbers(3, 12)), one.predict(numbers(3, 12)))
