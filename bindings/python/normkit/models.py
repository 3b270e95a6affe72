"""Models under Keras's names: a chain of layers, trained and asked with numpy arrays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from ctypes import byref, c_double
from typing import Any, SupportsIndex, cast

import numpy as np
import numpy.typing as npt

from normkit import losses, optimizers
from normkit._arrays import Float32Array, float32_array, float_pointer
from normkit._batches import Batches, BatchRunner, BatchSource, is_batches
from normkit._compilation import Compilation, compilation_of
from normkit._errors import InvalidArgumentError, ShapeError, StateError
from normkit._examples import Examples
from normkit._finishing import Finished
from normkit._fit import Fit, Validation, divided, divided_as, listeners_of
from normkit._library import library
from normkit._native import (
    check,
    sizes_of,
    whole_number,
)
from normkit._network import Input
from normkit._progress import Counter, progress_of, show_result
from normkit._sample_weights import ClassWeight, combined_weights
from normkit._training import EpochRunner
from normkit.callbacks import Callback, History
from normkit.callbacks.diagnose import diagnose_of
from normkit.layers import Activation, Dense, Layer
from normkit.layers.batch_normalization import statistics_of
from normkit.metrics import Metric

__all__ = ["Input", "Sequential"]

_CHUNK = 64
"""Batches that predict leaves to native code at once: between two chunks Ctrl-C gets through."""


class Sequential(Finished):
    """A chain of layers, from numpy arrays to numpy arrays.

    It is built, that is gets its weights, as soon as it knows its input's shape: from an `Input` at
    the head of `layers`, from `build`, or from the first data it sees. All random numbers come from
    `seed`: the same seed gives the same bits. Layers without a name are called after their kind
    with a number, counted within the model: dense, dense_1.

    Any thread may use it, one at a time: a call that comes in between raises BusyError.
    """

    def __init__(
        self,
        layers: Iterable[Layer | Input] = (),
        *,
        name: str = "sequential",
        seed: SupportsIndex = 0,
    ) -> None:
        self.stop_training = False
        """Set by a callback to end the training."""
        self.history: History | None = None
        """What the last fit returned."""
        self._compilation: Compilation | None = None
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

        Args:
            optimizer: by name with Keras's defaults, or an object.
            loss: by name, which means `from_logits=False`, or an object: see normkit.losses.
            metrics: names or objects of normkit.metrics, such as ["accuracy"], or nothing.

        Raises:
            InvalidArgumentError: for an unknown name, a number out of its range, no loss, or a loss
                or metric that does not fit the model's last activation.
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

    def _when_built(self) -> None:
        if self._compilation is not None:
            self._compile(self._compilation)

    def _last_activation(self) -> str | None:
        last = self._layers[-1]
        name = last.activation.name if isinstance(last, Activation | Dense) else "linear"
        return None if name == "linear" else name

    def _compiled(self) -> Compilation:
        if self._compilation is None:
            raise StateError("the model is not compiled; call compile first")
        return self._compilation

    def _examples(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: ClassWeight | None = None,
    ) -> Examples:
        loss = self._compiled().loss
        inputs = self._inputs(x)
        weights = combined_weights(y, loss, sample_weight, class_weight)
        return Examples.of(inputs, y, loss, self._sample_output_shape(), weights)

    def _inputs(self, x: npt.ArrayLike) -> Float32Array:
        """Inputs that fit; the first ones say what shape the model's input has."""
        inputs = float32_array("x", x)
        if self._input is None and inputs.ndim >= 2:
            self.build((None, *inputs.shape[1:]))
        self._built()
        if inputs.ndim < 2 or inputs.shape[1:] != self._input or len(inputs) == 0:
            expected = ("examples", *(self._input or ()))
            raise ShapeError(
                f"x: expected shape ({', '.join(map(str, expected))}), at least one "
                f"example, got {inputs.shape}"
            )
        return inputs

    def fit(
        self,
        x: npt.ArrayLike | Batches,
        y: npt.ArrayLike | None = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int = "auto",
        callbacks: Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Validation | None = None,
        shuffle: bool = True,
        class_weight: ClassWeight | None = None,
        sample_weight: npt.ArrayLike | None = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
    ) -> History:
        """Goes through the examples in batches (of 32 by default), `epochs` times.

        Another call goes on where the last one ended. The work is done in native code without the
        GIL. Ctrl-C ends it after the step being done, and so does what a callback raises: the
        model stays as that step left it and can be used and trained further.

        Args:
            x: inputs (examples, …); contiguous float32 is used as it is, all else converted. Or,
                without y, what yields batches: (x, y) or (x, y, sample_weight) from a generator, a
                data loader, or a sequence with `__len__` and `__getitem__`. Their order is theirs,
                and metrics other than loss and accuracy are then means over batches.
            y: class numbers, or rows of numbers, as the loss takes them.
            batch_size: examples in one step.
            epochs: the epoch to end before, counted from 0.
            verbose: 0 shows nothing, 1 how far it is (a bar with rich, where that is installed),
                2 a line for each epoch; "auto" is 1 on a terminal and 0 elsewhere.
            callbacks: what is called meanwhile.
            validation_split: the last part of the examples, to be measured after every epoch.
            validation_data: (x, y) or (x, y, sample_weight) to be measured instead.
            shuffle: whether every epoch has an order of its own.
            class_weight: what each class's losses are multiplied by; 1 for those not named.
            sample_weight: what each example's loss is multiplied by.
            initial_epoch: the first epoch's number.
            steps_per_epoch: with batches, how many make an epoch; all by default.

        Raises:
            StateError: before compile.
            ShapeError: when x or y does not fit.
            InvalidArgumentError: for a number out of its range, or a label that is no class.
        """
        compilation = self._compiled()
        last = whole_number("epochs", epochs)
        first = whole_number("initial_epoch", initial_epoch, minimum=0)
        diagnose = diagnose_of(callbacks or ())
        if is_batches(x, y):
            if batch_size is not None or validation_split or sample_weight is not None:
                raise InvalidArgumentError(
                    "fit: batches have their own size, weights and no split: leave out "
                    "batch_size, validation_split and sample_weight"
                )
            source = BatchSource(x, steps_per_epoch)
            held = None if validation_data is None else self._examples(*validation_data)
            runner = BatchRunner(self, source, held, class_weight, diagnose)
            progress = progress_of(verbose, last, source.count)
            return Fit(self, runner, held, callbacks or (), progress).run(first, last)
        if steps_per_epoch is not None:
            raise InvalidArgumentError("fit: steps_per_epoch is for batches, not for arrays")
        rows, held_rows = divided(self._inputs(cast("npt.ArrayLike", x)), validation_split)
        targets, rest_targets = divided_as("y", y, rows, held_rows)
        weights, rest_weights = divided_as("sample_weight", sample_weight, rows, held_rows)
        if targets is None:
            raise InvalidArgumentError("fit: expected y, got None")
        examples = self._examples(rows, targets, weights, class_weight)
        if validation_data is None and held_rows is not None and rest_targets is not None:
            validation_data = (held_rows, rest_targets, rest_weights)
        validation = None if validation_data is None else self._examples(*validation_data)
        size = whole_number("batch_size", 32 if batch_size is None else batch_size)
        wanted = listeners_of(callbacks or ())
        epoch_runner = EpochRunner(
            self._native(),
            examples,
            validation,
            batch_size=size,
            shuffle=bool(shuffle),
            compilation=compilation,
            every_batch=bool(wanted),
            diagnose=None if diagnose is None else (diagnose, diagnose._looking_at(self)),
        )
        progress = progress_of(verbose, last, -(-len(rows) // size))
        return Fit(self, epoch_runner, validation, callbacks or (), progress).run(first, last)

    def train_on_batch(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: ClassWeight | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """One training step on all of x; loss and metrics from before the step.

        Raises:
            StateError, ShapeError, InvalidArgumentError: as fit.
        """
        measured = self._step(self._examples(x, y, sample_weight, class_weight))
        return measured if return_dict else _as_keras(measured)

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

    def test_on_batch(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Loss and metrics over all of x at once, with the weights as they are.

        Raises:
            StateError, ShapeError, InvalidArgumentError: as fit.
        """
        examples = self._examples(x, y, sample_weight)
        measured = self._measure(examples, len(examples.inputs), "running")
        return measured if return_dict else _as_keras(measured)

    def evaluate(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = None,
        verbose: str | int = 0,
        sample_weight: npt.ArrayLike | None = None,
        return_dict: bool = False,
        statistics: str = "running",
    ) -> float | list[float] | dict[str, float]:
        """Loss and metrics over the examples, with the weights as they are and dropout off.

        `statistics` says which normalize: "running", or "batch", with which the result depends on
        `batch_size` (256 by default). `verbose` other than 0 prints the result in a line, "auto"
        does so on a terminal.

        Raises:
            StateError, ShapeError, InvalidArgumentError: as fit.
        """
        examples = self._examples(x, y, sample_weight)
        measured = self._measure(examples, batch_size, statistics)
        show_result(verbose, measured)
        return measured if return_dict else _as_keras(measured)

    def _measure(
        self, examples: Examples, batch_size: int | None, statistics: str
    ) -> dict[str, float]:
        size = whole_number("batch_size", 256 if batch_size is None else batch_size)
        loss, accuracy = c_double(), c_double()
        check(
            library.normkit_model_evaluate(
                self._built(),
                examples.value,
                size,
                statistics_of(statistics),
                byref(loss),
                byref(accuracy),
            )
        )
        compilation = self._compiled()
        values = compilation.measured_last(self._native())
        return compilation.logs(loss.value, accuracy.value, values)

    @property
    def metrics_names(self) -> list[str]:
        """What evaluate returns, by name: the loss, then the metrics of compile."""
        return ["loss", *(metric.name for metric in self._compiled().metrics)]

    def predict_on_batch(self, x: npt.ArrayLike) -> Float32Array:
        """The outputs for all of x at once. Raises: as predict."""
        inputs = self._inputs(x)
        return self.predict(inputs, batch_size=len(inputs))

    def predict(
        self,
        x: npt.ArrayLike,
        batch_size: int | None = None,
        verbose: str | int = 0,
        statistics: str = "running",
    ) -> Float32Array:
        """The outputs (examples, …) for inputs (examples, …); needs no compiling.

        `statistics` says which normalize: "running", or "batch", with which the outputs depend on
        `batch_size` (256 by default). `verbose` other than 0 shows how many examples are done,
        "auto" does so on a terminal.

        Raises:
            ShapeError: when x does not fit.
        """
        inputs = self._inputs(x)
        size = whole_number("batch_size", 256 if batch_size is None else batch_size)
        source = statistics_of(statistics)
        outputs = np.empty((len(inputs), *self._sample_output_shape()), np.float32)
        counter = Counter(verbose, len(inputs))
        for first in range(0, len(inputs), size * _CHUNK):
            rows = inputs[first : first + size * _CHUNK]
            part = outputs[first : first + size * _CHUNK]
            check(
                library.normkit_model_predict(
                    self._built(),
                    float_pointer(rows),
                    sizes_of(rows.shape),
                    rows.ndim,
                    size,
                    source,
                    float_pointer(part),
                    part.size,
                )
            )
            counter.show(first + len(rows))
        return outputs

    def save(self, path: str | os.PathLike[str], include_optimizer: bool = True) -> None:
        """Writes the model to a safetensors file, which other programs read too.

        A compiled model's file holds its training as well, unless `include_optimizer` is False:
        loss, optimizer and its averages, steps and epochs. A crash leaves the old file or the new
        one, never a part.

        Raises:
            FileAccessError: when the file cannot be written.
        """
        with_training = include_optimizer and self._compilation is not None
        name = "normkit_model_save_checkpoint" if with_training else "normkit_model_save"
        check(getattr(library, name)(self._built(), os.fspath(path).encode()))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled, or copied, with its weights and its training; see normkit.saving."""
        from normkit.saving import from_state, state_of  # noqa: PLC0415, imports this module

        return from_state, (state_of(self),)


def _as_keras(measured: dict[str, float]) -> float | list[float]:
    """The loss alone, or with metrics a list that begins with it."""
    values = list(measured.values())
    return values[0] if len(values) == 1 else values
