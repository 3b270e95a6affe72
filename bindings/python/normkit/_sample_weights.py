"""How much each example counts, from sample_weight and class_weight."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from normkit._arrays import Float32Array, float32_array
from normkit._errors import InvalidArgumentError, ShapeError
from normkit.losses import Loss

ClassWeight = Mapping[int, float]
"""What each class's losses are multiplied by, by its number."""


def combined_weights(
    y: npt.ArrayLike,
    loss: Loss,
    sample_weight: npt.ArrayLike | None,
    class_weight: ClassWeight | None,
) -> npt.ArrayLike | None:
    """A weight for each example: the product of both, or None without either.

    Raises
    ------
    InvalidArgumentError
        For class weights where the loss has no classes.
    ShapeError
        When there are not as many sample weights as examples.
    """
    if class_weight is None:
        return sample_weight
    weights = _of_classes(y, loss, class_weight)
    if sample_weight is None:
        return weights
    given = float32_array("sample_weight", sample_weight)
    if given.shape != weights.shape:
        raise ShapeError(
            f"sample_weight: expected shape {weights.shape}, one for each example, "
            f"got {given.shape}"
        )
    return weights * given


def _of_classes(y: npt.ArrayLike, loss: Loss, class_weight: ClassWeight) -> Float32Array:
    targets = np.asarray(y)
    if loss.takes_labels or (targets.ndim == 2 and targets.shape[1] == 1) or targets.ndim == 1:
        classes = targets.reshape(len(targets), -1)[:, 0]
    else:
        classes = targets.argmax(axis=-1)
    if not loss.has_accuracy or classes.ndim != 1:
        raise InvalidArgumentError(f"class_weight: {type(loss).__name__} has no classes")
    weights = np.ones(len(classes), np.float32)
    for label, weight in class_weight.items():
        weights[classes == label] = weight
    return weights
