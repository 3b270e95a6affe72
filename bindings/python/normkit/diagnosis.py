"""What every layer of a model does with given data, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, c_double, c_int, c_int64
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from normkit import _abi
from normkit._library import library
from normkit._native import check, read_text

__all__ = ["PERCENTS", "Diagnosis", "Finding", "LayerDiagnosis", "NormalizationDiagnosis", "Units"]

Numbers = npt.NDArray[np.float64]

PERCENTS = (1, 15, 50, 85, 99)
"""The percents at which the numbers that go into a layer are told."""


@dataclass(frozen=True)
class NormalizationDiagnosis:
    """A batch norm's statistics, of the set in use.

    Attributes
    ----------
    updates
        Batches that the running statistics have averaged.
    start_share
        How much of them is still their start, mean 0 and variance 1.
    gap
        The train/eval gap: root mean square of the difference between the outputs by batch and by
        running statistics, over that of the outputs.
    running_mean, running_variance
        For each channel.
    recalibrated_mean, recalibrated_variance
        What sequential recalibration over the same data finds, for each channel.
    mean_drift
        Root mean square over the channels of the running mean's distance from the recalibrated one,
        in standard deviations.
    variance_drift
        Likewise of the natural logarithm of the variances' ratio.
    constant_channels
        Those whose variance is less than epsilon.
    """

    updates: int
    start_share: float
    gap: float
    running_mean: Numbers
    running_variance: Numbers
    recalibrated_mean: Numbers
    recalibrated_variance: Numbers
    mean_drift: float
    variance_drift: float
    constant_channels: list[int]


@dataclass(frozen=True)
class Units:
    """Channels of an activation.

    Attributes
    ----------
    count
        How many there are.
    dead
        Those whose derivative is 0 for every example (max(x, 0) with x ≤ 0 throughout).
    saturated
        Those of sigmoid and tanh of whose numbers at least 95 % are at the ends.
    zero_share
        The share of numbers where the derivative is 0.
    saturated_share
        The share of numbers where sigmoid's or tanh's derivative is under 8 % of its largest.
    """

    count: int
    dead: list[int]
    saturated: list[int]
    zero_share: float
    saturated_share: float


@dataclass(frozen=True)
class LayerDiagnosis:
    """One layer. Norms are root mean squares, None where there is nothing to take them of.

    Attributes
    ----------
    name
        With those of the blocks that it is in: "residual/dense".
    kind
        "dense".
    output_norm
        Of its outputs, batch statistics normalizing.
    gradient_norm
        Of the gradients of each example's loss by its outputs; where a layer without weights
        changes them in place (activations, dropout), by its inputs.
    weight_norm
        Of the weights that learn.
    weight_gradient_norm
        Of the loss's gradient by them.
    input_percentiles
        Of batch norms and activations: what goes in, at PERCENTS; else empty.
    non_finite_channels
        Of the output, where a number was infinite or none.
    normalization
        Of a batch norm.
    units
        Of an activation other than linear and softmax.
    """

    name: str
    kind: str
    output_norm: float
    gradient_norm: float | None
    weight_norm: float | None
    weight_gradient_norm: float | None
    input_percentiles: Numbers
    non_finite_channels: list[int]
    normalization: NormalizationDiagnosis | None
    units: Units | None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    kind
        "not_finite", "immature_statistics", "drifted_statistics", "loss_gap", "constant_channels",
        "dead_units", "saturated_units", "vanishing_gradient" or "exploding_gradient".
    layer
        Its name; None for the whole model.
    advice
        One sentence, with the numbers and what to do.
    """

    kind: str
    layer: str | None
    advice: str

    def __str__(self) -> str:
        return self.advice if self.layer is None else f"{self.layer}: {self.advice}"


@dataclass(frozen=True)
class Diagnosis:
    """What `model.diagnose` finds. As text, its findings.

    Attributes
    ----------
    step
        Training steps done when it was made.
    examples
        How many were looked at.
    batch
        "loss" and "accuracy" by the batches' own statistics, as training sees the data; empty
        without targets.
    running
        The same by running statistics, as a deployed model sees them.
    layers
        All of them, those in residual blocks after their block.
    findings
        What is wrong, in the order in which to look at it.
    """

    step: int
    examples: int
    batch: dict[str, float]
    running: dict[str, float]
    layers: list[LayerDiagnosis]
    findings: list[Finding]

    def __str__(self) -> str:
        if not self.findings:
            return f"nothing wrong found in {self.examples} examples"
        return "\n".join(map(str, self.findings))


def read_diagnosis(handle: _abi.Diagnosis) -> Diagnosis:
    """The library's diagnosis, copied; the handle stays the caller's."""
    step, examples = c_int64(), c_int64()
    check(library.normkit_diagnosis_step(handle, byref(step), byref(examples)))
    layers = [
        _Layer(handle, place).read()
        for place in range(_count(partial(library.normkit_diagnosis_layer_count, handle)))
    ]
    return Diagnosis(
        step=step.value,
        examples=examples.value,
        batch=_metrics(handle, _abi.Statistics.BATCH),
        running=_metrics(handle, _abi.Statistics.RUNNING),
        layers=layers,
        findings=[
            _finding(handle, place, layers)
            for place in range(_count(partial(library.normkit_diagnosis_finding_count, handle)))
        ],
    )


def _count(getter: Callable[[Any], int]) -> int:
    count = c_int64()
    check(getter(byref(count)))
    return count.value


def _metrics(handle: _abi.Diagnosis, statistics: _abi.Statistics) -> dict[str, float]:
    loss, accuracy = c_double(), c_double()
    check(library.normkit_diagnosis_metrics(handle, statistics, byref(loss), byref(accuracy)))
    found = {"loss": loss.value, "accuracy": accuracy.value}
    return {name: value for name, value in found.items() if not np.isnan(value)}


def _finding(handle: _abi.Diagnosis, place: int, layers: list[LayerDiagnosis]) -> Finding:
    kind, layer = c_int(), c_int64()
    find = library.normkit_diagnosis_finding

    def text(buffer: Any, capacity: int) -> int:
        return find(handle, place, byref(kind), byref(layer), buffer, capacity, None)

    advice = read_text(text)
    return Finding(
        kind=_abi.Finding(kind.value).name.lower(),
        layer=None if layer.value < 0 else layers[layer.value].name,
        advice=advice,
    )


class _Layer:
    """One layer of a diagnosis, read from the library."""

    def __init__(self, handle: _abi.Diagnosis, place: int) -> None:
        self._handle = handle
        self._place = place

    def read(self) -> LayerDiagnosis:
        quantity = _abi.Quantity
        name = partial(library.normkit_diagnosis_layer_name, self._handle, self._place)
        kind = partial(library.normkit_diagnosis_layer_kind, self._handle, self._place)
        return LayerDiagnosis(
            name=read_text(name),
            kind=read_text(kind),
            output_norm=self._number(quantity.OUTPUT_NORM),
            gradient_norm=self._optional(quantity.GRADIENT_NORM),
            weight_norm=self._optional(quantity.WEIGHT_NORM),
            weight_gradient_norm=self._optional(quantity.WEIGHT_GRADIENT_NORM),
            input_percentiles=self._numbers(quantity.INPUT_PERCENTILES),
            non_finite_channels=self._places(quantity.NON_FINITE_CHANNELS),
            normalization=self._normalization(),
            units=self._units(),
        )

    def _normalization(self) -> NormalizationDiagnosis | None:
        quantity = _abi.Quantity
        updates = self._optional(quantity.UPDATES)
        if updates is None:
            return None
        return NormalizationDiagnosis(
            updates=int(updates),
            start_share=self._number(quantity.START_SHARE),
            gap=self._number(quantity.GAP),
            running_mean=self._numbers(quantity.RUNNING_MEAN),
            running_variance=self._numbers(quantity.RUNNING_VARIANCE),
            recalibrated_mean=self._numbers(quantity.RECALIBRATED_MEAN),
            recalibrated_variance=self._numbers(quantity.RECALIBRATED_VARIANCE),
            mean_drift=self._number(quantity.MEAN_DRIFT),
            variance_drift=self._number(quantity.VARIANCE_DRIFT),
            constant_channels=self._places(quantity.CONSTANT_CHANNELS),
        )

    def _units(self) -> Units | None:
        quantity = _abi.Quantity
        count = self._optional(quantity.UNITS)
        if count is None:
            return None
        return Units(
            count=int(count),
            dead=self._places(quantity.DEAD_UNITS),
            saturated=self._places(quantity.SATURATED_UNITS),
            zero_share=self._number(quantity.ZERO_SHARE),
            saturated_share=self._number(quantity.SATURATED_SHARE),
        )

    def _numbers(self, quantity: _abi.Quantity) -> Numbers:
        values = partial(library.normkit_diagnosis_values, self._handle, self._place, quantity)
        count = c_int64()
        check(values(None, 0, byref(count)))
        room = (c_double * max(count.value, 1))()
        check(values(room, count.value, byref(count)))
        return np.array(room[: count.value], np.float64)

    def _optional(self, quantity: _abi.Quantity) -> float | None:
        numbers = self._numbers(quantity)
        return float(numbers[0]) if len(numbers) else None

    def _number(self, quantity: _abi.Quantity) -> float:
        return float(self._numbers(quantity)[0])

    def _places(self, quantity: _abi.Quantity) -> list[int]:
        return [int(place) for place in self._numbers(quantity)]
