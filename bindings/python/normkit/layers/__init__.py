"""Layers under Keras's names, with Keras's defaults."""

from normkit.layers.activation import Activation, LeakyReLU, ReLU, Softmax
from normkit.layers.batch_normalization import BatchNormalization
from normkit.layers.dense import Dense
from normkit.layers.layer import Layer
from normkit.layers.normalization import (
    GroupNormalization,
    InstanceNormalization,
    LayerNormalization,
    RMSNormalization,
)
from normkit.layers.regularization import Dropout
from normkit.layers.reshaping import Flatten
from normkit.layers.residual import Residual

__all__ = [
    "Activation",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "Flatten",
    "GroupNormalization",
    "InstanceNormalization",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "RMSNormalization",
    "ReLU",
    "Residual",
    "Softmax",
]
