"""Optimizers under Keras's names, with Keras's defaults."""

from __future__ import annotations

from normkit._errors import InvalidArgumentError
from normkit.optimizers import schedules
from normkit.optimizers.optimizer import SGD, Adam, AdamW, Optimizer, RMSprop

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "get", "schedules"]

_BY_NAME: dict[str, type[SGD | Adam | RMSprop]] = {
    "sgd": SGD,
    "adam": Adam,
    "adamw": AdamW,
    "rmsprop": RMSprop,
}


def get(identifier: str | Optimizer) -> Optimizer:
    """The optimizer that a name stands for, with its defaults.

    Raises
    ------
    InvalidArgumentError
        For a name that is none.
    """
    if isinstance(identifier, Optimizer):
        return identifier
    kind = _BY_NAME.get(str(identifier).lower())
    if kind is None:
        raise InvalidArgumentError(
            f"optimizer must be one of {', '.join(_BY_NAME)}, got {identifier!r}"
        )
    return kind()
