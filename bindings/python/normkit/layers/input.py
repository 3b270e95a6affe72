"""The shape that a model begins with."""

from __future__ import annotations

from collections.abc import Sequence

from normkit._native import shape_of


class Input:
    """The shape of one example, without the batch: Input((784,)) or Input((28, 28, 1)).

    Examples
    --------
    >>> normkit.Sequential([normkit.Input((28, 28, 1)), layers.Flatten()]).output_shape
    (None, 784)
    """

    def __init__(self, shape: int | Sequence[int]) -> None:
        self.shape = shape_of("Input: shape", shape)

    def __repr__(self) -> str:
        return f"Input(shape={self.shape})"
