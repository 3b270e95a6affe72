"""What fit shows of its progress, by Keras's `verbose`."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from normkit._training import described

_INTERVAL = 0.1
"""Seconds between two states of the line that is overwritten."""


class ProgressLine:
    """0: nothing; 1: a line overwritten as the epoch goes on; 2: a line for each epoch."""

    def __init__(self, verbose: str | int, epochs: int, batches: int | None) -> None:
        if verbose == "auto":
            verbose = 1 if sys.stdout.isatty() else 2
        self.level = int(verbose)
        self._epochs = epochs
        self._batches = batches
        self._epoch = 0
        self._start = self._shown = 0.0

    @property
    def wants_batches(self) -> bool:
        """Whether it has anything to show within an epoch."""
        return self.level == 1

    def begin(self, epoch: int) -> None:
        """An epoch begins."""
        self._epoch = epoch
        self._start = time.perf_counter()

    def batch(self, batch: int, logs: Mapping[str, float]) -> None:
        """A step is done."""
        now = time.perf_counter()
        if now - self._shown >= _INTERVAL:
            self._shown = now
            of = "" if self._batches is None else f"/{self._batches}"
            self._write(f"\r{self._title()} - step {batch + 1}{of} - {described(logs)}")

    def end(self, logs: Mapping[str, float]) -> None:
        """The epoch is done."""
        if self.level:
            seconds = time.perf_counter() - self._start
            line = f"{self._title()} - {seconds:.1f}s - {described(logs)}"
            # The spaces cover what a longer line left behind.
            self._write(f"\r{line:<100}\n" if self.level == 1 else line + "\n")

    def _title(self) -> str:
        return f"Epoch {self._epoch + 1}/{self._epochs}"

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def show_result(verbose: str | int, logs: Mapping[str, float]) -> None:
    """Prints what was measured, unless `verbose` is 0, or "auto" away from a terminal."""
    if verbose == "auto":
        verbose = int(sys.stdout.isatty())
    if verbose:
        sys.stdout.write(described(logs) + "\n")
