"""The fully connected layer."""

from __future__ import annotations

from ctypes import byref

from normkit import _abi, initializers
from normkit._activations import activation_of
from normkit._library import library
from normkit._native import check, whole_number
from normkit.layers.layer import Layer


class Dense(Layer):
    """y = activation(x·kernel + bias); kernel [inputs, units].

    With an activation it stands for two layers of the library, the second called after the first:
    dense and dense_activation.
    """

    kind = "dense"

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        bias_initializer: str | initializers.Initializer = "zeros",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        self.units = whole_number("Dense: units", units)
        self.activation = activation_of(activation)
        self.use_bias = bool(use_bias)
        self.kernel_initializer = initializers.get(kernel_initializer)
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
        layer = _abi.Layer()
        check(library.normkit_model_add_dense(model, self.units, byref(layer)))
        if self.activation.name == "linear":
            return [layer]
        activation = self.activation.add(model)
        self._rename(activation, f"{self.name}_activation")
        return [layer, activation]

    def _configure(self) -> None:
        self._set(library.normkit_dense_set_use_bias, self.use_bias)
        self._set(library.normkit_dense_set_kernel_initializer, *self.kernel_initializer)
        self._set(library.normkit_dense_set_bias_initializer, *self.bias_initializer)
        self._set(library.normkit_layer_set_trainable, self._trainable)
