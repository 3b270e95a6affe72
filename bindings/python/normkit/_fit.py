"""Training over epochs, as Keras's fit does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy.typing as npt

from normkit._arrays import Float32Array
from normkit._errors import CancelledError, InvalidArgumentError
from normkit._evaluation import Validation
from normkit._examples import rows_of
from normkit._progress import Progress
from normkit._training import Listeners
from normkit.callbacks import Callback, History

if TYPE_CHECKING:
    from normkit.models import Sequential

Held = (
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
    """What goes with the examples, divided as they are.

    Raises
    ------
    ShapeError
        For another length.
    """
    if rest is None:
        return values, None
    count, end = len(rows) + len(rest), len(rows)
    return (
        rows_of(name, values, slice(0, end), count),
        rows_of(name, values, slice(end, None), count),
    )


def listeners_of(callbacks: Sequence[Callback]) -> Listeners:
    """What the callbacks want to have called at every step."""
    return Listeners(
        [
            callback.on_train_batch_begin
            for callback in callbacks
            if type(callback).on_train_batch_begin is not Callback.on_train_batch_begin
        ],
        [
            callback.on_train_batch_end
            for callback in callbacks
            if type(callback).on_train_batch_end is not Callback.on_train_batch_end
        ],
    )


class Runner(Protocol):
    """Runs one epoch after the other, asking after each step what next."""

    steps: int | None
    """How many there are in an epoch, where that is known."""

    def run(self, listeners: Listeners, wants_more: Callable[[], bool]) -> dict[str, float] | None:
        """One epoch's metrics, or None when it was stopped in between."""


class Fit:
    """One call of fit: epoch after epoch in native code, callbacks between them."""

    def __init__(
        self,
        model: Sequential,
        runner: Runner,
        validation: Validation | None,
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
        wanted = listeners_of(callbacks)
        shown = [progress.batch] if progress.wants_batches else []
        self._listeners = Listeners(wanted.before, [*wanted.after, *shown])

    def run(self, first: int, epochs: int) -> History:
        """Epochs `first` up to `epochs`, or until someone wants no more."""
        params = {"epochs": epochs, "steps": self._runner.steps, "verbose": self._progress.level}
        for callback in self._callbacks:
            callback.set_model(self._model)
            callback.set_params(params)
        self._model.stop_training = False
        self._model._cancelled = False
        self._model._initial_epoch = None
        self._model.history = self._history
        for callback in self._callbacks:
            callback.on_train_begin({})
        if self._model._initial_epoch is not None:
            first = self._model._initial_epoch
        logs: Mapping[str, float] = {}
        try:
            for epoch in range(first, epochs):
                logs = self._run_epoch(epoch)
                if not self._wants_more():
                    break
        finally:
            self._progress.close()
        self._model._finish_average(self._model._compiled().optimizer)
        for callback in self._callbacks:
            callback.on_train_end(logs)
        return self._history

    def _run_epoch(self, epoch: int) -> Mapping[str, float]:
        for callback in self._callbacks:
            callback.on_epoch_begin(epoch, {})
        self._progress.begin(epoch)
        # Not kept: it would hold this fit, and so the model, in a circle of references.
        listeners = self._listeners._replace(after=[self._note, *self._listeners.after])
        logs = self._runner.run(listeners, self._wants_more)
        if logs is None:
            # Stopped within the epoch: what there is of it counts, as in Keras.
            logs = self._partial
        if self._validation is not None and self._validation.is_due(epoch):
            logs = {**logs, **self._validated(self._validation)}
        self._progress.end(logs)
        self._history.warnings.append(self._model.warnings)
        for callback in self._callbacks:
            callback.on_epoch_end(epoch, logs)
        return logs

    def _validated(self, validation: Validation) -> Mapping[str, float]:
        for callback in self._callbacks:
            callback.on_test_begin({})
        found = validation.now()
        for callback in self._callbacks:
            callback.on_test_end(found)
        return found

    def _wants_more(self) -> bool:
        if self._model._cancelled:
            raise CancelledError("fit: cancelled by another thread")
        return not self._model.stop_training

    def _note(self, _: int, logs: dict[str, float]) -> None:
        self._partial = logs
