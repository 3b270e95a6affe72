"""What is called while a model is fitted, under Keras's names."""

from __future__ import annotations

import math
import weakref
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from normkit._arrays import Float32Array
from normkit._errors import InvalidArgumentError

if TYPE_CHECKING:
    from normkit.models import Sequential

__all__ = ["Callback", "EarlyStopping", "History"]

Logs = Mapping[str, float]


class Callback:
    """Override what is of interest; what a method raises ends the training and comes out of fit.

    Between epochs the model may be used in any way; `model.stop_training = True` ends the training.
    Within an epoch (`on_train_batch_end`) the model is in use, and other calls raise BusyError.
    """

    _model: weakref.ref[Sequential] | None = None

    @property
    def model(self) -> Sequential:
        """The model being fitted. Raises: InvalidArgumentError when there is none."""
        model = None if self._model is None else self._model()
        if model is None:
            raise InvalidArgumentError("the callback has no model; pass it to fit")
        return model

    def set_model(self, model: Sequential) -> None:
        """Called by fit; the model is held weakly, so that nobody keeps it alive by accident."""
        self._model = weakref.ref(model)

    def on_train_begin(self) -> None:
        """Called before the first epoch."""

    def on_train_end(self, logs: Logs) -> None:
        """Called after the last epoch, with its logs; not when training ended by an exception."""

    def on_epoch_begin(self, epoch: int) -> None:
        """Called before each epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Called after each epoch with "loss", "val_loss" and the metrics asked for."""

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Called after each step with the means over the epoch so far."""


class History(Callback):
    """What fit saw: `history["loss"]`, `history["val_accuracy"]`, …, a number for each epoch."""

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Notes the epoch."""
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)


class EarlyStopping(Callback):
    """Ends training when a number has not improved by more than `min_delta` for `patience` epochs.

    `mode` "auto" means "max" for an accuracy and "min" for everything else. As in Keras,
    `restore_best_weights` puts the best epoch's weights and running statistics back.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        mode: str = "auto",
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        if mode not in {"auto", "min", "max"}:
            raise InvalidArgumentError(
                f'EarlyStopping: mode must be "auto", "min" or "max", got {mode!r}'
            )
        self.monitor = monitor
        self.min_delta = abs(float(min_delta))
        self.patience = int(patience)
        self.restore_best_weights = bool(restore_best_weights)
        self.start_from_epoch = int(start_from_epoch)
        rises = mode == "max" or (mode == "auto" and monitor.endswith(("acc", "accuracy")))
        self._sign = -1.0 if rises else 1.0
        self._reset()

    def _reset(self) -> None:
        self.best = math.inf * self._sign
        self.best_epoch = 0
        self.stopped_epoch = 0
        self._waited = 0
        self._best_weights: Sequence[Float32Array] | None = None

    def on_train_begin(self) -> None:
        """Forgets an earlier training."""
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Compares the epoch with the best one."""
        if self.monitor not in logs:
            raise InvalidArgumentError(
                f"EarlyStopping: there is no {self.monitor!r} to monitor, only {', '.join(logs)}"
            )
        if epoch < self.start_from_epoch:
            return
        value = logs[self.monitor]
        if self._sign * value < self._sign * self.best - self.min_delta:
            self.best, self.best_epoch, self._waited = value, epoch, 0
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
            return
        self._waited += 1
        if self._waited >= max(self.patience, 1):
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs) -> None:
        """Puts the best weights back, where that was asked for."""
        if self._best_weights is not None:
            self.model.set_weights(self._best_weights)
            self._best_weights = None
