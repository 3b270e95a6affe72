"""Configurations of layers and models, through JSON and back."""

from __future__ import annotations

import json

import numpy as np
import pytest

import normkit as nk
from normkit import initializers, layers

LAYERS = [
    layers.Activation("gelu"),
    layers.Activation({"name": "leaky_relu", "negative_slope": 0.25}),
    layers.AveragePooling2D((2, 3), strides=1, padding="same"),
    layers.BatchNormalization(momentum=0.5, scale=False, averaging="cumulative", name="bn"),
    layers.BatchNormalization.torch(0.3),
    layers.Conv2D(4, (3, 2), strides=2, padding="same", activation="relu", name="conv"),
    layers.Dense(3, "relu", use_bias=False, kernel_initializer="he_normal", trainable=False),
    layers.Dense(3, kernel_initializer=initializers.RandomNormal(stddev=0.125)),
    layers.Dense(3, bias_initializer=initializers.Constant(2)),
    layers.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False, trainable=False),
    layers.Dropout(0.25),
    layers.Flatten(),
    layers.GlobalAveragePooling2D(keepdims=True),
    layers.GroupNormalization(groups=4, scale=False),
    layers.InstanceNormalization(epsilon=0.25),
    layers.LayerNormalization(center=False),
    layers.RMSNormalization(name="rms"),
    layers.LeakyReLU(0.5),
    layers.MaxPooling2D(3, strides=(2, 1)),
    layers.ReLU(),
    layers.Residual(
        [layers.Dense(3, "relu"), layers.Residual([layers.BatchNormalization()], name="inner")],
        shortcut=[layers.Dense(3, name="projection")],
        activation={"name": "leaky_relu", "negative_slope": 0.5},
    ),
    layers.Softmax(),
    layers.ZeroPadding2D(((1, 0), (2, 3))),
]


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_layers_come_back(layer: layers.Layer) -> None:
    config = json.loads(json.dumps(layer.get_config()))
    again = type(layer).from_config(config)
    assert again.get_config() == layer.get_config()
    assert config["name"] == layer.name


def test_every_layer_has_a_configuration() -> None:
    kinds = {type(layer) for layer in LAYERS}
    missing = {name for name in layers.__all__ if getattr(layers, name) not in kinds}
    assert missing == {"Input", "Layer"}


def test_models_come_back() -> None:
    model = nk.Sequential(
        [nk.Input((4,)), layers.Dense(5, "leaky_relu"), layers.BatchNormalization(), layers.ReLU()],
        name="small",
        seed=9,
    )
    again = nk.Sequential.from_config(json.loads(json.dumps(model.get_config())))
    assert again.get_config() == model.get_config()
    assert again.name == "small"
    for a, b in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    config = model.get_config() | {"layers": [{"class_name": "LSTM", "config": {}}]}
    with pytest.raises(nk.InvalidArgumentError, match="there is no layer 'LSTM'"):
        nk.Sequential.from_config(config)
