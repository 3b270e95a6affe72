"""What every optimizer has."""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from ctypes import byref

from normkit import _abi
from normkit._errors import InvalidArgumentError, StateError
from normkit._library import library
from normkit._native import Handle, check
from normkit.optimizers.schedules import LearningRateSchedule


class Optimizer(ABC):
    """How weights follow their gradients. A model compiled with it has its own copy.

    Before the rule sees them, gradients can be held within bounds, in one of three ways:
    `clipnorm` shortens each tensor's gradient to that length, `global_clipnorm` all gradients
    together, and `clipvalue` holds every number within ± that.

    With `use_ema` the weights' exponential average is kept beside them: average = ema_momentum·
    average + (1 − ema_momentum)·weights after every step, from the first step's weights on. As in
    Keras, `fit` ends by giving the model the average; callbacks.SwapEMAWeights validates with it
    before. Running statistics stay those of the trained weights: `recalibrate` finds the average's.
    """

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule,
        weight_decay: float | None,
        clipnorm: float | None,
        clipvalue: float | None,
        global_clipnorm: float | None,
        use_ema: bool,
        ema_momentum: float,
    ) -> None:
        self.schedule: LearningRateSchedule | None = None
        if isinstance(learning_rate, LearningRateSchedule):
            self.schedule = learning_rate
            learning_rate = learning_rate.initial_learning_rate
        self._learning_rate = float(learning_rate)
        self.weight_decay = 0.0 if weight_decay is None else float(weight_decay)
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = bool(use_ema)
        self.ema_momentum = float(ema_momentum)
        self._models: list[weakref.ref[Handle[_abi.Model]]] = []
        if sum(limit is not None for limit in (clipnorm, clipvalue, global_clipnorm)) > 1:
            raise InvalidArgumentError(
                f"{type(self).__name__}: give one of clipnorm, clipvalue and global_clipnorm, got "
                f"{clipnorm}, {clipvalue} and {global_clipnorm}"
            )
        if not 0 <= self.ema_momentum <= 1:
            raise InvalidArgumentError(
                f"{type(self).__name__}: ema_momentum must be in 0…1, got {ema_momentum}"
            )

    @property
    def learning_rate(self) -> float:
        """The step size; with a schedule, that of the first step.

        Setting it changes the rate of the models compiled with the optimizer, whose averages go on.
        """
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if self.schedule is not None:
            raise StateError(
                "the learning rate follows a schedule; compile with a number to set it"
            )
        for reference in self._models:
            model = reference()
            if model is not None:
                check(library.normkit_model_set_learning_rate(model.value, float(value)))
        self._learning_rate = float(value)

    def __getstate__(self) -> dict[str, object]:
        """Without the models compiled with it: a copy has none."""
        return {**vars(self), "_models": []}

    def _attach(self, model: Handle[_abi.Model]) -> None:
        """Notes a model compiled with it, so that a new rate reaches it."""
        self._models = [found for found in self._models if found() not in {None, model}]
        self._models.append(weakref.ref(model))

    def _clipping(self) -> tuple[_abi.Clipping, float]:
        for kind, limit in (
            (_abi.Clipping.NORM, self.clipnorm),
            (_abi.Clipping.VALUE, self.clipvalue),
            (_abi.Clipping.GLOBAL_NORM, self.global_clipnorm),
        ):
            if limit is not None:
                return kind, float(limit)
        return _abi.Clipping.NONE, 0.0

    @abstractmethod
    def _create(self, optimizer: _abi.Optimizer) -> None:
        """Makes the library's optimizer of its kind."""

    def _configure(self, optimizer: _abi.Optimizer) -> None:
        """Sets what the kind has besides rate and decay."""

    def _native(self) -> Handle[_abi.Optimizer]:
        """The library's optimizer with these numbers.

        Raises
        ------
        InvalidArgumentError
            Out of range.
        """
        optimizer = _abi.Optimizer()
        self._create(optimizer)
        handle = Handle(optimizer, library.normkit_optimizer_free)
        self._configure(optimizer)
        check(library.normkit_optimizer_set_weight_decay(optimizer, self.weight_decay))
        check(library.normkit_optimizer_set_clipping(optimizer, *self._clipping()))
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
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
    ) -> None:
        super().__init__(
            learning_rate,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
        )
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
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
    ) -> None:
        super().__init__(
            learning_rate,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
        )
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
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
    ) -> None:
        super().__init__(
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
        )


class RMSprop(Optimizer):
    """RMSprop (Tieleman & Hinton 2012), in Keras's form.

    v = rho·v + (1 − rho)·g²; w −= rate·g / √(v + epsilon); with momentum that step has a velocity,
    `centered` takes the square of g's own average off v.
    """

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
    ) -> None:
        super().__init__(
            learning_rate,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
        )
        self.rho = float(rho)
        self.momentum = float(momentum)
        self.epsilon = float(epsilon)
        self.centered = bool(centered)

    def _create(self, optimizer: _abi.Optimizer) -> None:
        check(library.normkit_optimizer_create_rmsprop(self.learning_rate, byref(optimizer)))

    def _configure(self, optimizer: _abi.Optimizer) -> None:
        check(library.normkit_optimizer_set_rho(optimizer, self.rho, self.epsilon, self.centered))
        check(library.normkit_optimizer_set_momentum(optimizer, self.momentum, False))
