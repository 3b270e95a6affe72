"""Ending training when it does not help any more."""

from __future__ import annotations

from collections.abc import Sequence

from normkit._arrays import Float32Array
from normkit.callbacks.callback import Callback, Logs
from normkit.callbacks.monitor import Monitor


class EarlyStopping(Callback):
    """Ends training when a number has not improved by more than `min_delta` for `patience` epochs.

    `mode` "auto" means "max" for an accuracy and "min" for everything else. As in Keras,
    `restore_best_weights` puts the best epoch's weights and running statistics back. Without an
    improvement over `baseline`, if it is given, training ends too. `verbose` prints a line when it
    ends the training, and when it puts weights back.

    Examples
    --------
    >>> stopping = normkit.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    >>> history = model.fit(x, y, epochs=50, validation_split=0.2, callbacks=[stopping])
    >>> stopping.best == min(history.history["val_loss"])
    True
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        self._monitor = Monitor("EarlyStopping", monitor, mode, min_delta)
        self.monitor = monitor
        self.patience = int(patience)
        self.verbose = int(verbose)
        self.baseline = baseline
        self.restore_best_weights = bool(restore_best_weights)
        self.start_from_epoch = int(start_from_epoch)
        self._reset()

    def _reset(self) -> None:
        self.best = self._monitor.worst
        self.best_epoch = 0
        self.stopped_epoch = 0
        self._waited = 0
        self._best_weights: Sequence[Float32Array] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forgets an earlier training."""
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compares the epoch with the best one."""
        value = self._monitor.value(logs)
        if epoch < self.start_from_epoch:
            return
        if self._monitor.improves(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
            if self.baseline is None or self._monitor.improves(value, self.baseline):
                self._waited = 0
                return
        self._waited += 1
        if self._waited >= max(self.patience, 1):
            self.stopped_epoch = epoch
            self.model.stop_training = True
            if self.verbose:
                print(f"Epoch {epoch + 1}: early stopping")  # noqa: T201, asked for

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Puts the best weights back, where that was asked for."""
        if self._best_weights is not None:
            if self.verbose:
                text = f"Restoring the weights of the best epoch: {self.best_epoch + 1}"
                print(text)  # noqa: T201, asked for
            self.model.set_weights(self._best_weights)
            self._best_weights = None
