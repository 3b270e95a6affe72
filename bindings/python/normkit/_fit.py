"""Training over epochs, as Keras's fit does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from normkit._arrays import Float32Array
from normkit._errors import InvalidArgumentError, ShapeError
from normkit._examples import Examples
from normkit._progress import Progress
from normkit._training import BatchListener
from normkit.callbacks import Callback, History

if TYPE_CHECKING:
    from normkit.models import Sequential

Validation = (
    tuple[npt.ArrayLike, npt.ArrayLike] | tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike | None]
)


def divided(x: Float32Array, fraction: float) -> tuple[Float32Array, Float32Array | None]:
    """The last `fraction` of the examples set aside to validate with, as Keras does it."""
    if fraction == 0:
        return x, None
    if not 0 < fraction < 1:
        raise InvalidArgumentError(f"validation_split must be in 0…1, got {fraction}")
    count = int(len(x) * (1 - fraction))
    if not 0 < count < len(x):
        raise InvalidArgumentError(
            f"validation_split {fraction} of {len(x)} examples leaves one part empty"
        )
    return x[:count], x[count:]


def divided_as(
    name: str, values: npt.ArrayLike | None, rows: Float32Array, rest: Float32Array | None
) -> tuple[npt.ArrayLike | None, npt.ArrayLike | None]:
    """What goes with the examples, divided as they are. Raises: ShapeError for another length."""
    if values is None or rest is None:
        return values, None
    array = np.asarray(values)
    if array.ndim == 0 or len(array) != len(rows) + len(rest):
        raise ShapeError(f"x has {len(rows) + len(rest)} examples, {name} has shape {array.shape}")
    return array[: len(rows)], array[len(rows) :]


def listeners_of(callbacks: Sequence[Callback]) -> list[BatchListener]:
    """The callbacks that want to know of every step."""
    return [
        callback.on_train_batch_end
        for callback in callbacks
        if type(callback).on_train_batch_end is not Callback.on_train_batch_end
    ]


class Runner(Protocol):
    """Runs one epoch after the other, asking after each step what next."""

    def run(
        self, listeners: list[BatchListener], wants_more: Callable[[], bool]
    ) -> dict[str, float] | None:
        """One epoch's metrics, or None when it was stopped in between."""


class Fit:
    """One call of fit: epoch after epoch in native code, callbacks between them."""

    def __init__(
        self,
        model: Sequential,
        runner: Runner,
        validation: Examples | None,
        callbacks: Sequence[Callback],
        progress: Progress,
    ) -> None:
        self._model = model
        self._runner = runner
        self._validation = validation
        self._history = History()
        self._callbacks = [self._history, *callbacks]
        self._progress = progress
        self._partial: dict[str, float] = {}
        self._listeners = listeners_of(callbacks)
        if progress.wants_batches:
            self._listeners.append(progress.batch)

    def run(self, first: int, epochs: int) -> History:
        """Epochs `first` up to `epochs`, or until someone wants no more."""
        for callback in self._callbacks:
            callback.set_model(self._model)
        self._model.stop_training = False
        self._model.history = self._history
        for callback in self._callbacks:
            callback.on_train_begin()
        logs: Mapping[str, float] = {}
        try:
            for epoch in range(first, epochs):
                logs = self._run_epoch(epoch)
                if self._model.stop_training:
                    break
        finally:
            self._progress.close()
        for callback in self._callbacks:
            callback.on_train_end(logs)
        return self._history

    def _run_epoch(self, epoch: int) -> Mapping[str, float]:
        for callback in self._callbacks:
            callback.on_epoch_begin(epoch)
        self._progress.begin(epoch)
        logs = self._runner.run([self._note, *self._listeners], self._wants_more)
        if logs is None:
            # Stopped within the epoch: what there is of it counts, as in Keras.
            logs = {**self._partial, **self._measured()}
        self._progress.end(logs)
        self._history.warnings.append(self._model.warnings)
        for callback in self._callbacks:
            callback.on_epoch_end(epoch, logs)
        return logs

    def _wants_more(self) -> bool:
        return not self._model.stop_training

    def _note(self, _: int, logs: dict[str, float]) -> None:
        self._partial = logs

    def _measured(self) -> dict[str, float]:
        if self._validation is None:
            return {}
        measured = self._model._measure(self._validation, None, "running")
        return {f"val_{name}": value for name, value in measured.items()}
