"""Losses under Keras's names, with Keras's meaning of `from_logits`.

The library computes every cross-entropy from the numbers before softmax or sigmoid, which keeps
digits that log(softmax(x)) loses. With `from_logits=False`, Keras's default and what a name as text
means, the model must end in that activation: training and evaluation then take what goes into it,
while predict returns probabilities as ever. With `from_logits=True` the model must not end in it.
Whatever else would mean something different from Keras, so it is an error.
"""

from __future__ import annotations

import math
from typing import ClassVar

from normkit import _abi
from normkit._errors import InvalidArgumentError

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Huber",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "get",
]


class Loss:
    """What training makes small: the mean over the examples."""

    kind: ClassVar[_abi.Loss]
    ending: ClassVar[str | None] = None
    """The activation that turns logits into what the loss takes without `from_logits`."""
    has_accuracy: ClassVar[bool] = True
    """Whether right and wrong answers can be counted."""
    from_logits: bool = False
    number: float = 0.0
    """What the library is told besides: how much targets are smoothed, or Huber's delta."""

    @property
    def takes_labels(self) -> bool:
        """Whether targets are one class number for each example, not rows of numbers."""
        return self.kind == _abi.Loss.SPARSE_CATEGORICAL_CROSSENTROPY

    def check_ending(self, activation: str | None) -> None:
        """Whether a model's last activation fits `from_logits`.

        Raises
        ------
        InvalidArgumentError
            When it does not.
        """
        name = type(self).__name__
        if self.ending is None or (activation == self.ending) is not self.from_logits:
            return
        if self.from_logits:
            raise InvalidArgumentError(
                f"{name}(from_logits=True) takes numbers before {self.ending}, but the model ends "
                f"in {self.ending}: leave out from_logits, or that activation"
            )
        raise InvalidArgumentError(
            f"{name} takes probabilities, but the model ends in {activation or 'no activation'}: "
            f"use losses.{name}(from_logits=True), or end the model in {self.ending}"
        )


class Crossentropy(Loss):
    """What the three cross-entropies share: whether the outputs are logits, and smoothing.

    `label_smoothing` s, from 0 to under 1, takes a target t to t·(1 − s) + s / classes, for the
    binary one to t·(1 − s) + s / 2 (Szegedy et al. 2016, arXiv 1512.00567, §7).
    """

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        self.from_logits = bool(from_logits)
        self.label_smoothing = self.number = float(label_smoothing)
        if not 0 <= self.label_smoothing < 1:
            raise InvalidArgumentError(
                f"{type(self).__name__}: label_smoothing must be from 0 to under 1, "
                f"got {label_smoothing}"
            )


class SparseCategoricalCrossentropy(Crossentropy):
    """−log p[label], against one class number for each example."""

    kind = _abi.Loss.SPARSE_CATEGORICAL_CROSSENTROPY
    ending = "softmax"


class CategoricalCrossentropy(Crossentropy):
    """−Σ t·log p, against a row of class probabilities for each example."""

    kind = _abi.Loss.CATEGORICAL_CROSSENTROPY
    ending = "softmax"


class BinaryCrossentropy(Crossentropy):
    """The mean over the outputs of −t·log p − (1 − t)·log(1 − p), against numbers in 0…1."""

    kind = _abi.Loss.BINARY_CROSSENTROPY
    ending = "sigmoid"


class MeanSquaredError(Loss):
    """The mean over the outputs of (y − t)²."""

    kind = _abi.Loss.MEAN_SQUARED_ERROR
    has_accuracy = False


class MeanAbsoluteError(Loss):
    """The mean over the outputs of |y − t|."""

    kind = _abi.Loss.MEAN_ABSOLUTE_ERROR
    has_accuracy = False


class Huber(Loss):
    """The mean over the outputs of e²/2 where |e| = |y − t| ≤ delta, else delta·|e| − delta²/2."""

    kind = _abi.Loss.HUBER
    has_accuracy = False

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = self.number = float(delta)
        if not 0 < self.delta < math.inf:
            raise InvalidArgumentError(f"Huber: delta must be over 0, got {delta}")


_BY_NAME: dict[str, type[Loss]] = {
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "binary_crossentropy": BinaryCrossentropy,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "huber": Huber,
}


def get(identifier: str | Loss) -> Loss:
    """The loss that a name stands for.

    Raises
    ------
    InvalidArgumentError
        For a name that is none.
    """
    if isinstance(identifier, Loss):
        return identifier
    kind = _BY_NAME.get(identifier)
    if kind is None:
        raise InvalidArgumentError(f"loss must be one of {', '.join(_BY_NAME)}, got {identifier!r}")
    return kind()
