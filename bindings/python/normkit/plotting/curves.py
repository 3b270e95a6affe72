"""Training curves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normkit._errors import InvalidArgumentError
from normkit.callbacks import History
from normkit.plotting._axes import as_epochs, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot", "plot_history"]


def plot(
    histories: Mapping[str, History],
    metric: str = "val_accuracy",
    *,
    title: str | None = None,
    ax: Axes | None = None,
    path: str | Path | None = None,
) -> Axes:
    """Draws one metric of several trainings over the epochs, a curve for each.

    Parameters
    ----------
    histories
        What fit returned, by the name that the legend shows.
    metric
        Which column: "loss", "accuracy", "val_loss", "val_accuracy".
    title
        The picture's title.
    ax
        Where to draw; new axes when None.
    path
        A file to save the picture to, such as curves.png.

    Raises
    ------
    InvalidArgumentError
        When a history does not have the metric.
    UnsupportedError
        Without matplotlib.

    Examples
    --------
    >>> histories = {"first": model.fit(x, y, epochs=2), "then": model.fit(x, y, epochs=2)}
    >>> len(normkit.plot(histories, "accuracy").lines)
    2
    """
    for name, history in histories.items():
        _check(f"plot: {name!r}", history, metric)
    axes = axes_or_new(ax)
    for name, history in histories.items():
        _curve(axes, history, metric, label=name)
    axes.set_ylabel(_spoken(metric))
    as_epochs(axes)
    axes.legend()
    if title is not None:
        axes.set_title(title)
    figure = axes.get_figure(root=True)
    if path is not None and figure is not None:
        figure.savefig(path, dpi=150)
    return axes


def plot_history(history: History, metric: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draws a metric of training and, where it was measured, of validation; see History.plot.

    Examples
    --------
    >>> history = model.fit(x, y, epochs=3, validation_split=0.2)
    >>> [line.get_label() for line in normkit.plotting.plot_history(history).lines]
    ['training', 'validation']
    """
    found = [name for name in history.history if not name.startswith("val_")]
    if metric is None:
        others = [name for name in found if name != "loss"]
        metric = others[0] if others else "loss"
    _check("History.plot: the history", history, metric)
    axes = axes_or_new(ax)
    _curve(axes, history, metric, label="training")
    if f"val_{metric}" in history.history:
        _curve(axes, history, f"val_{metric}", label="validation", linestyle="--")
    axes.set_ylabel(_spoken(metric))
    as_epochs(axes)
    axes.legend()
    return axes


def _check(owner: str, history: History, metric: str) -> None:
    if metric not in history.history:
        known = ", ".join(history.history) or "nothing"
        raise InvalidArgumentError(f"{owner} has no {metric!r}, only {known}")


def _curve(axes: Axes, history: History, metric: str, **style: Any) -> None:
    values = history.history[metric]
    # Not every number is measured after every epoch.
    epochs = [epoch + 1 for epoch in history.measured_epochs(metric)]
    marker = "o" if len(values) == 1 else ""
    axes.plot(epochs, values, marker=marker, **style)


def _spoken(metric: str) -> str:
    return metric.replace("val_", "validation ").replace("_", " ")
