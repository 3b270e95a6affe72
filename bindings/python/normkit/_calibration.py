"""What a model can do about its statistics: named sets, recalibration, joining other processes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._arrays import Float32Array, float32_array
from normkit._errors import InvalidArgumentError, StateError
from normkit._examples import Examples, Marks
from normkit._library import library
from normkit._native import Handle, check, read_text, whole_number
from normkit._network import Network
from normkit._weights import Weight
from normkit.layers import BatchNormalization

if TYPE_CHECKING:
    from normkit.diagnosis import Diagnosis

_MODES = {
    "sequential": _abi.Recalibration.SEQUENTIAL,
    "alg2": _abi.Recalibration.ALG2,
}


class Calibrated(Network):
    """A network whose batch norms have statistics to care for."""

    _reduce: Any = None
    """Keeps the function that joins workers as long as the library may call it."""

    @property
    def statistics_sets(self) -> list[str]:
        """The named statistics that any layer has, in the order in which they were named."""
        count = ctypes.c_int64()
        check(library.normkit_model_statistics_set_count(self._built(), ctypes.byref(count)))
        model = self._built()
        name = library.normkit_model_statistics_set_name
        return [read_text(partial(name, model, place)) for place in range(count.value)]

    @property
    def statistics_set(self) -> str | None:
        """The named statistics in use; None for the unnamed ones."""
        model = self._built()
        return read_text(partial(library.normkit_model_statistics_set_in_use, model)) or None

    def add_statistics_set(self, name: str) -> None:
        """Gives every batch norm named statistics, which start as a copy of the unnamed ones.

        Raises
        ------
        InvalidArgumentError
            For a name that is taken, or a model without batch norm.
        StateError
            Where a layer's sets have γ and β of their own.
        """
        check(library.normkit_model_add_statistics_set(self._built(), name.encode()))
        for layer in self._layers:
            if isinstance(layer, BatchNormalization):
                layer.statistics_sets = (*layer.statistics_sets, name)
        handle = self._native()
        count = ctypes.c_int64()
        check(library.normkit_model_tensor_count(handle.value, ctypes.byref(count)))
        self._weights = [Weight(handle, place) for place in range(count.value)]
        for layer in self._layers:
            layer._take(self._weights)

    def use_statistics_set(self, name: str | None) -> None:
        """Lets a set normalize and be followed from now on; None for the unnamed statistics.

        Raises
        ------
        InvalidArgumentError
            When no layer has a set of that name.
        """
        encoded = None if name is None else name.encode()
        check(library.normkit_model_use_statistics_set(self._built(), encoded))

    def recalibrate(
        self,
        x: npt.ArrayLike,
        mode: str = "sequential",
        batch_size: int | None = None,
        into: str | None = None,
        progress: Callable[[int, int], bool | None] | None = None,
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> None:
        """Recomputes the running statistics of every batch norm over x, the weights as they are.

        For short trainings, whose averages are immature, after averaging weights, and, into named
        statistics, to adapt to another domain without labels (AdaBN, arXiv 1603.04779).

        Parameters
        ----------
        x
            Inputs; 1,000 to 10,000 suffice (arXiv 2105.07576).
        mode
            "sequential" pools moments layer by layer, whatever the batches; "alg2" is the single
            pass of arXiv 1502.03167, averaged over whole batches.
        batch_size
            Examples computed at once, 256 by default.
        into
            The named statistics to write; None for those in use.
        progress
            Called after every batch with the batches done and all of them; False cancels.
        mask
            As in fit: rows where it is 0 do not count.
        statistics_sets
            As in fit: without `into`, each set's statistics are found of its own examples.

        Raises
        ------
        InvalidArgumentError
            For another mode, or a set that there is not.
        CancelledError
            When `progress` says so; whatever is raised, the model is as it was.
        """
        if mode not in _MODES:
            raise InvalidArgumentError(f"mode must be one of {', '.join(_MODES)}, got {mode!r}")
        marks = Marks(mask, statistics_sets)
        examples = Examples(self._inputs(x)).mark(marks, self.statistics_sets)
        raised: list[BaseException] = []

        def report(batch: int, count: int, _: object) -> int:
            try:
                return int(progress is not None and progress(batch, count) is False)
            except BaseException as error:  # It must not cross the library.
                raised.append(error)
                return 1

        callback = _abi.RecalibrationCallback(report) if progress else _abi.RecalibrationCallback()
        status = library.normkit_model_recalibrate(
            self._built(),
            examples.value,
            _MODES[mode],
            whole_number("batch_size", 256 if batch_size is None else batch_size),
            None if into is None else into.encode(),
            callback,
            None,
        )
        if raised:
            raise raised[0]
        check(status)

    @property
    def warnings(self) -> list[str]:
        """The batch norms whose running statistics are followed and still partly their start."""
        count = ctypes.c_int64()
        check(library.normkit_model_warning_count(self._built(), ctypes.byref(count)))

        def text(place: int) -> str:
            warning = partial(library.normkit_model_warning, self._built(), place)
            return read_text(lambda buffer, capacity: warning(buffer, capacity, None))

        return [text(place) for place in range(count.value)]

    def diagnose(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike | None = None,
        batch_size: int | None = None,
        *,
        mask: npt.ArrayLike | None = None,
        statistics_sets: npt.ArrayLike | None = None,
    ) -> Diagnosis:
        """Looks at every layer while the model works on x: what it does, and what is wrong.

        Per layer: how much batch norms' outputs differ by batch and by running statistics, how far
        the running statistics are from recalibrated ones, dead and saturated units, norms of
        outputs and gradients, percentiles of what goes into batch norms and activations. Nothing
        of the model changes. To do so during training: callbacks.Diagnose.

        Parameters
        ----------
        x
            Inputs; some hundred to some thousand of the kind that is trained on.
        y
            Their targets, for a compiled model: without them nothing is told of losses and
            gradients.
        batch_size
            Examples computed at once, whose own statistics are compared with the running ones; 256
            by default.
        mask, statistics_sets
            As in fit.

        Raises
        ------
        StateError
            For y before compile.
        ShapeError, InvalidArgumentError
            When x or y does not fit.
        """
        examples = self._diagnosed(x, y).mark(Marks(mask, statistics_sets), self.statistics_sets)
        return self._diagnosis(examples, 256 if batch_size is None else batch_size)

    def _diagnosed(self, x: npt.ArrayLike, y: npt.ArrayLike | None) -> Examples:
        return Examples(self._inputs(x)) if y is None else self._examples(x, y)

    def _diagnosis(self, examples: Examples, batch_size: int) -> Diagnosis:
        from normkit.diagnosis import read_diagnosis  # noqa: PLC0415, not every program needs it

        diagnosis = _abi.Diagnosis()
        size = whole_number("batch_size", batch_size)
        check(
            library.normkit_model_diagnose(
                self._built(), examples.value, size, ctypes.byref(diagnosis)
            )
        )
        handle = Handle(diagnosis, library.normkit_diagnosis_free)
        try:
            return read_diagnosis(handle.value)
        finally:
            handle.free()

    def _examples(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Examples:
        raise StateError("the model is not compiled; call compile first")

    def set_all_reduce(self, sum_over_workers: Callable[[npt.NDArray[np.float64]], None]) -> None:
        """Joins this process's training to others': statistics and gradients are summed.

        Each worker trains on its own part of every batch; all models stay equal to one that trains
        on the joined batch. With mpi4py: `lambda a: comm.Allreduce(MPI.IN_PLACE, a)`. Compile
        first; compiling anew parts the worker from the others.

        Parameters
        ----------
        sum_over_workers
            Replaces each number of an array by its sum over all workers. What it raises ends the
            step with FileAccessError, the weights as they were.
        """

        def reduce(buffer: object, count: int, _: object) -> int:
            try:
                address = ctypes.cast(buffer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
                numbers = (ctypes.c_double * count).from_address(address)
                sum_over_workers(np.ctypeslib.as_array(numbers))
            except BaseException:  # It must not cross the library.
                return 1
            return 0

        callback = _abi.AllReduceCallback(reduce)
        check(library.normkit_model_set_all_reduce(self._built(), callback, None))
        self._reduce = callback

    def _inputs(self, x: npt.ArrayLike) -> Float32Array:
        return float32_array("x", x)
