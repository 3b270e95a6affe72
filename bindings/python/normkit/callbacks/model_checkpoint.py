"""Saving a model while it is trained."""

from __future__ import annotations

import os

from normkit._errors import InvalidArgumentError
from normkit.callbacks.callback import Callback, Logs
from normkit.callbacks.monitor import Monitor


class ModelCheckpoint(Callback):
    """Saves the model after every epoch, or only when it is the best so far.

    `filepath` may hold "{epoch}" (counted from 1, as in Keras) and names of logs:
    "best-{epoch:02d}-{val_loss:.2f}.safetensors". With `save_weights_only` the training is not in
    the file. `mode` as for EarlyStopping. A crash leaves the file before or the one after.

    Examples
    --------
    >>> keep = normkit.callbacks.ModelCheckpoint("best.safetensors", "loss", save_best_only=True)
    >>> _ = model.fit(x, y, epochs=3, callbacks=[keep])
    >>> normkit.load_model("best.safetensors").count_params() == model.count_params()
    True
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        initial_value_threshold: float | None = None,
    ) -> None:
        self.filepath = os.fspath(filepath)
        self._monitor = Monitor("ModelCheckpoint", monitor, mode, 0)
        self.monitor = monitor
        self.verbose = int(verbose)
        self.save_best_only = bool(save_best_only)
        self.save_weights_only = bool(save_weights_only)
        self.best = (
            self._monitor.worst if initial_value_threshold is None else initial_value_threshold
        )

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves the model, if it is worth it."""
        if self.save_best_only:
            value = self._monitor.value(logs)
            if not self._monitor.improves(value, self.best):
                return
            self.best = value
        path = self._path(epoch, logs)
        self.model.save(path, include_optimizer=not self.save_weights_only)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved {path}")  # noqa: T201, asked for

    def _path(self, epoch: int, logs: Logs | None) -> str:
        found = logs or {}
        try:
            return self.filepath.format(epoch=epoch + 1, **found)
        except (KeyError, IndexError, ValueError) as error:
            raise InvalidArgumentError(
                f"ModelCheckpoint: {self.filepath!r} does not fit the logs "
                f"({', '.join(found)}): {error}"
            ) from None
