"""How the learning rate changes over the training steps, under Keras's names."""

from __future__ import annotations

import ctypes
from abc import ABC, abstractmethod
from collections.abc import Sequence

from normkit import _abi
from normkit._errors import InvalidArgumentError
from normkit._library import library
from normkit._native import check, whole_number


class LearningRateSchedule(ABC):
    """A learning rate for each step; `initial_learning_rate` is that of the first."""

    initial_learning_rate: float

    @abstractmethod
    def _apply(self, optimizer: _abi.Optimizer) -> None:
        """Sets it for an optimizer of the library, whose rate is the initial one."""


class ExponentialDecay(LearningRateSchedule):
    """initial·decay_rate^(step / decay_steps); with `staircase` the quotient is rounded down."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
    ) -> None:
        self.initial_learning_rate = float(initial_learning_rate)
        self.decay_steps = whole_number("ExponentialDecay: decay_steps", decay_steps)
        self.decay_rate = float(decay_rate)
        self.staircase = bool(staircase)

    def _apply(self, optimizer: _abi.Optimizer) -> None:
        check(
            library.normkit_optimizer_set_exponential_decay(
                optimizer, self.decay_steps, self.decay_rate, self.staircase
            )
        )


class CosineDecay(LearningRateSchedule):
    """From the initial rate to `alpha` of it in half a cosine over `decay_steps`, then constant."""

    def __init__(self, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0) -> None:
        self.initial_learning_rate = float(initial_learning_rate)
        self.decay_steps = whole_number("CosineDecay: decay_steps", decay_steps)
        self.alpha = float(alpha)

    def _apply(self, optimizer: _abi.Optimizer) -> None:
        check(library.normkit_optimizer_set_cosine_decay(optimizer, self.decay_steps, self.alpha))


class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[i]` up to and with step `boundaries[i]`, the last value beyond the last boundary."""

    def __init__(self, boundaries: Sequence[int], values: Sequence[float]) -> None:
        self.boundaries = [
            whole_number("PiecewiseConstantDecay: each boundary", step, minimum=0)
            for step in boundaries
        ]
        self.values = [float(value) for value in values]
        if not self.boundaries or len(self.values) != len(self.boundaries) + 1:
            raise InvalidArgumentError(
                "PiecewiseConstantDecay: expected one value more than boundaries, "
                f"got {len(self.values)} values and {len(self.boundaries)} boundaries"
            )
        if not self.values[0] > 0:
            raise InvalidArgumentError(
                f"PiecewiseConstantDecay: values must be over 0, got {self.values[0]}"
            )
        self.initial_learning_rate = self.values[0]

    def _apply(self, optimizer: _abi.Optimizer) -> None:
        count = len(self.boundaries)
        boundaries = (ctypes.c_int64 * count)(*self.boundaries)
        factors = (ctypes.c_float * (count + 1))(*(v / self.values[0] for v in self.values))
        check(
            library.normkit_optimizer_set_piecewise_constant(optimizer, boundaries, factors, count)
        )
