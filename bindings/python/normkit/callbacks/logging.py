"""Noting, reporting and watching what training does."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import TextIO

from normkit._errors import InvalidArgumentError
from normkit.callbacks.callback import Callback, Logs


class CSVLogger(Callback):
    """Writes each epoch's logs as a line of a CSV file, as soon as they are known.

    Examples
    --------
    >>> _ = model.fit(x, y, epochs=2, callbacks=[normkit.callbacks.CSVLogger("log.csv")])
    >>> pathlib.Path("log.csv").read_text().splitlines()[0]
    'epoch,loss,accuracy'
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.filename = os.fspath(filename)
        self.separator = separator
        self.append = bool(append)
        self._file: TextIO | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Opens the file."""
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if self.append else os.O_TRUNC)
        descriptor = os.open(self.filename, flags, 0o666)
        self._file = os.fdopen(descriptor, "a", encoding="utf-8", newline="")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Writes the epoch's line, before the first one their names."""
        import csv  # noqa: PLC0415, not every program needs it

        if self._file is None:
            return
        found = logs or {}
        writer = csv.writer(self._file, delimiter=self.separator)
        if self._file.tell() == 0:
            writer.writerow(["epoch", *found])
        writer.writerow([epoch, *found.values()])
        self._file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


class TerminateOnNaN(Callback):
    """Ends training when the loss is infinite or no number.

    With `raise_error` fit raises InvalidArgumentError then.

    Examples
    --------
    >>> model.optimizer.learning_rate = 1e30
    >>> watch = normkit.callbacks.TerminateOnNaN()
    >>> len(model.fit(x, y, epochs=50, callbacks=[watch]).epoch) < 50
    True
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = bool(raise_error)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Looks at the mean loss so far, which one such step makes infinite or no number too."""
        loss = (logs or {}).get("loss", 0.0)
        if math.isfinite(loss):
            return
        if self.raise_error:
            raise InvalidArgumentError(f"TerminateOnNaN: the loss is {loss} after step {batch}")
        self.model.stop_training = True


class LambdaCallback(Callback):
    """Calls given functions, each with the arguments of the method that it is named after.

    Examples
    --------
    >>> seen = []
    >>> note = normkit.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    >>> _ = model.fit(x, y, epochs=2, callbacks=[note])
    >>> seen
    [0, 1]
    """

    def __init__(
        self,
        on_epoch_begin: Callable[[int, Logs | None], object] | None = None,
        on_epoch_end: Callable[[int, Logs | None], object] | None = None,
        on_train_begin: Callable[[Logs | None], object] | None = None,
        on_train_end: Callable[[Logs | None], object] | None = None,
        on_train_batch_begin: Callable[[int, Logs | None], object] | None = None,
        on_train_batch_end: Callable[[int, Logs | None], object] | None = None,
    ) -> None:
        self._on_epoch_begin = on_epoch_begin
        self._on_epoch_end = on_epoch_end
        self._on_train_begin = on_train_begin
        self._on_train_end = on_train_end
        self._on_train_batch_begin = on_train_batch_begin
        self._on_train_batch_end = on_train_batch_end

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Called before the first epoch."""
        if self._on_train_begin:
            self._on_train_begin(logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Called after the last epoch."""
        if self._on_train_end:
            self._on_train_end(logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Called before each epoch."""
        if self._on_epoch_begin:
            self._on_epoch_begin(epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Called after each epoch."""
        if self._on_epoch_end:
            self._on_epoch_end(epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before each step."""
        if self._on_train_batch_begin:
            self._on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called after each step."""
        if self._on_train_batch_end:
            self._on_train_batch_end(batch, logs)
