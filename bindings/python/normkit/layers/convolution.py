"""Convolutions of images, channels last."""

from __future__ import annotations

from abc import abstractmethod
from ctypes import byref

from normkit import _abi, initializers
from normkit._activations import activation_of
from normkit._library import library
from normkit._native import check, whole_number
from normkit.layers._windows import (
    Pair,
    channels_last,
    native_padding,
    one,
    padding_of,
    pair,
)
from normkit.layers.layer import Layer


class _Convolution(Layer):
    """What both have: a window, perhaps an activation after it, and weights that can be frozen."""

    def __init__(
        self,
        kernel_size: Pair,
        strides: Pair,
        padding: str,
        data_format: str | None,
        dilation_rate: Pair,
        activation: str | None,
        use_bias: bool,
        bias_initializer: str | initializers.Initializer,
        trainable: bool,
        name: str | None,
    ) -> None:
        super().__init__(name)
        kind = type(self).__name__
        self.kernel_size = pair(f"{kind}: kernel_size", kernel_size)
        self.strides = pair(f"{kind}: strides", strides)
        self.padding = padding_of(kind, padding)
        self.data_format = channels_last(kind, data_format)
        self.dilation_rate = one(kind, "dilation_rate", dilation_rate)
        self.activation = activation_of(activation)
        self.use_bias = bool(use_bias)
        self.bias_initializer = initializers.get(bias_initializer)
        self._trainable = bool(trainable)

    @property
    def trainable(self) -> bool:
        """Whether the optimizer updates kernel and bias; takes effect at once, at any time."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._set(library.normkit_layer_set_trainable, bool(value))
        self._trainable = bool(value)

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = self._add_convolution(model)
        if self.activation.name == "linear":
            return [layer]
        activation = self.activation.add(model)
        self._rename(activation, f"{self.name}_activation")
        return [layer, activation]

    @abstractmethod
    def _add_convolution(self, model: _abi.Model) -> _abi.Layer:
        """Adds the library's layer without its activation."""


class Conv2D(_Convolution):
    """y = activation(bias + Σ window·kernel); images [height, width, channels].

    The kernel is [rows, columns, channels, filters]. Padding "valid" gives
    ⌊(height − kernel) / stride⌋ + 1 rows, "same" ⌈height / stride⌉. With an activation it stands
    for two layers of the library, the second called after the first: conv2d and conv2d_activation.
    """

    kind = "conv2d"

    def __init__(
        self,
        filters: int,
        kernel_size: Pair,
        strides: Pair = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Pair = (1, 1),
        groups: int = 1,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        bias_initializer: str | initializers.Initializer = "zeros",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            bias_initializer,
            trainable,
            name,
        )
        self.filters = whole_number("Conv2D: filters", filters)
        self.groups = one("Conv2D", "groups", groups)[0]
        self.kernel_initializer = initializers.get(kernel_initializer)

    def _add_convolution(self, model: _abi.Model) -> _abi.Layer:
        layer = _abi.Layer()
        add = library.normkit_model_add_conv2d
        check(
            add(model, self.filters, *self.kernel_size, native_padding(self.padding), byref(layer))
        )
        # Before the activation is added: the shapes that follow depend on it.
        check(library.normkit_conv2d_set_strides(layer, *self.strides))
        return layer

    def _configure(self) -> None:
        self._set(library.normkit_conv2d_set_use_bias, self.use_bias)
        self._set(library.normkit_conv2d_set_kernel_initializer, *self.kernel_initializer)
        self._set(library.normkit_conv2d_set_bias_initializer, *self.bias_initializer)
        self._set(library.normkit_layer_set_trainable, self._trainable)


class DepthwiseConv2D(_Convolution):
    """Each channel with kernels of its own; images [height, width, channels].

    The kernel is [rows, columns, channels, depth_multiplier]; output c·depth_multiplier + m is
    channel c through kernel m. Shapes and activations are as Conv2D's.
    """

    kind = "depthwise_conv2d"

    def __init__(
        self,
        kernel_size: Pair,
        strides: Pair = (1, 1),
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Pair = (1, 1),
        activation: str | None = None,
        use_bias: bool = True,
        depthwise_initializer: str | initializers.Initializer = "glorot_uniform",
        bias_initializer: str | initializers.Initializer = "zeros",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            bias_initializer,
            trainable,
            name,
        )
        self.depth_multiplier = whole_number("DepthwiseConv2D: depth_multiplier", depth_multiplier)
        self.depthwise_initializer = initializers.get(depthwise_initializer)

    def _add_convolution(self, model: _abi.Model) -> _abi.Layer:
        layer = _abi.Layer()
        add = library.normkit_model_add_depthwise_conv2d
        check(add(model, *self.kernel_size, native_padding(self.padding), byref(layer)))
        # Before the activation is added: the shapes that follow depend on them.
        check(library.normkit_depthwise_conv2d_set_strides(layer, *self.strides))
        multiplier = self.depth_multiplier
        check(library.normkit_depthwise_conv2d_set_depth_multiplier(layer, multiplier))
        return layer

    def _configure(self) -> None:
        prefix = "normkit_depthwise_conv2d_set_"
        self._set(library.normkit_depthwise_conv2d_set_use_bias, self.use_bias)
        for name in ("depthwise_initializer", "bias_initializer"):
            self._set(getattr(library, prefix + name), *getattr(self, name))
        self._set(library.normkit_layer_set_trainable, self._trainable)
