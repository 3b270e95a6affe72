"""Models under Keras's names: a chain of layers, trained and asked with numpy arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ctypes import byref, c_double
from typing import Any, SupportsIndex, cast

import numpy.typing as npt

from normkit import losses, optimizers
from normkit._answering import Answering, as_keras
from normkit._batches import Batches, BatchRunner, BatchSource, is_batches
from normkit._compilation import Compilation, compilation_of
from normkit._errors import InvalidArgumentError
from normkit._evaluation import Validation
from normkit._examples import Examples, Marks
from normkit._fit import Fit, Held, divided, divided_as, listeners_of
from normkit._library import library
from normkit._native import (
    check,
    whole_number,
)
from normkit._progress import progress_of
from normkit._sample_weights import ClassWeight
from normkit._training import EpochRunner
from normkit.callbacks import Callback, History
from normkit.callbacks.diagnose import diagnose_of
from normkit.layers import Input, Layer
from normkit.metrics import Metric

__all__ = ["Input", "Sequential"]


class Sequential(Answering):
    """A chain of layers, from numpy arrays to numpy arrays.

    It is built, that is gets its weights, as soon as it knows its input's shape: from an `Input` at
    the head of `layers`, from `build`, or from the first data it sees. All random numbers come from
    `seed`: the same seed gives the same bits. Layers without a name are called after their kind
    with a number, counted within the model: dense, dense_1.

    Any thread may use it, and any number may predict at once; what changes it, training and
    evaluating among them, has it to itself: a call that comes in between raises BusyError.
    """

    def __init__(
        self,
        layers: Iterable[Layer | Input] | None = None,
        *,
        name: str = "sequential",
        seed: SupportsIndex = 0,
    ) -> None:
        self.stop_training = False
        """Set by a callback to end the training."""
        self._cancelled = False
        """Set by watching.cancel: it may come between two native calls of a fit."""
        self._initial_epoch: int | None = None
        """Set by a callback when training begins: the epoch to go on with."""
        self.history: History | None = None
        """What the last fit returned."""
        super().__init__(layers, name, seed)
        if self._input is not None and self._layers:
            self.build()

    @property
    def optimizer(self) -> optimizers.Optimizer | None:
        """The optimizer that the model was compiled with."""
        return None if self._compilation is None else self._compilation.optimizer

    @property
    def loss(self) -> losses.Loss | None:
        """The loss that the model was compiled with."""
        return None if self._compilation is None else self._compilation.loss

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: str | losses.Loss | None = None,
        metrics: Sequence[str | Metric] | None = None,
    ) -> None:
        """Readies the model for training; the optimizer's averages start anew.

        Parameters
        ----------
        optimizer
            By name with Keras's defaults, or an object.
        loss
            By name, which means `from_logits=False`, or an object: see normkit.losses.
        metrics
            Names or objects of normkit.metrics, such as ["accuracy"], or nothing.

        Raises
        ------
        InvalidArgumentError
            For an unknown name, a number out of its range, no loss, or a loss or metric that does
            not fit the model's last activation.
        """
        if loss is None:
            raise InvalidArgumentError("compile: expected a loss, got None")
        compilation = compilation_of(optimizer, loss, metrics)
        if self._model is not None:
            self._compile(compilation)
        self._compilation = compilation

    def _compile(self, compilation: Compilation) -> None:
        compilation.loss.check_ending(self._last_activation())
        compilation.apply(self._native())
        self._has_average = False

    def _when_built(self) -> None:
        if self._compilation is not None:
            self._compile(self._compilation)

    def fit(
        self,
        x: npt.ArrayLike | Batches,
        y: npt.ArrayLike | None = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int = "auto",
        callbacks: Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Held | Batches | None = None,
        shuffle: bool = True,
        class_weight: ClassWeight | None = None,
        sample_weight: npt.ArrayLike | None = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | Sequence[int] = 1,
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> History:
        """Goes through the examples in batches (of 32 by default), `epochs` times.

        Another call goes on where the last one ended. The work is done in native code without the
        GIL. Ctrl-C ends it after the step being done, and so does what a callback raises: the
        model stays as that step left it and can be used and trained further.

        Parameters
        ----------
        x
            Inputs (examples, …); contiguous float32 is used as it is, all else converted. Or,
            without y, what yields batches: (x, y) or (x, y, sample_weight) from a generator, a data
            loader, or a sequence with `__len__` and `__getitem__`. Their order is theirs, and
            metrics other than loss and accuracy are then means over batches.
        y
            Class numbers, or rows of numbers, as the loss takes them.
        batch_size
            Examples in one step.
        epochs
            The epoch to end before, counted from 0.
        verbose
            0 shows nothing, 1 how far it is (a bar with rich, where that is installed), 2 a line
            for each epoch; "auto" is 1 on a terminal and 0 elsewhere.
        callbacks
            What is called meanwhile.
        validation_split
            The last part of the examples, to be measured after every epoch.
        validation_data
            (x, y) or (x, y, sample_weight) to be measured instead, or what yields such batches.
        shuffle
            Whether every epoch has an order of its own.
        class_weight
            What each class's losses are multiplied by; 1 for those not named.
        sample_weight
            What each example's loss is multiplied by.
        initial_epoch
            The first epoch's number.
        steps_per_epoch
            With batches, how many make an epoch; all by default.
        validation_steps
            With batches to validate with, how many to take; all by default.
        validation_batch_size
            Examples computed at once while validating, 256 by default.
        validation_freq
            After every how many epochs to validate, or after which, counted from 1.
        mask
            (examples, …), as x without its last axis: where it is 0 a row, such as padding, does
            not count for batch norms' statistics.
        statistics_sets
            (examples,) The named statistics that each example is of, by name or number; "" or 0 for
            the unnamed. A batch may mix them. `validation_data` is of the set in use.

        Raises
        ------
        StateError
            Before compile.
        ShapeError
            When x or y does not fit.
        InvalidArgumentError
            For a number out of its range, or a label that is no class.
        """
        last = whole_number("epochs", epochs)
        first = whole_number("initial_epoch", initial_epoch, minimum=0)
        diagnose = diagnose_of(callbacks or ())

        def held(data: Held | Batches | None) -> Validation | None:
            if data is None:
                return None
            found = self._held(data, validation_steps)
            return Validation(self, found, validation_batch_size, validation_freq)

        self._compiled()
        marks = Marks(mask, statistics_sets)
        if is_batches(x, y):
            if batch_size is not None or validation_split or sample_weight is not None or marks:
                raise InvalidArgumentError(
                    "fit: batches have their own size, weights and no split: leave out "
                    "batch_size, validation_split, sample_weight, mask and statistics_sets"
                )
            source = BatchSource(x, steps_per_epoch)
            runner = BatchRunner(self, source, class_weight, diagnose)
            progress = progress_of(verbose, last, source.count)
            return Fit(self, runner, held(validation_data), callbacks or (), progress).run(
                first, last
            )
        if steps_per_epoch is not None:
            raise InvalidArgumentError("fit: steps_per_epoch is for batches, not for arrays")
        rows, held_rows = divided(self._inputs(cast("npt.ArrayLike", x)), validation_split)
        targets, rest_targets = divided_as("y", y, rows, held_rows)
        weights, rest_weights = divided_as("sample_weight", sample_weight, rows, held_rows)
        if targets is None:
            raise InvalidArgumentError("fit: expected y, got None")
        count = len(rows) + (0 if held_rows is None else len(held_rows))
        own = marks.part(slice(0, len(rows)), count)
        examples = self._examples(rows, targets, weights, class_weight, own)
        validation = held(validation_data)
        if validation is None and held_rows is not None and rest_targets is not None:
            rest = self._examples(
                held_rows,
                rest_targets,
                rest_weights,
                marks=marks.part(slice(len(rows), None), count),
            )
            validation = Validation(self, rest, validation_batch_size, validation_freq)
        size = whole_number("batch_size", 32 if batch_size is None else batch_size)
        epoch_runner = EpochRunner(
            self._native(),
            examples,
            batch_size=size,
            shuffle=bool(shuffle),
            compilation=self._compiled(),
            every_batch=any(listeners_of(callbacks or ())),
            diagnose=None if diagnose is None else (diagnose, diagnose._looking_at(self)),
        )
        progress = progress_of(verbose, last, epoch_runner.steps)
        return Fit(self, epoch_runner, validation, callbacks or (), progress).run(first, last)

    def _held(self, data: Held | Batches, steps: int | None) -> Examples | BatchSource:
        """What a fit validates with."""
        if is_batches(data, None):
            return BatchSource(data, steps, "validation_steps")
        if steps is not None:
            raise InvalidArgumentError("fit: validation_steps is for batches, not for arrays")
        if not isinstance(data, tuple | list) or len(data) not in {2, 3}:
            raise InvalidArgumentError(
                "fit: validation_data must be (x, y), (x, y, sample_weight) or batches of them, "
                f"got {type(data).__name__}"
            )
        return self._examples(*data)

    def train_on_batch(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: ClassWeight | None = None,
        return_dict: bool = False,
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> float | list[float] | dict[str, float]:
        """One training step on all of x; loss and metrics from before the step.

        `mask` and `statistics_sets` are as in fit.

        Raises
        ------
        StateError, ShapeError, InvalidArgumentError
            As fit.
        """
        marks = Marks(mask, statistics_sets)
        measured = self._step(self._examples(x, y, sample_weight, class_weight, marks))
        return measured if return_dict else as_keras(measured)

    def _step(self, examples: Examples) -> dict[str, float]:
        loss, accuracy = c_double(), c_double()
        check(
            library.normkit_model_train_on_batch(
                self._built(), examples.value, byref(loss), byref(accuracy)
            )
        )
        compilation = self._compiled()
        values = compilation.measured_last(self._native())
        return compilation.logs(loss.value, accuracy.value, values)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled, or copied, with its weights and its training; see normkit.saving."""
        from normkit.saving import from_state, state_of  # noqa: PLC0415, imports this module

        return from_state, (state_of(self),)
