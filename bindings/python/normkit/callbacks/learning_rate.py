"""Changing the learning rate between epochs."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from normkit._errors import InvalidArgumentError, StateError
from normkit.callbacks.callback import Callback, Logs
from normkit.callbacks.monitor import Monitor
from normkit.optimizers import Optimizer


def _optimizer(callback: Callback) -> Optimizer:
    optimizer = callback.model.optimizer
    if optimizer is None:
        raise StateError(f"{type(callback).__name__}: the model is not compiled")
    return optimizer


def _takes_two(function: Callable[..., float]) -> bool:
    """Whether a schedule takes the rate besides the epoch."""
    try:
        inspect.signature(function).bind(0, 0.1)
    except TypeError:
        return False
    except ValueError:  # A built-in function does not tell.
        return True
    return True


class LearningRateScheduler(Callback):
    """Sets the rate at each epoch's beginning to `schedule(epoch, rate)`, or `schedule(epoch)`.

    Examples
    --------
    >>> halving = normkit.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    >>> model.optimizer.learning_rate = 0.1
    >>> _ = model.fit(x, y, epochs=3, callbacks=[halving])
    >>> model.optimizer.learning_rate
    0.0125
    """

    def __init__(
        self,
        schedule: Callable[[int, float], float] | Callable[[int], float],
        verbose: int = 0,
    ) -> None:
        self.schedule: Callable[..., float] = schedule
        self._takes_rate = _takes_two(schedule)
        self.verbose = int(verbose)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Asks for the epoch's rate and sets it."""
        optimizer = _optimizer(self)
        arguments = (epoch, optimizer.learning_rate) if self._takes_rate else (epoch,)
        rate = self.schedule(*arguments)
        if isinstance(rate, bool) or not isinstance(rate, float | int):
            raise InvalidArgumentError(
                f"LearningRateScheduler: schedule must return a number, got {rate!r}"
            )
        optimizer.learning_rate = float(rate)
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {rate:g}")  # noqa: T201, asked for


class ReduceLROnPlateau(Callback):
    """Multiplies the rate by `factor` when a number has not improved for `patience` epochs.

    After that, `cooldown` epochs pass before it looks again. It never goes below `min_lr`.

    Examples
    --------
    >>> slower = normkit.callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=10)
    >>> model.optimizer.learning_rate = 0.1
    >>> _ = model.fit(x, y, epochs=3, callbacks=[slower])
    >>> model.optimizer.learning_rate
    0.025
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        if not 0 < factor < 1:
            raise InvalidArgumentError(
                f"ReduceLROnPlateau: factor must be over 0 and under 1, got {factor}"
            )
        self._monitor = Monitor("ReduceLROnPlateau", monitor, mode, min_delta)
        self.monitor = monitor
        self.factor = float(factor)
        self.patience = int(patience)
        self.verbose = int(verbose)
        self.cooldown = int(cooldown)
        self.min_lr = float(min_lr)
        self._reset()

    def _reset(self) -> None:
        self.best = self._monitor.worst
        self._waited = 0
        self._cooling = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forgets an earlier training."""
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compares the epoch with the best one."""
        value = self._monitor.value(logs)
        if self._cooling > 0:
            self._cooling -= 1
            self._waited = 0
        if self._monitor.improves(value, self.best):
            self.best, self._waited = value, 0
            return
        if self._cooling > 0:
            return
        self._waited += 1
        if self._waited < self.patience:
            return
        self._reduce(epoch)
        self._cooling, self._waited = self.cooldown, 0

    def _reduce(self, epoch: int) -> None:
        optimizer = _optimizer(self)
        rate = max(optimizer.learning_rate * self.factor, self.min_lr)
        if rate >= optimizer.learning_rate:
            return
        optimizer.learning_rate = rate
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {rate:g}")  # noqa: T201, asked for
