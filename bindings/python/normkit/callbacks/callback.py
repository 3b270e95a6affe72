"""What every callback has, and the history that fit keeps."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING

from normkit._errors import InvalidArgumentError

if TYPE_CHECKING:
    from normkit.models import Sequential

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
    """What fit saw: `history["loss"]`, `history["val_accuracy"]`, …, a number for each epoch.

    `warnings` has a list for each epoch: batch norms whose running statistics were still partly
    their start (mean 0, variance 1) when it ended, with what to do.
    """

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.warnings: list[list[str]] = []
        self.history: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Notes the epoch."""
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
