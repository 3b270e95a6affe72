"""The lab's charts with matplotlib: lines, categories, heat maps and contours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from normkit._errors import UnsupportedError
from normkit.plotting._axes import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Data = Mapping[str, Any]

_MARKS = {
    "circle": "o",
    "square": "s",
    "triangle": "^",
    "diamond": "D",
    "cross": "X",
    "inverted_triangle": "v",
    "plus": "P",
}
_MARKED = 8
"""Points of a line that bear its mark, about."""


def draw(chart: Data, ax: Axes | None) -> Axes:
    """Draws a chart of any kind.

    Raises
    ------
    UnsupportedError
        For a kind that there is not.
    """
    kind = chart["kind"]
    if kind not in _DRAWERS:
        raise UnsupportedError(f"lab: expected one of {', '.join(_DRAWERS)}, got a {kind} chart")
    axes = axes_or_new(ax)
    _DRAWERS[kind](chart, axes)
    axes.set_title(chart["title"], fontsize="medium")
    if len(axes.get_legend_handles_labels()[0]) > 1:
        axes.legend(fontsize="small")
    return axes


def _numbers(values: Iterable[float | None]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _label(axis: Data) -> str:
    return f"{axis['title']} ({axis['unit']})" if axis["unit"] else str(axis["title"])


def _scaled(axes: Axes, way: str, axis: Data) -> None:
    """An axis's title, its scale, and its range where it has one."""
    set_ = {name: getattr(axes, f"set_{way}{name}") for name in ("label", "scale", "lim")}
    set_["label"](_label(axis))
    if axis["scale"] == "logarithmic":
        set_["scale"]("log")
    if axis["range"] is not None:
        set_["lim"](*axis["range"])


def _style(series: Data, points: int) -> dict[str, Any]:
    style = series["style"]
    lengths = [float(length) / 2 for length in style["dash"].split()]
    options: dict[str, Any] = {
        "color": style["color"],
        "linestyle": (0, tuple(lengths)) if lengths else "-",
        "marker": _MARKS.get(style["mark"], "o"),
        "markersize": 5,
        "markevery": max(1, points // _MARKED),
        "label": series["name"],
    }
    if style["hollow"]:
        options["markerfacecolor"] = "none"
    if series.get("reference"):
        options["linestyle"] = "none"
        options["markevery"] = 1
    return options


def _line(chart: Data, axes: Axes) -> None:
    for series in chart["series"]:
        x, y, low, high = (_numbers(series[name]) for name in ("x", "y", "low", "high"))
        axes.plot(x, y, **_style(series, len(x)))
        if np.isfinite(low).any():
            axes.fill_between(x, low, high, color=series["style"]["color"], alpha=0.15, linewidth=0)
    _scaled(axes, "x", chart["x"])
    _scaled(axes, "y", chart["y"])
    axes.grid(alpha=0.3)


def _category(chart: Data, axes: Axes) -> None:
    names: Sequence[str] = chart["categories"]
    places = np.arange(len(names))
    count = len(chart["series"])
    for number, series in enumerate(chart["series"]):
        y, low, high = (_numbers(series[name]) for name in ("y", "low", "high"))
        spread = np.nan_to_num(np.stack([y - low, high - y])).clip(min=0)
        shift = (number - (count - 1) / 2) * 0.6 / count
        options = {**_style(series, len(y)), "linestyle": "none", "markevery": 1}
        axes.errorbar(places + shift, y, yerr=spread, capsize=3, **options)
    long = max(map(len, names)) * len(names) > 60
    axes.set_xticks(places, names, rotation=20 if long else 0, ha="right" if long else "center")
    _scaled(axes, "y", chart["axis"])
    axes.grid(axis="y", alpha=0.3)


def _heat_map(chart: Data, axes: Axes) -> None:
    cells = chart["cells"]
    shades = np.array([[_shade(cell) for cell in row] for row in cells])
    low, high = chart["range"] or (np.nanmin(shades), np.nanmax(shades))
    image = axes.imshow(shades, cmap="Blues", vmin=low, vmax=high, aspect="auto")
    for place, cell in np.ndenumerate(np.array(cells, dtype=object)):
        if cell is not None:
            text = "×" if cell == "diverged" else f"{cell:.{chart['decimals']}f}"
            color = "black" if cell == "diverged" else _ink(image.to_rgba(cell))
            axes.text(place[1], place[0], text, ha="center", va="center", color=color)
    axes.set_xticks(range(len(chart["columns"])), chart["columns"])
    axes.set_yticks(range(len(chart["rows"])), chart["rows"])
    axes.set_xlabel(chart["column_title"])
    axes.set_ylabel(chart["row_title"])
    axes.figure.colorbar(image, ax=axes, label=f"{chart['value_title']}; × diverged")


def _ink(shade: npt.NDArray[np.float64]) -> str:
    """The one of black and white that stands out more from a shade: the contrast of WCAG 2."""
    light = np.dot((0.2126, 0.7152, 0.0722), np.power(shade[:3], 2.2))
    return "white" if light < 0.179 else "black"


def _shade(cell: float | str | None) -> float:
    return float(cell) if isinstance(cell, int | float) else np.nan


def _contour(chart: Data, axes: Axes) -> None:
    grid = chart["grid"]
    values = np.stack([_numbers(row) for row in grid["values"]])
    axes.contour(grid["x"], grid["y"], values, levels=sorted(chart["levels"]), colors="0.7")
    for series in chart["series"]:
        x, y = _numbers(series["x"]), _numbers(series["y"])
        axes.plot(x, y, **{**_style(series, len(x)), "markevery": 1})
    _scaled(axes, "x", chart["x"])
    _scaled(axes, "y", chart["y"])


_DRAWERS: dict[str, Callable[[Data, Axes], None]] = {
    "line": _line,
    "category": _category,
    "heat_map": _heat_map,
    "contour": _contour,
}
