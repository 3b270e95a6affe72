"""Training curves; needs matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from normkit._errors import InvalidArgumentError
from normkit.callbacks import History

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot"]


def plot(
    histories: Mapping[str, History],
    metric: str = "val_accuracy",
    *,
    title: str | None = None,
    axes: Axes | None = None,
    path: str | Path | None = None,
) -> Axes:
    """Draws one metric of several trainings over the epochs, a curve for each.

    Args:
        histories: what fit returned, by the name that the legend shows.
        metric: which column: "loss", "accuracy", "val_loss", "val_accuracy".
        title: the picture's title.
        axes: where to draw; new ones when None.
        path: a file to save the picture to, such as curves.png.

    Raises:
        InvalidArgumentError: when a history does not have the metric.
        ImportError: without matplotlib: pip install matplotlib.
    """
    for name, history in histories.items():
        if metric not in history.history:
            known = ", ".join(history.history) or "nothing"
            raise InvalidArgumentError(f"plot: {name!r} has no {metric!r}, only {known}")
    # An extra: imported when used.
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    if axes is None:
        axes = Figure(figsize=(7, 4.5), layout="constrained").subplots()
    for name, history in histories.items():
        values = history.history[metric]
        axes.plot([epoch + 1 for epoch in history.epoch], values, label=name)
    axes.set_xlabel("epoch")
    axes.set_ylabel(metric.replace("val_", "validation ").replace("_", " "))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.3)
    axes.legend()
    if title is not None:
        axes.set_title(title)
    figure = axes.get_figure(root=True)
    if path is not None and figure is not None:
        figure.savefig(path, dpi=150)
    return axes
