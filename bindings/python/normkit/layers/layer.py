"""What every layer has: a name, its place in a model, its weights."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec

import numpy.typing as npt

from normkit import _abi
from normkit._arrays import Float32Array
from normkit._configuration import config_of
from normkit._errors import ShapeError, StateError, UnsupportedError
from normkit._library import library
from normkit._native import Handle, check, read_shape
from normkit._weights import Weight

if TYPE_CHECKING:
    from typing_extensions import Self

_P = ParamSpec("_P")


class Layer(ABC):
    """One layer of a model. It belongs to the one model that it is added to."""

    kind: ClassVar[str]
    """What layers of its type are called: dense, dense_1, …"""
    _changing: ClassVar[tuple[str, ...]] = ("_trainable",)
    """Where it keeps what may be set once it is built."""

    def __init__(self, name: str | None) -> None:
        self._given_name = name
        self._name: str | None = None
        self._prefix = ""
        """The block's path that it is in; no reference to it, which would be a circle."""
        self._model: Handle[_abi.Model] | None = None
        self._natives: list[_abi.Layer] = []
        self._weights: list[Weight] = []

    @property
    def name(self) -> str:
        """Its name: given, or from the moment it is added to a model its kind with a number."""
        return self._name or self._given_name or self.kind

    @property
    def path(self) -> str:
        """Its name with those of the blocks that it is in: "residual/dense"."""
        return self._prefix + self.name

    @property
    def built(self) -> bool:
        """Whether it has its weights: from the moment its model knows its input's shape."""
        return self._model is not None

    @property
    def weights(self) -> list[Weight]:
        """Its weights, then its running statistics, in Keras's order."""
        return list(self._weights)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """The shape after the layer, with None for the batch, as Keras shows it."""
        if not self._natives:
            raise StateError(f"{self.name}: not built yet; give the model an Input or call build")
        shape = read_shape(partial(library.normkit_layer_output_shape, self._natives[-1]))
        return (None, *shape)

    @property
    def trainable(self) -> bool:
        """Whether the optimizer updates its weights; True for a layer without any."""
        return True

    @trainable.setter
    def trainable(self, value: bool) -> None:
        if not value:
            raise UnsupportedError(f"{self.name}: a layer without weights cannot be frozen")

    def get_config(self) -> dict[str, Any]:
        """What makes another such layer: numbers, texts, lists and dictionaries alone."""
        return config_of(self)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """A layer of the same options, without weights; raises what the layer itself raises."""
        return cls(**config)

    def count_params(self) -> int:
        """How many numbers its weights and running statistics have."""
        return sum(weight.size for weight in self._weights)

    def get_weights(self) -> list[Float32Array]:
        """Copies of its weights, then of its running statistics, in Keras's order."""
        return [weight.numpy() for weight in self._weights]

    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Replaces them all, or, when one does not fit, none.

        Raises
        ------
        ShapeError
        """
        assign_all(self.name, self._weights, weights)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"

    # What Sequential does with a layer.

    def _join(self, name: str) -> None:
        if self._name is not None:
            raise StateError(f"{self._name}: the layer is part of a model already; make another")
        self._name = name
        self._place(self._prefix)

    def _place(self, prefix: str) -> None:
        """Notes the path of the block that it is in: "residual/", or nothing."""
        self._prefix = prefix

    def _build(self, model: Handle[_abi.Model]) -> None:
        """Adds it to a model of the library."""
        self._natives = self._add(model.value)
        self._rename(self._natives[0], self.name)
        self._model = model
        self._configure()

    def _unbuild(self) -> None:
        self._natives = []
        self._weights = []
        self._model = None

    def _follow(self, other: Layer) -> None:
        """Stands for the same layer in another of the library's models, as it is there."""
        self._natives = other._natives
        for name in self._changing:
            if hasattr(other, name):
                setattr(self, name, getattr(other, name))

    def _take(self, weights: Sequence[Weight]) -> None:
        """Keeps its own of a model's weights."""
        self._weights = [weight for weight in weights if weight.path.startswith(f"{self.path}/")]

    @abstractmethod
    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        """Adds the library's layers that it stands for; the first bears its name."""

    def _configure(self) -> None:
        """Sets what the library's layers have other defaults for."""

    def _set(
        self,
        setter: Callable[Concatenate[_abi.Layer, _P], int],
        /,
        *values: _P.args,
        **none: _P.kwargs,
    ) -> None:
        """Calls a setter of the library once there is something to set."""
        if self._natives:
            check(setter(self._natives[0], *values, **none))

    @staticmethod
    def _rename(layer: _abi.Layer, name: str) -> None:
        check(library.normkit_layer_set_name(layer, name.encode()))


def assign_all(owner: str, weights: Sequence[Weight], values: Sequence[npt.ArrayLike]) -> None:
    """Replaces the numbers of all weights or, when one does not fit, of none."""
    if len(values) != len(weights):
        raise ShapeError(f"{owner}: expected {len(weights)} arrays of weights, got {len(values)}")
    checked = [weight.checked(value) for weight, value in zip(weights, values, strict=True)]
    for weight, value in zip(weights, checked, strict=True):
        weight.assign(value)
