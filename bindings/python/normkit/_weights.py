"""One tensor of a model: its name, its shape, and its numbers in and out."""

from __future__ import annotations

import ctypes
from functools import partial

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._arrays import Float32Array, float32_array, float_pointer
from normkit._errors import ShapeError
from normkit._library import library
from normkit._native import Handle, check, read_shape, read_text


class Weight:
    """A weight or running statistic of a model, under Keras's name: "dense/kernel"."""

    def __init__(self, model: Handle[_abi.Model], place: int) -> None:
        self._model = model
        self.path = read_text(partial(library.normkit_model_tensor_name, model.value, place))
        self._key = self.path.encode()
        self.shape = read_shape(partial(library.normkit_model_tensor_shape, model.value, self._key))

    @property
    def name(self) -> str:
        """The name within its layer: "kernel"."""
        return self.path.rpartition("/")[2]

    @property
    def trainable(self) -> bool:
        """Whether the optimizer updates it: no frozen layer's weight, no running statistic."""
        role = ctypes.c_int()
        check(library.normkit_model_tensor_role(self._model.value, self._key, ctypes.byref(role)))
        return role.value == _abi.Role.WEIGHT

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return int(np.prod(self.shape))

    def numpy(self) -> Float32Array:
        """A copy of its numbers."""
        values = np.empty(self.shape, np.float32)
        check(
            library.normkit_model_get_tensor(
                self._model.value, self._key, float_pointer(values), values.size
            )
        )
        return values

    def gradient(self) -> Float32Array:
        """A copy of the loss's gradient by it as of the last step; zeros before the first."""
        values = np.empty(self.shape, np.float32)
        check(
            library.normkit_model_get_gradient(
                self._model.value, self._key, float_pointer(values), values.size
            )
        )
        return values

    def checked(self, value: npt.ArrayLike) -> Float32Array:
        """`value` as numbers for this tensor.

        Raises
        ------
        ShapeError
            When it has another shape.
        """
        values = float32_array(self.path, value)
        if values.shape != self.shape:
            raise ShapeError(f"{self.path}: expected shape {self.shape}, got {values.shape}")
        return values

    def assign(self, value: npt.ArrayLike) -> None:
        """Replaces its numbers.

        Raises
        ------
        ShapeError
            When `value` has another shape.
        """
        values = self.checked(value)
        check(
            library.normkit_model_set_tensor(
                self._model.value, self._key, float_pointer(values), values.size
            )
        )

    def __repr__(self) -> str:
        return f"<Weight {self.path} {self.shape}>"
