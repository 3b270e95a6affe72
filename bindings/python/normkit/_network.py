"""A chain of layers: their names, their shapes, their weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from ctypes import byref, c_int64
from functools import partial
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy.typing as npt

from normkit import _abi
from normkit._archive import Found, layers_of
from normkit._arrays import Float32Array
from normkit._configuration import layer_document, layer_from
from normkit._errors import (
    InvalidArgumentError,
    NormKitError,
    ShapeError,
    StateError,
    UnsupportedError,
)
from normkit._library import library
from normkit._native import Handle, check, read_shape, seed_number, shape_of, sizes_of
from normkit._summary import summary_table
from normkit._weights import Weight
from normkit.layers import Input, Layer
from normkit.layers._names import LayerNames
from normkit.layers.layer import assign_all

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from typing_extensions import Self


class Network:
    """What a model is made of, before and after it is built."""

    def __init__(
        self,
        layers: Iterable[Layer | Input] | None = (),
        name: str = "sequential",
        seed: SupportsIndex = 0,
    ) -> None:
        self.name = name
        self.seed = seed_number(seed)
        self._layers: list[Layer] = []
        self._weights: list[Weight] = []
        self._names = LayerNames()
        self._input: tuple[int, ...] | None = None
        self._output: tuple[int, ...] = ()
        self._model: Handle[_abi.Model] | None = None
        for layer in layers or ():
            self.add(layer)

    # What it is made of.

    @property
    def layers(self) -> list[Layer]:
        """Its layers, in order."""
        return list(self._layers)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """A layer by its name or its place.

        Raises
        ------
        InvalidArgumentError
            When there is none.
        """
        if index is not None:
            if not -len(self._layers) <= index < len(self._layers):
                raise InvalidArgumentError(
                    f"the model has {len(self._layers)} layers, got index {index}"
                )
            return self._layers[index]
        for layer in self._layers:
            if layer.name == name:
                return layer
        known = ", ".join(layer.name for layer in self._layers)
        raise InvalidArgumentError(f"no layer is called {name!r}; there are {known}")

    def add(self, layer: Layer | Input) -> None:
        """Appends a layer; an Input must come first.

        Raises
        ------
        StateError
            When the model is built: its layers are fixed then.
        """
        if self._model is not None:
            raise StateError("layers must be added before the model is built")
        if isinstance(layer, Input):
            if self._layers or self._input is not None:
                raise StateError("an Input must be the first of the layers, and the only one")
            self._input = layer.shape
            return
        if not isinstance(layer, Layer):
            raise InvalidArgumentError(f"expected a layer, got {layer!r}")
        layer._join(self._names.unused(layer, self._layers))
        self._layers.append(layer)

    def pop(self) -> Layer:
        """Takes the last layer away, which can be added anew.

        Raises
        ------
        StateError
            When built.
        """
        if self._model is not None:
            raise StateError("layers must be taken away before the model is built")
        if not self._layers:
            raise StateError("the model has no layers")
        layer = self._layers.pop()
        layer._name = None
        return layer

    @property
    def built(self) -> bool:
        """Whether it has its weights."""
        return self._model is not None

    def build(self, input_shape: Sequence[int | None] | None = None) -> None:
        """Gives it its weights.

        Parameters
        ----------
        input_shape
            As Keras takes it, with None for the batch: (None, 784). Not needed with an Input.

        Raises
        ------
        StateError
            When it has no layers, or no shape to begin with.
        ShapeError
            When a layer does not fit the one before it.
        """
        if self._model is not None:
            return
        if input_shape is not None:
            sizes = [size for size in input_shape[1:] if size is not None]
            if len(sizes) != len(input_shape) - 1 or input_shape[0] is not None:
                raise ShapeError(f"build: expected (None, sizes …), got {tuple(input_shape)}")
            self._input = shape_of("build: input_shape", sizes)
        if self._input is None:
            raise StateError("the input's shape is not known; begin the model with an Input")
        if not self._layers:
            raise StateError("the model has no layers; add some first")
        model = _abi.Model()
        sizes_ = sizes_of(self._input)
        check(library.normkit_model_create(sizes_, len(sizes_), self.seed, byref(model)))
        handle = Handle(model, library.normkit_model_free)
        try:
            for layer in self._layers:
                _build_layer(layer, handle)
            self._take(handle)
        except BaseException:
            self._model = None
            for layer in self._layers:
                layer._unbuild()
            raise

    def _take(self, handle: Handle[_abi.Model]) -> None:
        """Becomes what the library's model, made of its layers, holds."""
        count = c_int64()
        check(library.normkit_model_tensor_count(handle.value, byref(count)))
        self._weights = [Weight(handle, place) for place in range(count.value)]
        for layer in self._layers:
            layer._take(self._weights)
        self._output = read_shape(partial(library.normkit_model_output_shape, handle.value))
        self._model = handle
        self._when_built()

    def _when_built(self) -> None:
        """Does what had to wait for the weights."""

    def _built(self) -> _abi.Model:
        if self._model is None:
            self.build()
        assert self._model is not None
        return self._model.value

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """The input's shape, with None for the batch."""
        if self._input is None:
            raise StateError("the input's shape is not known; begin the model with an Input")
        return (None, *self._input)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """The output's shape, with None for the batch."""
        return (None, *self._sample_output_shape())

    def _adopt(self, handle: Handle[_abi.Model], sections: Mapping[str, Any]) -> None:
        """Becomes the model that the library has loaded, and a file's sections describe."""
        self.seed = sections["model"]["seed"]
        self._input = tuple(sections["model"]["input_shape"])
        for found in layers_of(sections["model"]):
            self.add(found.layer)
            _adopt_layer(found, handle)
        self._take(handle)

    def _native(self) -> Handle[_abi.Model]:
        self._built()
        assert self._model is not None
        return self._model

    def _sample_output_shape(self) -> tuple[int, ...]:
        self._built()
        return self._output

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draws its layers from top to bottom, with their shapes and how many numbers they have.

        A residual block's two paths stand side by side. Needs matplotlib.

        Examples
        --------
        >>> model.plot().get_figure().savefig("model.png")
        """
        from normkit.plotting import plot_model  # noqa: PLC0415, drawing is an extra

        return plot_model(self, ax=ax)

    def summary(self, print_fn: Callable[[str], object] | None = None) -> None:
        """Prints its layers, their shapes and their numbers, or hands the table to `print_fn`."""
        self._built()
        (print_fn or print)(summary_table(self.name, self._layers, self._weights))

    # What it is, as text.

    def get_config(self) -> dict[str, Any]:
        """Name, seed, input shape and layers, without weights or training: fit for JSON."""
        return {
            "name": self.name,
            "seed": self.seed,
            "input_shape": None if self._input is None else list(self._input),
            "layers": [layer_document(layer) for layer in self._layers],
        }

    def to_json(self, **options: Any) -> str:
        """The configuration as JSON text; `options` are json.dumps's."""
        import json  # noqa: PLC0415, not every program needs it

        return json.dumps(self.get_config(), **options)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """A model of the same layers, with weights as they start from its seed.

        Raises
        ------
        InvalidArgumentError
            For a layer that there is not.
        """
        shape = config["input_shape"]
        inputs = [] if shape is None else [Input(tuple(shape))]
        layers = [layer_from(document) for document in config["layers"]]
        return cls([*inputs, *layers], name=config["name"], seed=config["seed"])

    # Its numbers.

    @property
    def trainable(self) -> bool:
        """Whether the optimizer updates the weights of all layers; setting it sets them all."""
        return all(layer.trainable for layer in self._layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._layers:
            # A layer without weights has nothing to hold still, and says so.
            with suppress(UnsupportedError):
                layer.trainable = bool(value)

    @property
    def weights(self) -> list[Weight]:
        """Every weight and running statistic, in Keras's order."""
        self._built()
        return list(self._weights)

    @property
    def trainable_weights(self) -> list[Weight]:
        """Those that the optimizer updates."""
        return [weight for weight in self.weights if weight.trainable]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """Running statistics, and the weights of frozen layers."""
        return [weight for weight in self.weights if not weight.trainable]

    def count_params(self) -> int:
        """How many numbers its weights and running statistics have."""
        return sum(weight.size for weight in self.weights)

    def get_weights(self) -> list[Float32Array]:
        """Copies of every weight and running statistic, in Keras's order and shapes."""
        return [weight.numpy() for weight in self.weights]

    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Replaces them all, or, when one does not fit, none.

        Raises
        ------
        ShapeError
        """
        assign_all(self.name, self.weights, weights)


def _build_layer(layer: Layer, model: Handle[_abi.Model]) -> None:
    try:
        layer._build(model)
    except NormKitError as error:
        raise type(error)(f"{layer.name}: {error}") from None


def _adopt_layer(found: Found, model: Handle[_abi.Model]) -> None:
    """Lets a layer and those in it stand for the loaded model's."""
    for place in found.places:
        native = _abi.Layer()
        check(library.normkit_model_layer(model.value, place, byref(native)))
        found.layer._natives.append(native)
    found.layer._model = model
    for inner in found.inner:
        _adopt_layer(inner, model)
