"""Noting, reporting and watching what training does."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Callable
from typing import TextIO

from normkit.callbacks.callback import Callback, Logs


class CSVLogger(Callback):
    """Writes each epoch's logs as a line of a CSV file, as soon as they are known."""

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.filename = os.fspath(filename)
        self.separator = separator
        self.append = bool(append)
        self._file: TextIO | None = None

    def on_train_begin(self) -> None:
        """Opens the file."""
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if self.append else os.O_TRUNC)
        descriptor = os.open(self.filename, flags, 0o666)
        self._file = os.fdopen(descriptor, "a", encoding="utf-8", newline="")

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Writes the epoch's line, before the first one their names."""
        if self._file is None:
            return
        writer = csv.writer(self._file, delimiter=self.separator)
        if self._file.tell() == 0:
            writer.writerow(["epoch", *logs])
        writer.writerow([epoch, *logs.values()])
        self._file.flush()

    def on_train_end(self, logs: Logs) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


class TerminateOnNaN(Callback):
    """Ends training when the loss is infinite or no number."""

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Looks at the mean loss so far, which one such step makes infinite or no number too."""
        if not math.isfinite(logs["loss"]):
            self.model.stop_training = True


class LambdaCallback(Callback):
    """Calls given functions, each with the arguments of the method that it is named after."""

    def __init__(
        self,
        on_epoch_begin: Callable[[int], object] | None = None,
        on_epoch_end: Callable[[int, Logs], object] | None = None,
        on_train_begin: Callable[[], object] | None = None,
        on_train_end: Callable[[Logs], object] | None = None,
        on_train_batch_end: Callable[[int, Logs], object] | None = None,
    ) -> None:
        self._on_epoch_begin = on_epoch_begin
        self._on_epoch_end = on_epoch_end
        self._on_train_begin = on_train_begin
        self._on_train_end = on_train_end
        self._on_train_batch_end = on_train_batch_end

    def on_train_begin(self) -> None:
        """Called before the first epoch."""
        if self._on_train_begin:
            self._on_train_begin()

    def on_train_end(self, logs: Logs) -> None:
        """Called after the last epoch."""
        if self._on_train_end:
            self._on_train_end(logs)

    def on_epoch_begin(self, epoch: int) -> None:
        """Called before each epoch."""
        if self._on_epoch_begin:
            self._on_epoch_begin(epoch)

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Called after each epoch."""
        if self._on_epoch_end:
            self._on_epoch_end(epoch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Called after each step."""
        if self._on_train_batch_end:
            self._on_train_batch_end(batch, logs)
