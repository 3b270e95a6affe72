"""Draws docs/images/roofline.png from .build/bench.json: how near each training step comes to what the machine allows.

A step's place from left to right is its operations for each byte of the least traffic it could have with nothing left
in a cache (`bench.workloads`); its height the operations a second that it reaches, beside the best peer's. Convolutions
count as computed directly: an algorithm with fewer multiplications can pass the roof.
"""

from __future__ import annotations

import importlib
import json
from typing import Any

from bench.side import ROOT
from bench.workloads import NETWORKS

OURS, PEER, ROOF = "#1b6ca8", "#d1495b", "#555555"


def draw(rows: dict[str, dict[str, Any]]) -> None:
    """The picture of these rows, by workload."""
    pyplot = importlib.import_module("matplotlib.pyplot")
    peak, copy = rows["machine peak"]["ours"], rows["machine copy"]["ours"]
    figure, axes = pyplot.subplots(figsize=(8, 5), dpi=150)
    corner = peak / copy
    low, high = 2.0, 400.0
    axes.plot([low, corner, high], [low * copy, peak, peak], color=ROOF, linewidth=2)
    axes.annotate(
        f"{peak:.0f} GFLOP/s: multiply-adds in registers", (high, peak * 0.97), color=ROOF, ha="right", va="top"
    )
    axes.annotate(f"{copy:.0f} GB/s: a plain copy", (low * 1.1, low * copy * 1.45), color=ROOF, rotation=38)
    for network in NETWORKS:
        row = rows.get(network.name)
        if row is None:
            continue
        x = network.operations / network.bytes
        ours = network.operations / row["ours"] / 1e3
        axes.plot(x, ours, "o", color=OURS, markersize=9)
        axes.annotate(f"{network.name}", (x, ours), xytext=(8, -4), textcoords="offset points", color=OURS)
        if row["best_peer"]:
            peer = network.operations / row["peers"][row["best_peer"]] / 1e3
            axes.plot([x, x], [peer, ours], color="#bbbbbb", zorder=0)
            axes.plot(x, peer, "s", color=PEER, markersize=7)
            axes.annotate(
                row["best_peer"], (x, peer), xytext=(8, -4), textcoords="offset points", color=PEER, fontsize=8
            )
    axes.plot([], [], "o", color=OURS, label="NormKit")
    axes.plot([], [], "s", color=PEER, label="the best other library")
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(peak / 12, peak * 1.5))
    axes.set_xlabel("operations for each byte of traffic")
    axes.set_ylabel("GFLOP/s in a training step, two threads")
    axes.grid(visible=True, which="both", alpha=0.2)
    axes.legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(ROOT / "docs" / "images" / "roofline.png")


def main() -> None:
    """Reads the rows and draws."""
    rows = json.loads((ROOT / ".build" / "bench.json").read_text())
    draw({row["workload"]: row for row in rows})


if __name__ == "__main__":
    main()
