"""What fit shows of its progress, by Keras's `verbose`."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Protocol

from normkit._rich_progress import RichProgress
from normkit._training import described

_INTERVAL = 0.1
"""Seconds between two states of the line that is overwritten."""


class Progress(Protocol):
    """What fit tells how far it is."""

    level: int
    """Keras's `verbose`: 0, 1 or 2."""

    @property
    def wants_batches(self) -> bool:
        """Whether it has anything to show within an epoch."""

    def begin(self, epoch: int) -> None:
        """An epoch begins."""

    def batch(self, batch: int, logs: Mapping[str, float]) -> None:
        """A step is done."""

    def end(self, logs: Mapping[str, float]) -> None:
        """The epoch is done."""

    def close(self) -> None:
        """Training has ended."""


def progress_of(verbose: str | int, epochs: int, batches: int | None) -> Progress:
    """By Keras's `verbose`: "auto" shows progress on a terminal and nothing elsewhere.

    On a terminal it is a bar where rich is installed, and a line that is overwritten where not.
    """
    terminal = sys.stdout.isatty()
    level = (1 if terminal else 0) if verbose == "auto" else int(verbose)
    if level == 1 and terminal and find_spec("rich") is not None:
        return RichProgress(epochs, batches)
    return ProgressLine(level, epochs, batches)


class ProgressLine:
    """0: nothing; 1: a line overwritten as the epoch goes on; 2: a line for each epoch."""

    def __init__(self, level: int, epochs: int, batches: int | None) -> None:
        self.level: int = level
        self._epochs = epochs
        self._batches = batches
        self._epoch = 0
        self._start = self._shown = self._ended = 0.0

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
            self._ended = time.perf_counter()

    def close(self) -> None:
        """Training ended, perhaps in between: whatever comes next begins a line of its own."""
        if self.level == 1 and self._shown > self._ended:
            self._write("\n")

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


class Counter:
    """How many examples are done, in a line that is overwritten."""

    def __init__(self, verbose: str | int, count: int) -> None:
        shown = sys.stdout.isatty() if verbose == "auto" else bool(verbose)
        self._count = count if shown else 0

    def show(self, done: int) -> None:
        """So many are done; the last time ends the line."""
        if self._count:
            end = "\n" if done >= self._count else ""
            sys.stdout.write(f"\r{done}/{self._count}{end}")
            sys.stdout.flush()
