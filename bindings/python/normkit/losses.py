"""Losses under Keras's names, with Keras's meaning of `from_logits`.

The library computes every cross-entropy from the numbers before softmax or sigmoid, which keeps
digits that log(softmax(x)) loses. With `from_logits=False`, Keras's default and what a name as text
means, the model must end in that activation: training and evaluation then take what goes into it,
while predict returns probabilities as ever. With `from_logits=True` the model must not end in it.
Whatever else would mean something different from Keras, so it is an error.
"""

from __future__ import annotations

from typing import ClassVar

from normkit import _abi
from normkit._errors import InvalidArgumentError

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Loss",
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

    @property
    def takes_labels(self) -> bool:
        """Whether targets are one class number for each example, not rows of numbers."""
        return self.kind == _abi.Loss.SPARSE_CATEGORICAL_CROSSENTROPY

    def check_ending(self, activation: str | None) -> None:
        """Raises: InvalidArgumentError when the last activation does not fit `from_logits`."""
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
    """What the three cross-entropies share: whether the model's outputs are logits."""

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = bool(from_logits)


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


_BY_NAME: dict[str, type[Loss]] = {
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "binary_crossentropy": BinaryCrossentropy,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
}


def get(identifier: str | Loss) -> Loss:
    """The loss that a name stands for.

    Raises:
        InvalidArgumentError: for a name that is none.
    """
    if isinstance(identifier, Loss):
        return identifier
    kind = _BY_NAME.get(identifier)
    if kind is None:
        raise InvalidArgumentError(f"loss must be one of {', '.join(_BY_NAME)}, got {identifier!r}")
    return kind()
