"""Diagnoses during training, at a chosen interval."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref, c_int64
from typing import TYPE_CHECKING

import numpy.typing as npt

from normkit import _abi
from normkit._errors import InvalidArgumentError
from normkit._library import library
from normkit._native import Handle, check, whole_number
from normkit.callbacks.callback import Callback

if TYPE_CHECKING:
    from normkit._examples import Examples
    from normkit.diagnosis import Diagnosis
    from normkit.models import Sequential


class Diagnose(Callback):
    """Keeps `model.diagnose(x, y)` of every so many training steps, within epochs, too.

    Attributes
    ----------
    diagnoses
        What was found, in the order of the steps, over all fits.

    Parameters
    ----------
    x
        What to look at: some hundred examples. They are computed in batches of the fit's size.
    y
        Their targets; without them nothing is told of losses and gradients.
    every
        Steps between two diagnoses, counted over all of the model's training.

    Raises
    ------
    InvalidArgumentError
        From fit for two of them.
    """

    def __init__(self, x: npt.ArrayLike, y: npt.ArrayLike | None = None, every: int = 100) -> None:
        self.x = x
        self.y = y
        self.every = whole_number("every", every)
        self.diagnoses: list[Diagnosis] = []
        self._examples: Examples | None = None

    def _looking_at(self, model: Sequential) -> Examples:
        """The examples as the library takes them, kept as long as the callback."""
        self._examples = model._diagnosed(self.x, self.y)
        return self._examples

    def _after_step(self, model: Sequential, batch_size: int) -> None:
        """Diagnoses, if it is time, between two steps on batches of the caller's."""
        steps = c_int64()
        check(library.normkit_model_steps(model._built(), byref(steps), None))
        if steps.value % self.every == 0:
            self.diagnoses.append(model._diagnosis(self._looking_at(model), batch_size))

    def _take(self, history: _abi.History) -> None:
        """Keeps the diagnoses of a native fit."""
        from normkit.diagnosis import read_diagnosis  # noqa: PLC0415, not every program needs it

        count = c_int64()
        check(library.normkit_history_diagnosis_count(history, byref(count)))
        for place in range(count.value):
            diagnosis = _abi.Diagnosis()
            check(library.normkit_history_diagnosis(history, place, byref(diagnosis)))
            handle = Handle(diagnosis, library.normkit_diagnosis_free)
            self.diagnoses.append(read_diagnosis(handle.value))
            handle.free()


def diagnose_of(callbacks: Sequence[Callback]) -> Diagnose | None:
    """The one that keeps diagnoses. Raises: InvalidArgumentError for two."""
    found = [callback for callback in callbacks if isinstance(callback, Diagnose)]
    if len(found) > 1:
        raise InvalidArgumentError(
            f"fit: expected one Diagnose among the callbacks, got {len(found)}"
        )
    return found[0] if found else None
