"""Asking a model: what it answers, and how good the answers are."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._arrays import Float32Array, float32_array, float_pointer
from normkit._batches import Batches, BatchSource, is_batches, parts_of
from normkit._compilation import Compilation
from normkit._errors import InvalidArgumentError, ShapeError, StateError
from normkit._evaluation import mean_over, measured, outputs_of
from normkit._examples import NO_MARKS, Examples, Marks
from normkit._library import library
from normkit._native import check, sizes_of, whole_number
from normkit._progress import Counter, show_result
from normkit._sample_weights import ClassWeight, combined_weights
from normkit._stored import Stored
from normkit.layers import Activation, Dense
from normkit.layers.batch_normalization import statistics_of

_CHUNK = 64
"""Batches that predict leaves to native code at once: between two chunks Ctrl-C gets through."""


class Answering(Stored):
    """A network that takes numpy arrays, and knows the loss that its answers are measured by."""

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
        marks: Marks = NO_MARKS,
    ) -> Examples:
        loss = self._compiled().loss
        inputs = self._inputs(x)
        weights = combined_weights(y, loss, sample_weight, class_weight)
        examples = Examples.of(inputs, y, loss, self._sample_output_shape(), weights)
        return examples.mark(marks, self.statistics_sets) if marks else examples

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

    def test_on_batch(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        return_dict: bool = False,
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> float | list[float] | dict[str, float]:
        """Loss and metrics over all of x at once, with the weights as they are.

        `mask` and `statistics_sets` are as in fit.

        Raises
        ------
        StateError, ShapeError, InvalidArgumentError
            As fit.
        """
        marks = Marks(mask, statistics_sets)
        examples = self._examples(x, y, sample_weight, marks=marks)
        measured = self._measure(examples, len(examples.inputs), "running")
        return measured if return_dict else as_keras(measured)

    def evaluate(
        self,
        x: npt.ArrayLike | Batches,
        y: npt.ArrayLike | None = None,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        sample_weight: npt.ArrayLike | None = None,
        steps: int | None = None,
        return_dict: bool = False,
        statistics: str = "running",
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> float | list[float] | dict[str, float]:
        """Loss and metrics over the examples, with the weights as they are and dropout off.

        Ctrl-C ends it. With batches, metrics other than loss and accuracy are means over batches.

        Parameters
        ----------
        x
            Inputs (examples, …), or, without y, what yields batches, as in fit.
        y
            Class numbers, or rows of numbers, as the loss takes them.
        batch_size
            Examples computed at once, 256 by default.
        verbose
            Other than 0 prints the result in a line, "auto" does so on a terminal.
        sample_weight
            What each example's loss is multiplied by.
        steps
            With batches, how many to take; all by default.
        return_dict
            Whether to return numbers by their names.
        statistics
            Which normalize: "running", or "batch", with which the result depends on `batch_size`.
        mask
            (examples, …), as x without its last axis: where it is 0 a row, such as padding, does
            not count for batch norms' statistics.
        statistics_sets
            (examples,) The named statistics that each example is of, by name or number; "" or 0 for
            the unnamed.

        Raises
        ------
        StateError
            Before compile.
        ShapeError
            When x or y does not fit.
        InvalidArgumentError
            For a number out of its range, or a label that is no class.

        Examples
        --------
        >>> sorted(model.evaluate(x, y, return_dict=True))
        ['accuracy', 'loss']
        """
        marks = Marks(mask, statistics_sets)

        def measure(examples: Examples) -> dict[str, float]:
            return self._measure(examples, batch_size, statistics)

        if is_batches(x, y):
            if sample_weight is not None or marks:
                raise InvalidArgumentError(
                    "evaluate: batches have their own sample_weight, and no mask or statistics_sets"
                )
            batches = BatchSource(x, steps, "steps").epoch()
            found = mean_over(
                (self._examples(*parts_of("evaluate", batch)) for batch in batches), measure
            )
        else:
            if y is None or steps is not None:
                raise InvalidArgumentError("evaluate: arrays need y, and steps is for batches")
            inputs = cast("npt.ArrayLike", x)
            found = measure(self._examples(inputs, y, sample_weight, marks=marks))
        show_result(verbose, found)
        return found if return_dict else as_keras(found)

    def _measure(
        self, examples: Examples, batch_size: int | None, statistics: str
    ) -> dict[str, float]:
        size = whole_number("batch_size", 256 if batch_size is None else batch_size)
        compilation, model = self._compiled(), self._native()
        loss, accuracy = measured(model, examples, size, statistics_of(statistics))
        return compilation.logs(loss, accuracy, compilation.measured_last(model))

    @property
    def metrics_names(self) -> list[str]:
        """What evaluate returns, by name: the loss, then the metrics of compile."""
        return ["loss", *(metric.name for metric in self._compiled().metrics)]

    def predict_on_batch(self, x: npt.ArrayLike) -> Float32Array:
        """The outputs for all of x at once, as predict gives them."""
        inputs = self._inputs(x)
        return self.predict(inputs, batch_size=len(inputs))

    def predict(
        self,
        x: npt.ArrayLike | Batches,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        steps: int | None = None,
        statistics: str = "running",
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> Float32Array:
        """The outputs (examples, …) for inputs (examples, …); needs no compiling.

        Parameters
        ----------
        x
            Inputs, or what yields batches of them, alone or as (x, …).
        batch_size
            Examples computed at once, 256 by default.
        verbose
            Other than 0 shows how many examples are done, "auto" does so on a terminal.
        steps
            With batches, how many to take; all by default.
        statistics
            Which normalize: "running", or "batch", with which the outputs depend on `batch_size`.
        mask
            As in fit; it counts with `statistics="batch"` alone.
        statistics_sets
            As in fit: each example is normalized by its own.

        Raises
        ------
        ShapeError
            When x, the mask or the sets do not fit.
        InvalidArgumentError
            For a number out of its range, or a set that there is not.

        Examples
        --------
        >>> model.predict(x[:2]).shape
        (2, 10)
        """
        marks = Marks(mask, statistics_sets)
        if is_batches(x, None):
            if marks:
                raise InvalidArgumentError("predict: mask and statistics_sets are for arrays")
            batches = BatchSource(x, steps, "steps").epoch()
            return outputs_of(
                batches, lambda rows: self.predict(rows, batch_size, 0, statistics=statistics)
            )
        if steps is not None:
            raise InvalidArgumentError("predict: steps is for batches, not for arrays")
        inputs = self._inputs(cast("npt.ArrayLike", x))
        size = whole_number("batch_size", 256 if batch_size is None else batch_size)
        source = statistics_of(statistics)
        outputs = np.empty((len(inputs), *self._sample_output_shape()), np.float32)
        counter = Counter(verbose, len(inputs))
        for first in range(0, len(inputs), size * _CHUNK):
            chunk = slice(first, first + size * _CHUNK)
            rows, part = inputs[chunk], outputs[chunk]
            self._answer(rows, marks.part(chunk, len(inputs)), size, source, part)
            counter.show(first + len(rows))
        return outputs

    def _answer(
        self,
        rows: Float32Array,
        marks: Marks,
        size: int,
        source: _abi.Statistics,
        outputs: Float32Array,
    ) -> None:
        """Writes the outputs for `rows`; a dataset takes its time, and is made for marks alone."""
        model, out = self._built(), (float_pointer(outputs), outputs.size)
        if marks:
            examples = Examples(rows).mark(marks, self.statistics_sets)
            status = library.normkit_model_predict_dataset(
                model, examples.value, size, source, *out
            )
        else:
            status = library.normkit_model_predict(
                model, float_pointer(rows), sizes_of(rows.shape), rows.ndim, size, source, *out
            )
        check(status)


def as_keras(measured: dict[str, float]) -> float | list[float]:
    """The loss alone, or with metrics a list that begins with it."""
    values = list(measured.values())
    return values[0] if len(values) == 1 else values
