"""Models from and for PyTorch, Keras and ONNX, with those that are installed."""

from __future__ import annotations

import os
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


def torch_net() -> Any:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    nn = torch.nn
    net = nn.Sequential(
        nn.Linear(12, 16, bias=False),
        nn.BatchNorm1d(16),
        nn.ReLU(),
        nn.Linear(16, 8),
        nn.BatchNorm1d(8, momentum=None, eps=1e-3),
        nn.LeakyReLU(0.1),
        nn.Dropout(0.3),
        nn.GELU(),
        nn.Linear(8, 5),
        nn.Softmax(dim=-1),
    )
    for _ in range(5):
        net(torch.randn(32, 12) * 2 + 1)
    return net.eval()


def test_torch_and_back() -> None:
    torch = pytest.importorskip("torch")
    net = torch_net()
    model = convert.from_torch(net, (12,))
    x = numbers(20, 12)
    expected = net(torch.from_numpy(x)).detach().numpy()
    assert_close(model.predict(x), expected)
    state = convert.to_torch_state_dict(model)
    other = torch_net()
    for parameter in other.parameters():
        parameter.data.zero_()
    other.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()}, strict=False)
    assert_close(other(torch.from_numpy(x)).detach().numpy(), expected)


@pytest.mark.skipif(not hasattr(layers, "Conv2D"), reason="without layers for images")
def test_torch_images() -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 6, 3),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(6 * 3 * 3, 4),
    )
    for _ in range(3):
        net(torch.randn(8, 3, 16, 16))
    net.eval()
    x = numbers(4, 16, 16, 3)
    expected = net(torch.from_numpy(x.transpose(0, 3, 1, 2).copy())).detach().numpy()
    model = convert.from_torch(net, (16, 16, 3))
    assert_close(model.predict(x), expected)
    state = convert.to_torch_state_dict(model)
    for key, value in net.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            np.testing.assert_array_equal(state[key], value.numpy())


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


# Keras.


def test_keras() -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    net = keras.Sequential(
        [
            keras.Input((12,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.BatchNormalization(momentum=0.5),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(8, use_bias=False),
            keras.layers.BatchNormalization(scale=False, epsilon=0.01),
            keras.layers.LeakyReLU(0.2),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    net.compile("sgd", "sparse_categorical_crossentropy")
    net.fit(numbers(64, 12) * 2 + 1, np.arange(64) % 5, epochs=2, verbose=0)
    model = convert.from_keras(net)
    x = numbers(20, 12)
    assert_close(model.predict(x), net.predict(x, verbose=0))
    assert [layer.name for layer in model.layers] == [layer.name for layer in net.layers]
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, np.arange(20) % 5, verbose=0)
    net.set_weights(model.get_weights())
    assert_close(model.predict(x), net.predict(x, verbose=0))
    lstm = keras.Sequential([keras.Input((3, 4)), keras.layers.LSTM(2)])
    with pytest.raises(nk.UnsupportedError, match="no layer LSTM"):
        convert.from_keras(lstm)
    with pytest.raises(nk.UnsupportedError, match="has kernel_regularizer="):
        convert.from_keras(
            keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, kernel_regularizer="l2")])
        )


# ONNX.


@pytest.mark.parametrize("fold", [False, True])
def test_onnx_gives_the_same_outputs(fold: bool, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    model = trained(layers.LeakyReLU(0.2), layers.Activation("gelu"))
    path = tmp_path / "model.onnx"
    made = convert.export_onnx(model, path, fold=fold)
    kinds = [node.op_type for node in made.graph.node]
    assert kinds.count("BatchNormalization") == (1 if fold else 2)
    session = runtime.InferenceSession(str(path))
    x = numbers(20, 12)
    assert_close(session.run(None, {"input": x})[0], model.predict(x))


@pytest.mark.skipif(not hasattr(layers, "Conv2D"), reason="without layers for images")
@pytest.mark.parametrize("fold", [False, True])
def test_onnx_images(fold: bool, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    model = nk.Sequential(
        [
            nk.Input((15, 14, 3)),
            layers.ZeroPadding2D(((1, 0), (2, 1))),
            layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.5),
            layers.Activation("relu"),
            layers.MaxPooling2D(2, padding="same"),
            layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
            layers.AveragePooling2D((2, 2), strides=1, padding="same"),
            layers.Conv2D(6, (1, 3)),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(numbers(16, 15, 14, 3), np.arange(16) % 4, epochs=2, verbose=0)
    convert.export_onnx(model, tmp_path / "model.onnx", fold=fold)
    session = runtime.InferenceSession(str(tmp_path / "model.onnx"))
    x = numbers(5, 15, 14, 3)
    assert_close(session.run(None, {"input": x})[0], model.predict(x))
