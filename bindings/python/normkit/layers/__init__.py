"""Layers under Keras's names, with Keras's defaults."""

from normkit.layers.activation import Activation, LeakyReLU, ReLU, Softmax
from normkit.layers.batch_normalization import BatchNormalization
from normkit.layers.convolution import Conv2D, DepthwiseConv2D
from normkit.layers.dense import Dense
from normkit.layers.input import Input
from normkit.layers.layer import Layer
from normkit.layers.normalization import (
    GroupNormalization,
    InstanceNormalization,
    LayerNormalization,
    RMSNormalization,
)
from normkit.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from normkit.layers.regularization import Dropout
from normkit.layers.reshaping import Flatten, ZeroPadding2D
from normkit.layers.residual import Residual

__all__ = [
    "Activation",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "GroupNormalization",
    "Input",
    "InstanceNormalization",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "MaxPooling2D",
    "RMSNormalization",
    "ReLU",
    "Residual",
    "Softmax",
    "ZeroPadding2D",
]
