"""Examples as the library takes them: arrays that it views, with labels or values."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._arrays import (
    Float32Array,
    float32_array,
    float_pointer,
    int32_labels,
    int_pointer,
)
from normkit._errors import InvalidArgumentError, ShapeError
from normkit._library import library
from normkit._native import Handle, check, sizes_of
from normkit.losses import Loss


class Marks(NamedTuple):
    """What examples say to batch norms, each or nothing."""

    mask: npt.ArrayLike | None = None
    """(examples, …, without the last axis of x): where it is 0 a row does not count."""
    sets: npt.ArrayLike | None = None
    """(examples,): the statistics set of each, by its name or number; "" or 0 for the unnamed."""

    def part(self, rows: slice, count: int) -> Marks:
        """Those of some of `count` examples.

        Raises
        ------
        ShapeError
            When there are not as many.
        """
        return Marks(
            rows_of("mask", self.mask, rows, count),
            rows_of("statistics_sets", self.sets, rows, count),
        )

    def __bool__(self) -> bool:
        return self.mask is not None or self.sets is not None


NO_MARKS = Marks()


class Examples:
    """Inputs and targets in numpy's memory, which is kept as long as the library looks at it."""

    def __init__(self, inputs: Float32Array) -> None:
        self.inputs = inputs
        self.targets: npt.NDArray[Any] | None = None
        self.weights: Float32Array | None = None
        self._marks: list[npt.NDArray[Any]] = []
        dataset = _abi.Dataset()
        check(
            library.normkit_dataset_create(
                float_pointer(inputs), sizes_of(inputs.shape), inputs.ndim, byref(dataset)
            )
        )
        self._handle = Handle(dataset, library.normkit_dataset_free)

    @property
    def value(self) -> _abi.Dataset:
        """The library's dataset."""
        return self._handle.value

    @classmethod
    def of(
        cls,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        loss: Loss,
        output_shape: tuple[int, ...],
        weights: npt.ArrayLike | None = None,
    ) -> Examples:
        """Examples for a loss: class numbers or rows of numbers, as it takes them, with weights.

        Raises
        ------
        ShapeError
            When lengths differ, or y has no shape for the loss.
        InvalidArgumentError
            For a weight that is negative, infinite or no number.
        """
        inputs = float32_array("x", x)
        if inputs.ndim < 2 or inputs.size == 0:
            raise ShapeError(f"x: expected shape (examples, …), none of them 0, got {inputs.shape}")
        examples = cls(inputs)
        if loss.takes_labels:
            examples._set_labels(y)
        else:
            examples._set_values(y, output_shape)
        if weights is not None:
            examples._set_weights(weights)
        return examples

    def mark(self, marks: Marks, names: Sequence[str]) -> Examples:
        """These examples, with a mask and statistics sets, of which a model has those of `names`.

        Raises
        ------
        ShapeError
            When there are other numbers of them.
        InvalidArgumentError
            For a set that the model has not got.
        """
        if marks.mask is not None:
            mask = float32_array("mask", marks.mask)
            if mask.shape != self.inputs.shape[:-1]:
                raise ShapeError(f"mask: expected shape {self.inputs.shape[:-1]}, got {mask.shape}")
            check(library.normkit_dataset_set_mask(self.value, float_pointer(mask), mask.size))
            self._marks.append(mask)
        if marks.sets is not None:
            sets = _set_numbers(marks.sets, names)
            self._check_count(len(sets), "statistics_sets")
            check(
                library.normkit_dataset_set_statistics_sets(
                    self.value, int_pointer(sets), len(sets)
                )
            )
            self._marks.append(sets)
        return self

    def _set_labels(self, y: npt.ArrayLike) -> None:
        labels = int32_labels("y", y)
        self._check_count(len(labels))
        self.targets = labels
        check(library.normkit_dataset_set_labels(self.value, int_pointer(labels), len(labels)))

    def _set_values(self, y: npt.ArrayLike, output_shape: tuple[int, ...]) -> None:
        values = float32_array("y", y)
        if values.ndim == 1 and output_shape == (1,):
            values = values.reshape(-1, 1)
        if values.ndim < 2:
            raise ShapeError(f"y: expected shape (examples, …), got {values.shape}")
        self._check_count(len(values))
        self.targets = values
        check(
            library.normkit_dataset_set_values(
                self.value, float_pointer(values), sizes_of(values.shape), values.ndim
            )
        )

    def _set_weights(self, weights: npt.ArrayLike) -> None:
        values = float32_array("sample_weight", weights)
        if values.ndim != 1:
            raise ShapeError(f"sample_weight: expected one for each example, got {values.shape}")
        self._check_count(len(values), "sample_weight")
        self.weights = values
        check(library.normkit_dataset_set_weights(self.value, float_pointer(values), len(values)))

    def _check_count(self, count: int, name: str = "y") -> None:
        if count != len(self.inputs):
            raise ShapeError(f"x has {len(self.inputs)} examples, {name} has {count}")


def rows_of(
    name: str, values: npt.ArrayLike | None, rows: slice, count: int
) -> npt.ArrayLike | None:
    """Of what goes with `count` examples, what goes with some of them.

    Raises
    ------
    ShapeError
        When there are not as many.
    """
    if values is None:
        return None
    array = np.asarray(values)
    if array.ndim == 0 or len(array) != count:
        raise ShapeError(f"x has {count} examples, {name} has shape {array.shape}")
    return array[rows]


def _set_numbers(sets: npt.ArrayLike, names: Sequence[str]) -> npt.NDArray[np.int32]:
    given = np.asarray(sets)
    if given.ndim != 1:
        raise ShapeError(f"statistics_sets: expected one for each example, got {given.shape}")
    known = ["", *names]
    numbered = given.dtype.kind in "iu"
    wrong = given[~np.isin(given, range(len(known)) if numbered else known)]
    if len(wrong):
        raise InvalidArgumentError(
            f"statistics_sets: no statistics set is called {wrong.tolist()[0]!r}; there is "
            f"{', '.join(names) or 'none'}"
        )
    numbers = given if numbered else [known.index(name) for name in given.tolist()]
    return np.ascontiguousarray(numbers, np.int32)
