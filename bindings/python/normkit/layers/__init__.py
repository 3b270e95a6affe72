"""Layers under Keras's names, with Keras's defaults."""

from normkit.layers.activation import Activation, LeakyReLU, ReLU, Softmax
from normkit.layers.batch_normalization import BatchNormalization
from normkit.layers.convolution import Conv2D, DepthwiseConv2D
from normkit.layers.dense import Dense
from normkit.layers.layer import Layer
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
    "Layer",
    "LeakyReLU",
    "MaxPooling2D",
    "ReLU",
    "Residual",
    "Softmax",
    "ZeroPadding2D",
]
