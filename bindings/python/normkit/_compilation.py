"""What a model was compiled with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from normkit import losses, optimizers
from normkit._errors import InvalidArgumentError

_METRICS = {"accuracy", "acc"}


class Compilation(NamedTuple):
    """An optimizer, a loss, and whether accuracy is wanted."""

    optimizer: optimizers.Optimizer
    loss: losses.Loss
    with_accuracy: bool


def compilation_of(
    optimizer: str | optimizers.Optimizer,
    loss: str | losses.Loss,
    metrics: Sequence[str] | None,
) -> Compilation:
    """The arguments of compile, checked. Raises: InvalidArgumentError for an unknown name."""
    chosen = losses.get(loss)
    for metric in metrics or ():
        if metric not in _METRICS:
            raise InvalidArgumentError(f'the only metric is "accuracy", got {metric!r}')
    if metrics and not chosen.has_accuracy:
        raise InvalidArgumentError(f"{type(chosen).__name__} has no accuracy")
    return Compilation(optimizers.get(optimizer), chosen, bool(metrics))
