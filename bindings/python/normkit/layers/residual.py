"""Residual blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from ctypes import byref
from typing import TYPE_CHECKING, Any

from normkit import _abi
from normkit._activations import activation_of
from normkit._configuration import layer_from
from normkit._errors import InvalidArgumentError, NormKitError, UnsupportedError
from normkit._library import library
from normkit._native import Handle, check
from normkit._weights import Weight
from normkit.layers._names import LayerNames
from normkit.layers.layer import Layer

if TYPE_CHECKING:
    from typing_extensions import Self


class Residual(Layer):
    """y = activation(main(x) + shortcut(x)), two paths from one input (He et al. 2015).

    `layers` is the main path; a `shortcut` without layers is the input itself. Both must end in
    the same shape. Blocks may be nested. Layers without a name are called after their kind,
    counted through both paths, and their weights after the block too: "residual/dense/kernel".
    """

    kind = "residual"

    def __init__(
        self,
        layers: Iterable[Layer],
        shortcut: Iterable[Layer] = (),
        activation: str | Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        self.activation = activation_of(activation)
        self._main: list[Layer] = []
        self._shortcut: list[Layer] = []
        names = LayerNames()
        for path, given in ((self._main, layers), (self._shortcut, shortcut)):
            for layer in given:
                if not isinstance(layer, Layer):
                    raise InvalidArgumentError(f"Residual: expected a layer, got {layer!r}")
                layer._join(names.unused(layer, self.inner))
                path.append(layer)
        if not self._main:
            raise InvalidArgumentError("Residual: expected at least one layer in the main path")
        self._place("")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """A block of the same layers; raises what the layers themselves raise."""
        paths = {
            path: [layer_from(document) for document in config[path]]
            for path in ("layers", "shortcut")
        }
        return cls(**{**config, **paths})

    @property
    def layers(self) -> list[Layer]:
        """The main path, in order."""
        return list(self._main)

    @property
    def shortcut(self) -> list[Layer]:
        """The shortcut, in order; empty for the input itself."""
        return list(self._shortcut)

    @property
    def inner(self) -> Sequence[Layer]:
        """The layers of both paths."""
        return [*self._main, *self._shortcut]

    @property
    def trainable(self) -> bool:
        """Whether the optimizer updates the weights of all layers in it; sets them all."""
        return all(layer.trainable for layer in self.inner)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.inner:
            # A layer without weights says so, and has nothing to hold still.
            with suppress(UnsupportedError):
                layer.trainable = value

    def _place(self, prefix: str) -> None:
        super()._place(prefix)
        for layer in self.inner:
            layer._place(f"{self.path}/")

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        check(library.normkit_model_begin_residual(model, byref(layer)))
        return [layer]

    def _configure(self) -> None:
        assert self._model is not None
        model = self._model
        _build_path(self._main, model)
        if self._shortcut:
            check(library.normkit_model_begin_shortcut(model.value))
            _build_path(self._shortcut, model)
        self.activation.end_residual(model.value, self._natives[0])

    def _unbuild(self) -> None:
        super()._unbuild()
        for layer in self.inner:
            layer._unbuild()

    def _follow(self, other: Layer) -> None:
        super()._follow(other)
        assert isinstance(other, Residual)
        for mine, theirs in zip(self.inner, other.inner, strict=True):
            mine._follow(theirs)

    def _take(self, weights: Sequence[Weight]) -> None:
        super()._take(weights)
        for layer in self.inner:
            layer._take(self._weights)


def _build_path(path: Iterable[Layer], model: Handle[_abi.Model]) -> None:
    for layer in path:
        try:
            layer._build(model)
        except NormKitError as error:
            raise type(error)(f"{layer.name}: {error}") from None
