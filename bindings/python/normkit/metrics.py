"""Metrics under Keras's names: what compile measures besides the loss.

The library sums them in double precision over the samples of an epoch or of `evaluate`; sample
weights do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from normkit import _abi
from normkit._errors import InvalidArgumentError
from normkit._native import whole_number
from normkit.losses import Loss

__all__ = [
    "AUC",
    "Accuracy",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Metric",
    "SparseTopKCategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "get",
]


class Metric:
    """Something measured, with the name that logs give it."""

    default_name: ClassVar[str]
    measure: ClassVar[_abi.Measure | None] = None
    """The library's number for it; None for accuracy, which comes with the loss."""
    number: int = 0

    def __init__(self, name: str | None = None) -> None:
        self.name = self.default_name if name is None else name

    def check(self, loss: Loss) -> None:
        """Whether the loss has such a thing.

        Raises
        ------
        InvalidArgumentError
            When it has not.
        """


class Accuracy(Metric):
    """The share of right answers: the largest output at the label, outputs on their side of ½."""

    default_name = "accuracy"

    def check(self, loss: Loss) -> None:
        """Whether the loss counts right answers.

        Raises
        ------
        InvalidArgumentError
            When it does not.
        """
        if not loss.has_accuracy:
            raise InvalidArgumentError(f"{type(loss).__name__} has no accuracy")


class TopKCategoricalAccuracy(Metric):
    """The share of samples whose label is among the k largest outputs."""

    default_name = "top_k_categorical_accuracy"
    measure = _abi.Measure.TOP_K_CATEGORICAL_ACCURACY

    def __init__(self, k: int = 5, name: str | None = None) -> None:
        super().__init__(name)
        self.number = self.k = whole_number(f"{type(self).__name__}: k", k)


class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy):
    """The same, for labels that are class numbers."""

    default_name = "sparse_top_k_categorical_accuracy"


class AUC(Metric):
    """The area under the receiver operating characteristic, by evenly spaced thresholds."""

    default_name = "auc"
    measure = _abi.Measure.AUC

    def __init__(self, num_thresholds: int = 200, name: str | None = None) -> None:
        super().__init__(name)
        self.number = self.num_thresholds = whole_number(
            "AUC: num_thresholds", num_thresholds, minimum=2
        )


class MeanAbsoluteError(Metric):
    """The mean over samples and outputs of |y − t|."""

    default_name = "mean_absolute_error"
    measure = _abi.Measure.MEAN_ABSOLUTE_ERROR


class MeanSquaredError(Metric):
    """The mean over samples and outputs of (y − t)²."""

    default_name = "mean_squared_error"
    measure = _abi.Measure.MEAN_SQUARED_ERROR


_BY_NAME: dict[str, type[Metric]] = {
    "accuracy": Accuracy,
    "acc": Accuracy,
    "AUC": AUC,
    "auc": AUC,
    "top_k_categorical_accuracy": TopKCategoricalAccuracy,
    "sparse_top_k_categorical_accuracy": SparseTopKCategoricalAccuracy,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
}


def get(identifier: str | Metric) -> Metric:
    """The metric that a name stands for, called so in logs, as in Keras.

    Raises
    ------
    InvalidArgumentError
        For a name that is none.
    """
    if isinstance(identifier, Metric):
        return identifier
    kind = _BY_NAME.get(identifier)
    if kind is None:
        raise InvalidArgumentError(
            f"metric must be one of {', '.join(_BY_NAME)}, got {identifier!r}"
        )
    metric = kind()
    if identifier in {"mae", "mse"}:
        metric.name = identifier
    return metric


def logs(
    metrics: Sequence[Metric], loss: float, accuracy: float, measured: Sequence[float]
) -> dict[str, float]:
    """Loss and metrics by name, in the order of compile; without `measured`, accuracy alone."""
    values = {"loss": loss}
    rest = iter(measured)
    for metric in metrics:
        if metric.measure is None:
            values[metric.name] = accuracy
        elif measured:
            values[metric.name] = next(rest)
    return values
