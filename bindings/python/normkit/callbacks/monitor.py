"""One of the logs' numbers, watched for its best."""

from __future__ import annotations

import math

from normkit._errors import InvalidArgumentError
from normkit.callbacks.callback import Logs


class Monitor:
    """Whether a number falls or rises for the better, and by how much at least."""

    def __init__(self, owner: str, name: str, mode: str, min_delta: float) -> None:
        if mode not in {"auto", "min", "max"}:
            raise InvalidArgumentError(
                f'{owner}: mode must be "auto", "min" or "max", got {mode!r}'
            )
        self._owner = owner
        self.name = name
        rising = name.endswith(("acc", "accuracy", "auc"))
        self._sign = -1.0 if mode == "max" or (mode == "auto" and rising) else 1.0
        self._min_delta = abs(float(min_delta))

    @property
    def worst(self) -> float:
        """What every number is better than."""
        return math.inf * self._sign

    def value(self, logs: Logs | None) -> float:
        """The number.

        Raises
        ------
        InvalidArgumentError
            When the logs do not have it.
        """
        found = logs or {}
        if self.name not in found:
            raise InvalidArgumentError(
                f"{self._owner}: there is no {self.name!r} to monitor, only {', '.join(found)}"
            )
        return found[self.name]

    def improves(self, value: float, best: float) -> bool:
        """Whether `value` is better than `best` by more than the least difference."""
        return self._sign * value < self._sign * best - self._min_delta
