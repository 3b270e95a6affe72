"""Measuring a model on examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ctypes import byref, c_double
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._batches import BatchSource, parts_of
from normkit._errors import InvalidArgumentError
from normkit._examples import Examples
from normkit._library import library
from normkit._native import Handle, check, whole_number
from normkit._signals import DeferredSignals

if TYPE_CHECKING:
    from normkit.models import Sequential

Measure = Callable[[Examples], dict[str, float]]

_INTERVAL = 0.05
"""Seconds between two looks at Python: Ctrl-C waits so long."""


def measured(
    model: Handle[_abi.Model], examples: Examples, batch_size: int, statistics: _abi.Statistics
) -> tuple[float, float]:
    """Loss and accuracy; no number for an accuracy that there is not.

    What a signal's handler raises meanwhile, such as KeyboardInterrupt, ends it after a batch.
    """
    loss, accuracy = c_double(), c_double()
    if len(examples.inputs) <= batch_size:
        # A lone batch has no end of a batch before its own.
        status = library.normkit_model_evaluate(
            model.value, examples.value, batch_size, statistics, byref(loss), byref(accuracy)
        )
    else:
        with DeferredSignals() as signals:
            callback = _abi.EvaluationCallback(lambda *_: int(signals.error is not None))
            status = library.normkit_model_evaluate_with_progress(
                model.value,
                examples.value,
                batch_size,
                statistics,
                _INTERVAL,
                callback,
                None,
                byref(loss),
                byref(accuracy),
            )
    check(status)
    return loss.value, accuracy.value


def mean_over(batches: Iterable[Examples], measure: Measure) -> dict[str, float]:
    """Every batch's numbers, weighted by its examples."""
    sums: dict[str, float] = {}
    seen = 0
    for examples in batches:
        rows = len(examples.inputs)
        for name, value in measure(examples).items():
            sums[name] = sums.get(name, 0.0) + value * rows
        seen += rows
    return {name: value / seen for name, value in sums.items()}


class Validation:
    """What fit measures after epochs: examples, or batches that someone else makes."""

    def __init__(
        self,
        model: Sequential,
        data: Examples | BatchSource,
        batch_size: int | None,
        frequency: int | Iterable[int],
    ) -> None:
        self._model = model
        self._data = data
        self._batch_size = batch_size
        if isinstance(frequency, int | np.integer):
            self._every = whole_number("validation_freq", int(frequency))
            self._epochs: frozenset[int] = frozenset()
        else:
            self._every = 0
            self._epochs = frozenset(whole_number("validation_freq", item) for item in frequency)

    def is_due(self, epoch: int) -> bool:
        """Whether to measure after an epoch, counted from 0."""
        number = epoch + 1
        return number % self._every == 0 if self._every else number in self._epochs

    def now(self) -> dict[str, float]:
        """The numbers of the model as it is, called val_loss and so on."""
        if isinstance(self._data, Examples):
            found = self._model._measure(self._data, self._batch_size, "running")
        else:
            found = mean_over(
                (self._model._examples(*parts_of("fit", batch)) for batch in self._data.epoch()),
                lambda examples: self._model._measure(examples, self._batch_size, "running"),
            )
        return {f"val_{name}": value for name, value in found.items()}


def outputs_of(
    batches: Iterable[Any], predict: Callable[[npt.ArrayLike], npt.NDArray[np.float32]]
) -> npt.NDArray[np.float32]:
    """The outputs for batches of inputs, one after the other; targets beside them do not count."""
    parts = [predict(batch[0] if isinstance(batch, tuple) else batch) for batch in batches]
    if not parts:
        raise InvalidArgumentError("predict: expected at least one batch")
    return np.concatenate(parts)
