"""The normalizations whose statistics are each example's own, with Keras's names and defaults."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from ctypes import byref
from typing import TYPE_CHECKING

from normkit import _abi, initializers
from normkit._library import library
from normkit._native import check
from normkit.layers.layer import Layer

if TYPE_CHECKING:
    from ctypes import _CArgObject


class _OwnStatistics(Layer):
    """What the normalizations without running statistics have in common."""

    def __init__(
        self,
        epsilon: float,
        scale: bool,
        gamma_initializer: str | initializers.Initializer,
        trainable: bool,
        name: str | None,
    ) -> None:
        super().__init__(name)
        self.epsilon = float(epsilon)
        self.scale = bool(scale)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self._trainable = bool(trainable)

    @property
    def trainable(self) -> bool:
        """Whether the optimizer updates γ and β; takes effect at once, at any time."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._set(library.normkit_layer_set_trainable, bool(value))
        self._trainable = bool(value)

    @abstractmethod
    def _adder(self) -> Callable[[_abi.Model, _CArgObject], int]:
        """The library's function that adds the layer."""

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        check(self._adder()(model, byref(layer)))
        return [layer]

    def _configure(self) -> None:
        self._set(library.normkit_normalization_set_affine, self.scale, False)
        gamma = self.gamma_initializer
        self._set(library.normkit_normalization_set_gamma_initializer, *gamma)
        self._set(library.normkit_layer_set_trainable, self._trainable)


class _Centred(_OwnStatistics):
    """One that subtracts the mean, and has a β."""

    def __init__(
        self,
        epsilon: float,
        center: bool,
        scale: bool,
        beta_initializer: str | initializers.Initializer,
        gamma_initializer: str | initializers.Initializer,
        trainable: bool,
        name: str | None,
    ) -> None:
        super().__init__(epsilon, scale, gamma_initializer, trainable, name)
        self.center = bool(center)
        self.beta_initializer = initializers.get(beta_initializer)

    def _configure(self) -> None:
        super()._configure()
        self._set(library.normkit_normalization_set_affine, self.scale, self.center)
        beta = self.beta_initializer
        self._set(library.normkit_normalization_set_beta_initializer, *beta)


class LayerNormalization(_Centred):
    """y = γ·(x − μ)/√(σ² + ε) + β, μ and σ² those of each run of channels (arXiv 1607.06450)."""

    kind = "layer_normalization"

    def __init__(
        self,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: str | initializers.Initializer = "zeros",
        gamma_initializer: str | initializers.Initializer = "ones",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(
            epsilon, center, scale, beta_initializer, gamma_initializer, trainable, name
        )

    def _adder(self) -> Callable[[_abi.Model, _CArgObject], int]:
        add = library.normkit_model_add_layer_normalization
        return lambda model, layer: add(model, self.epsilon, layer)


class GroupNormalization(_Centred):
    """The same, μ and σ² those of groups of an example's channels (arXiv 1803.08494).

    `groups` must divide the channels; -1 is a group of each channel.
    """

    kind = "group_normalization"

    def __init__(
        self,
        groups: int = 32,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: str | initializers.Initializer = "zeros",
        gamma_initializer: str | initializers.Initializer = "ones",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(
            epsilon, center, scale, beta_initializer, gamma_initializer, trainable, name
        )
        self.groups = int(groups)

    def _adder(self) -> Callable[[_abi.Model, _CArgObject], int]:
        add = library.normkit_model_add_group_normalization
        return lambda model, layer: add(model, self.groups, self.epsilon, layer)


class InstanceNormalization(_Centred):
    """The same, μ and σ² those of each channel of each example (arXiv 1607.08022)."""

    kind = "instance_normalization"

    def __init__(
        self,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: str | initializers.Initializer = "zeros",
        gamma_initializer: str | initializers.Initializer = "ones",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(
            epsilon, center, scale, beta_initializer, gamma_initializer, trainable, name
        )

    def _adder(self) -> Callable[[_abi.Model, _CArgObject], int]:
        add = library.normkit_model_add_instance_normalization
        return lambda model, layer: add(model, self.epsilon, layer)


class RMSNormalization(_OwnStatistics):
    """y = γ·x/√(mean(x²) + ε) over each run of channels (arXiv 1910.07467)."""

    kind = "rms_normalization"

    def __init__(
        self,
        epsilon: float = 1e-6,
        scale: bool = True,
        gamma_initializer: str | initializers.Initializer = "ones",
        *,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(epsilon, scale, gamma_initializer, trainable, name)

    def _adder(self) -> Callable[[_abi.Model, _CArgObject], int]:
        add = library.normkit_model_add_rms_normalization
        return lambda model, layer: add(model, self.epsilon, layer)
