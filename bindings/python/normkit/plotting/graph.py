"""A model as a graph of its layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from normkit._network import Network
from normkit.layers import Layer, Residual
from normkit.plotting._axes import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_model"]

# In units of the axes, of which each is so many inches: about a line of text.
_WIDTH, _HEIGHT, _GAP, _BETWEEN = 14.0, 3.0, 1.6, 2.0
_INCH = 0.19

_COLOURS = (
    ("Normalization", "#ffd9a0"),
    ("Conv2D", "#bcd9f5"),
    ("Dense", "#bcd9f5"),
    ("Pooling2D", "#d5e8d4"),
    ("Residual", "#e6dcf2"),
)
_OTHER = "#eeeeee"

Path = Sequence[Layer]


def plot_model(model: Network, *, ax: Axes | None = None) -> Axes:
    """Draws a model's layers from top to bottom; see Sequential.plot.

    Examples
    --------
    >>> len(normkit.plotting.plot_model(model).patches)
    5
    """
    model.build()
    width, height = _path_size(model.layers)
    width, height = max(width, _WIDTH) + 2, height + _HEIGHT + _GAP + 2
    axes = axes_or_new(ax, width * _INCH, height * _INCH)
    axes.set_axis_off()
    axes.set_xlim(-width / 2, width / 2)
    axes.set_ylim(-height + 1, 1)
    _box(axes, 0, 0, f"Input\n{_shape(model.input_shape)}", _OTHER)
    _draw_path(axes, model.layers, 0, -_HEIGHT)
    return axes


def _shape(shape: tuple[int | None, ...]) -> str:
    return " × ".join(str(size) for size in shape[1:])


def _path_size(path: Path) -> tuple[float, float]:
    """How wide and high a path is drawn, with the arrow before each layer."""
    sizes = [_size(layer) for layer in path]
    return max((size[0] for size in sizes), default=_GAP), sum(size[1] + _GAP for size in sizes)


def _size(layer: Layer) -> tuple[float, float]:
    if not isinstance(layer, Residual):
        return _WIDTH, _HEIGHT
    main, shortcut = _path_size(layer.layers), _path_size(layer.shortcut)
    return main[0] + _BETWEEN + shortcut[0], _GAP + max(main[1], shortcut[1]) + _GAP + _HEIGHT


def _draw_path(axes: Axes, path: Path, x: float, y: float) -> float:
    """Draws layers downwards from (x, y), where the one before ends; returns where they end."""
    for layer in path:
        if isinstance(layer, Residual):
            y = _draw_residual(axes, layer, x, y)
            continue
        _arrow(axes, (x, y), (x, y - _GAP))
        kind = type(layer).__name__
        colour = next((colour for part, colour in _COLOURS if part in kind), _OTHER)
        numbers = f", {layer.count_params():,} numbers" if layer.count_params() else ""
        text = f"{layer.name}\n{_shape(layer.output_shape)}{numbers}"
        y -= _GAP
        _box(axes, x, y, text, colour)
        y -= _HEIGHT
    return y


def _draw_residual(axes: Axes, block: Residual, x: float, y: float) -> float:
    """Its main path on the left, its shortcut on the right, then their sum."""
    main, shortcut = _path_size(block.layers), _path_size(block.shortcut)
    whole = main[0] + _BETWEEN + shortcut[0]
    left = x - whole / 2 + main[0] / 2
    right = x + whole / 2 - shortcut[0] / 2
    fork = y - _GAP
    _line(axes, [(x, y), (x, fork)])
    _line(axes, [(left, fork), (right, fork)])
    ends = (
        _draw_path(axes, block.layers, left, fork),
        _draw_path(axes, block.shortcut, right, fork),
    )
    join = fork - max(main[1], shortcut[1]) - _GAP / 2
    for place, end in zip((left, right), ends, strict=True):
        _line(axes, [(place, end), (place, join)])
    _line(axes, [(left, join), (right, join)])
    y = fork - max(main[1], shortcut[1]) - _GAP
    _arrow(axes, (x, join), (x, y))
    after = "" if block.activation.name == "linear" else f", {block.activation.name}"
    _box(axes, x, y, f"{block.name}: +{after}\n{_shape(block.output_shape)}", "#e6dcf2")
    return y - _HEIGHT


def _box(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415, an extra

    axes.add_patch(
        FancyBboxPatch(
            (x - _WIDTH / 2 + 0.3, y - _HEIGHT + 0.3),
            _WIDTH - 0.6,
            _HEIGHT - 0.6,
            boxstyle="round,pad=0.3",
            facecolor=colour,
            edgecolor="#555555",
            linewidth=0.8,
        )
    )
    axes.text(x, y - _HEIGHT / 2, text, ha="center", va="center", fontsize=8)


def _line(axes: Axes, points: list[tuple[float, float]]) -> None:
    axes.plot([x for x, _ in points], [y for _, y in points], color="#555555", linewidth=0.9)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate(
        "", end, start, arrowprops={"arrowstyle": "-|>", "color": "#555555", "linewidth": 0.9}
    )
