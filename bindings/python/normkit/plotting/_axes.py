"""Axes to draw on, without pyplot: nothing global, and no window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normkit._errors import UnsupportedError

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes_or_new(ax: Axes | None, width: float = 7, height: float = 4.5) -> Axes:
    """`ax`, or the axes of a new figure of so many inches.

    Raises
    ------
    UnsupportedError
        Without matplotlib.
    """
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415, an extra
    except ImportError:
        raise UnsupportedError(
            "drawing needs matplotlib: pip install matplotlib, or normkit[plot]"
        ) from None
    return Figure(figsize=(width, height), layout="constrained").subplots()


def as_epochs(ax: Axes) -> None:
    """Lets the horizontal axis count epochs."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415, an extra

    ax.set_xlabel("epoch")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
