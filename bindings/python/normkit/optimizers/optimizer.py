"""What every optimizer has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from ctypes import byref

from normkit import _abi
from normkit._library import library
from normkit._native import Handle, check
from normkit.optimizers.schedules import LearningRateSchedule


class Optimizer(ABC):
    """How weights follow their gradients. A model compiled with it has its own copy."""

    def __init__(
        self, learning_rate: float | LearningRateSchedule, weight_decay: float | None
    ) -> None:
        self.schedule: LearningRateSchedule | None = None
        if isinstance(learning_rate, LearningRateSchedule):
            self.schedule = learning_rate
            learning_rate = learning_rate.initial_learning_rate
        self.learning_rate = float(learning_rate)
        self.weight_decay = 0.0 if weight_decay is None else float(weight_decay)

    @abstractmethod
    def _create(self, optimizer: _abi.Optimizer) -> None:
        """Makes the library's optimizer of its kind."""

    def _configure(self, optimizer: _abi.Optimizer) -> None:
        """Sets what the kind has besides rate and decay."""

    def _native(self) -> Handle[_abi.Optimizer]:
        """The library's optimizer with these numbers. Raises: InvalidArgumentError out of range."""
        optimizer = _abi.Optimizer()
        self._create(optimizer)
        handle = Handle(optimizer, library.normkit_optimizer_free)
        self._configure(optimizer)
        check(library.normkit_optimizer_set_weight_decay(optimizer, self.weight_decay))
        if self.schedule is not None:
            self.schedule._apply(optimizer)
        return handle


class SGD(Optimizer):
    """Gradient descent: v = momentum·v − rate·g; w += v; with Nesterov w += momentum·v − rate·g."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.momentum = float(momentum)
        self.nesterov = bool(nesterov)

    def _create(self, optimizer: _abi.Optimizer) -> None:
        check(library.normkit_optimizer_create_sgd(self.learning_rate, byref(optimizer)))

    def _configure(self, optimizer: _abi.Optimizer) -> None:
        check(library.normkit_optimizer_set_momentum(optimizer, self.momentum, self.nesterov))


class Adam(Optimizer):
    """Adam (Kingma & Ba 2015), with ε outside the bias correction as in Keras."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
    ) -> None:
        super().__init__(learning_rate, weight_decay)
        self.beta_1 = float(beta_1)
        self.beta_2 = float(beta_2)
        self.epsilon = float(epsilon)

    def _create(self, optimizer: _abi.Optimizer) -> None:
        check(library.normkit_optimizer_create_adam(self.learning_rate, byref(optimizer)))

    def _configure(self, optimizer: _abi.Optimizer) -> None:
        check(
            library.normkit_optimizer_set_betas(optimizer, self.beta_1, self.beta_2, self.epsilon)
        )


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019), .004 by default as in Keras."""

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay)
