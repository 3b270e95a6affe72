"""What every callback has, and the history that fit keeps."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from normkit._errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from normkit.models import Sequential

Logs = Mapping[str, float]


class Callback:
    """Override what is of interest; what a method raises ends the training and comes out of fit.

    Between epochs the model may be used in any way; `model.stop_training = True` ends the training.
    Within an epoch (`on_train_batch_begin`, `on_train_batch_end`) the model is in use, and other
    calls raise BusyError. `params` has what fit was called with: "epochs", "steps", "verbose".

    Examples
    --------
    >>> class Last(normkit.callbacks.Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         print("epoch", epoch, "of", self.params["epochs"], sorted(logs))
    >>> _ = model.fit(x, y, epochs=2, callbacks=[Last()])
    epoch 0 of 2 ['accuracy', 'loss']
    epoch 1 of 2 ['accuracy', 'loss']
    """

    _model: weakref.ref[Sequential] | None = None
    params: Mapping[str, int | None] = MappingProxyType({})

    @property
    def model(self) -> Sequential:
        """The model being fitted.

        Raises
        ------
        InvalidArgumentError
            When there is none.
        """
        model = None if self._model is None else self._model()
        if model is None:
            raise InvalidArgumentError("the callback has no model; pass it to fit")
        return model

    def set_model(self, model: Sequential) -> None:
        """Called by fit; the model is held weakly, so that nobody keeps it alive by accident."""
        self._model = weakref.ref(model)

    def set_params(self, params: Mapping[str, int | None]) -> None:
        """Called by fit with what it was called with."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Called before the first epoch."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Called after the last epoch, with its logs; not when training ended by an exception."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Called before each epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Called after each epoch with "loss", "val_loss" and the metrics asked for."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Called before fit validates, between an epoch's last step and its end."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Called after it with "val_loss" and so on."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before each step, counted from 0 in its epoch."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
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
        self._epochs: dict[str, list[int]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Notes the epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
            self._epochs.setdefault(name, []).append(epoch)

    def measured_epochs(self, metric: str) -> list[int]:
        """The epochs after which a metric was measured, counted from 0."""
        return list(self._epochs.get(metric, self.epoch))

    def plot(self, metric: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draws a metric over the epochs, of training and, where it was measured, of validation.

        Parameters
        ----------
        metric
            Which one: "loss", "accuracy"; by default the first that is no loss, else the loss.
        ax
            Where to draw; new axes when None. Needs matplotlib.

        Raises
        ------
        InvalidArgumentError
            When it was not measured.

        Examples
        --------
        >>> history = model.fit(x, y, epochs=3, validation_split=0.2)
        >>> history.plot("loss").get_ylabel()
        'loss'
        """
        from normkit.plotting import plot_history  # noqa: PLC0415, drawing is an extra

        return plot_history(self, metric, ax=ax)
