"""What a model can do with its weights: average them, fold batch norms into them, check numbers."""

from __future__ import annotations

import ctypes
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

import numpy.typing as npt

from normkit import _abi
from normkit._calibration import Calibrated
from normkit._examples import Examples
from normkit._library import library
from normkit._native import Handle, check, read_text, whole_number

if TYPE_CHECKING:
    from typing_extensions import Self

    from normkit.optimizers import Optimizer


class Folded(NamedTuple):
    """A model without batch norms, and how far its answers are from the first one's."""

    model: Finished
    largest_difference: float
    """max|folded − original| over all outputs for the data; nan without data."""
    largest_output: float
    """max|original| over them; nan without data."""
    kept: int
    """Batch norms that could not be folded exactly and are still there."""


class Finished(Calibrated):
    """A network whose weights can be made ready for use."""

    _checks_numerics = False
    _has_average = False

    @property
    def has_averaged_weights(self) -> bool:
        """Whether its weights are their average for now: `swap_averaged_weights` exchanges them."""
        return self._has_average

    @property
    def check_numerics(self) -> bool:
        """Whether every run looks for infinite numbers and nan; False by default.

        A call that meets one raises StateError, which names the layer, the channel and the example,
        and the model stays as it was. Runs are slower and take more memory; files do not keep it.
        """
        return self._checks_numerics

    @check_numerics.setter
    def check_numerics(self, value: bool) -> None:
        check(library.normkit_model_set_check_numerics(self._built(), bool(value)))
        self._checks_numerics = bool(value)

    def average_weights(
        self, momentum: float | None = None, start: SupportsIndex = 0, interval: SupportsIndex = 1
    ) -> None:
        """Keeps an average of the weights from the next step on, begun anew. Compile first.

        An exponential one of every step is what the optimizers' `use_ema` keeps, and comes back as
        that from a file.

        Parameters
        ----------
        momentum
            The weight of the old average, as Keras's ema_momentum; None for the plain mean:
            stochastic weight averaging (arXiv 1803.05407).
        start
            Steps before the first that counts.
        interval
            Every so many steps one counts.

        Raises
        ------
        InvalidArgumentError
            For a number out of its range.
        """
        rules = _abi.WeightAverage
        rule = rules.EQUAL if momentum is None else rules.EXPONENTIAL
        first = whole_number("start", start, minimum=0)
        every = whole_number("interval", interval)
        check(
            library.normkit_model_average_weights(
                self._built(), rule, float(momentum or 0), first, every
            )
        )

    def swap_averaged_weights(self) -> None:
        """Exchanges the weights and their average; again, before training goes on.

        The running statistics stay those of the trained weights: recalibrate finds the average's.

        Raises
        ------
        StateError
            When there is no average yet.
        """
        check(library.normkit_model_swap_averaged_weights(self._built()))
        self._has_average = not self._has_average

    def take_averaged_weights(self) -> None:
        """Gives the model the average for good; recalibrate after.

        Raises
        ------
        StateError
            When there is no average yet.
        """
        check(library.normkit_model_take_averaged_weights(self._built()))

    def _finish_average(self, optimizer: Optimizer) -> None:
        """Ends a fit, which leaves the average to the model when the optimizer keeps one."""
        count = ctypes.c_int64()
        check(library.normkit_model_averaged_count(self._built(), ctypes.byref(count)))
        if optimizer.use_ema and count.value > 0:
            if self._has_average:
                self.swap_averaged_weights()
            self.take_averaged_weights()

    def fold(self, x: npt.ArrayLike | None = None) -> Folded:
        """A model of its own without batch norms, which have gone into the weights beside them.

        What is folded are the running statistics in use. A batch norm goes into the Dense or
        convolution right before it, or else right after it where that is exact; others are kept.

        Parameters
        ----------
        x
            Inputs on which both models' answers are compared.

        Raises
        ------
        ShapeError
            When x does not fit.
        """
        examples = None if x is None else Examples(self._inputs(x))
        native, kept = _abi.Model(), ctypes.c_int64()
        difference, largest = ctypes.c_double(), ctypes.c_double()
        check(
            library.normkit_model_fold(
                self._built(),
                _abi.Dataset() if examples is None else examples.value,
                256,
                ctypes.byref(native),
                ctypes.byref(difference),
                ctypes.byref(largest),
                ctypes.byref(kept),
            )
        )
        handle = Handle(native, library.normkit_model_free)
        return Folded(self._from_native(handle), difference.value, largest.value, kept.value)

    @classmethod
    def _from_native(cls, handle: Handle[_abi.Model]) -> Self:
        import json  # noqa: PLC0415, not every program needs it

        describe = partial(library.normkit_model_description, handle.value)
        text = read_text(lambda buffer, capacity: describe(buffer, capacity, None))
        model = cls(())
        model._adopt(handle, {"model": json.loads(text)})
        return model
