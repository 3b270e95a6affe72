"""Diagnoses over training: what goes into layers, gradients, the train/eval gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from normkit._errors import InvalidArgumentError
from normkit.diagnosis import PERCENTS, Diagnosis, LayerDiagnosis
from normkit.plotting._axes import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CHOICES = ("gap", "gradients", "percentiles")


def plot_diagnosis(
    diagnoses: Diagnosis | Sequence[Diagnosis],
    what: str = "gap",
    *,
    layer: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draws what diagnoses found over the training steps at which they were made.

    Parameters
    ----------
    diagnoses
        One, or several such as `callbacks.Diagnose(...).diagnoses`, of one model.
    what
        "gap" for every batch norm's train/eval gap; "gradients" for the norms of the gradients by
        the weights of every layer that has some, on a logarithmic axis; "percentiles" for the 1st,
        15th, 50th, 85th and 99th of what goes into one layer, as bands.
    layer
        Whose percentiles; by default the first layer's that has some.
    ax
        Where to draw; new axes when None. Needs matplotlib.

    Raises
    ------
    InvalidArgumentError
        For another `what`, or when the diagnoses have nothing of it.

    Examples
    --------
    >>> diagnose = normkit.callbacks.Diagnose(x, y, every=20)
    >>> _ = model.fit(x, y, epochs=3, callbacks=[diagnose])
    >>> axes = normkit.plotting.plot_diagnosis(diagnose.diagnoses, "gap")
    >>> [line.get_label() for line in axes.lines]
    ['batch_normalization']
    """
    found = [diagnoses] if isinstance(diagnoses, Diagnosis) else list(diagnoses)
    if what not in _CHOICES:
        raise InvalidArgumentError(
            f"plot_diagnosis: expected one of {', '.join(_CHOICES)}, got {what!r}"
        )
    if layer is not None and what != "percentiles":
        raise InvalidArgumentError(f"plot_diagnosis: layer is for percentiles, not for {what}")
    names = [one.name for one in found[0].layers if _has(one, what)] if found else []
    if layer is not None and layer not in names:
        raise InvalidArgumentError(
            f"plot_diagnosis: no {what} of {layer!r}, only of {', '.join(names) or 'nothing'}"
        )
    if not names:
        raise InvalidArgumentError(f"plot_diagnosis: the diagnoses have no {what}")
    axes = axes_or_new(ax)
    if what == "percentiles":
        _bands(axes, found, layer or names[0])
    else:
        _curves(axes, found, names, what)
    axes.set_xlabel("training step")
    axes.grid(alpha=0.3)
    axes.legend()
    return axes


def _has(layer: LayerDiagnosis, what: str) -> bool:
    if what == "percentiles":
        return len(layer.input_percentiles) > 0
    return _value(layer, what) is not None


def _value(layer: LayerDiagnosis, what: str) -> float | None:
    if what == "gradients":
        return layer.weight_gradient_norm
    return None if layer.normalization is None else layer.normalization.gap


def _layer(diagnosis: Diagnosis, name: str) -> LayerDiagnosis:
    for layer in diagnosis.layers:
        if layer.name == name:
            return layer
    raise InvalidArgumentError(f"plot_diagnosis: at step {diagnosis.step} there is no {name!r}")


def _curves(axes: Axes, diagnoses: list[Diagnosis], names: list[str], what: str) -> None:
    steps = [diagnosis.step for diagnosis in diagnoses]
    marker = "o" if len(steps) == 1 else ""
    for name in names:
        values = [_value(_layer(diagnosis, name), what) for diagnosis in diagnoses]
        numbers = [math.nan if value is None else value for value in values]
        axes.plot(steps, numbers, marker=marker, label=name)
    if what == "gradients":
        axes.set_yscale("log")
        axes.set_ylabel("norm of the gradient by the weights")
    else:
        axes.set_ylabel("train/eval gap, relative")
        axes.set_ylim(bottom=0)


def _bands(axes: Axes, diagnoses: list[Diagnosis], name: str) -> None:
    steps = [diagnosis.step for diagnosis in diagnoses]
    rows = [_layer(diagnosis, name).input_percentiles for diagnosis in diagnoses]
    columns = [[float(row[place]) for row in rows] for place in range(len(PERCENTS))]
    for low, alpha in ((0, 0.2), (1, 0.4)):
        label = f"{PERCENTS[low]} to {PERCENTS[-1 - low]} %"
        axes.fill_between(
            steps,
            columns[low],
            columns[-1 - low],
            color="C0",
            alpha=alpha,
            linewidth=0,
            label=label,
        )
    marker = "o" if len(steps) == 1 else ""
    axes.plot(steps, columns[len(PERCENTS) // 2], color="C0", marker=marker, label="median")
    axes.set_ylabel(f"what goes into {name}")
