"""A progress bar with rich, where that is installed and somebody is watching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from normkit._training import described

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class RichProgress:
    """A bar for each epoch, with the means so far; afterwards a line of what it came to."""

    wants_batches = True
    level = 1

    def __init__(self, epochs: int, batches: int | None) -> None:
        self._epochs = epochs
        self._batches = batches
        self._epoch = 0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def begin(self, epoch: int) -> None:
        """An epoch begins."""
        from rich.progress import (  # noqa: PLC0415, an extra
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._epoch = epoch
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[logs]}"),
            transient=True,
        )
        self._task = self._bar.add_task(self._title(), total=self._batches, logs="")
        self._bar.start()

    def batch(self, batch: int, logs: Mapping[str, float]) -> None:
        """A step is done."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=batch + 1, logs=described(logs))

    def end(self, logs: Mapping[str, float]) -> None:
        """The epoch is done."""
        if self._bar is None or self._task is None:
            return
        seconds = self._bar.tasks[0].elapsed or 0.0
        self.close()
        self._print(f"{self._title()} - {seconds:.1f}s - {described(logs)}")

    def close(self) -> None:
        """Puts the terminal back, when training ends in between too."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _title(self) -> str:
        return f"Epoch {self._epoch + 1}/{self._epochs}"

    @staticmethod
    def _print(line: str) -> None:
        print(line)  # noqa: T201, that is its work
