"""A model as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from normkit._weights import Weight
from normkit.layers import Layer, Residual

_COLUMNS = ("Layer (type)", "Output shape", "Parameters")


def summary_table(name: str, layers: Sequence[Layer], weights: Sequence[Weight]) -> str:
    """Every layer with its output's shape and its numbers, then the sums over the model."""
    rows = list(_rows(layers, ""))
    widths = [max(len(row[i]) for row in chain([_COLUMNS], rows)) for i in range(3)]

    def line(row: tuple[str, str, str]) -> str:
        return f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}"

    total = sum(weight.size for weight in weights)
    trained = sum(weight.size for weight in weights if weight.trainable)
    rule = "-" * len(line(_COLUMNS))
    return "\n".join(
        [
            f'Model: "{name}"',
            line(_COLUMNS),
            rule,
            *map(line, rows),
            rule,
            f"Total parameters: {total:,}",
            f"Trainable: {trained:,}",
            f"Non-trainable: {total - trained:,}",
        ]
    )


def _rows(layers: Iterable[Layer], indentation: str) -> Iterator[tuple[str, str, str]]:
    """A row for each layer; those in a residual block follow it, indented."""
    for layer in layers:
        yield (
            f"{indentation}{layer.name} ({type(layer).__name__})",
            str(layer.output_shape),
            f"{layer.count_params():,}",
        )
        if isinstance(layer, Residual):
            yield from _rows(layer.inner, indentation + "  ")
