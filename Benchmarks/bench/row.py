"""A row of the result: one workload, ours beside everybody's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.race import OURS, best
from bench.side import Side


@dataclass
class Row:
    """What was measured of a workload. Times are in microseconds."""

    workload: str
    threads: int
    """Ours: where it was fastest."""
    ours: float
    unit: str = "us"
    peers: dict[str, float] = field(default_factory=dict)
    """Each peer's best over its thread counts."""
    best_peer: str | None = None
    ratio: float | None = None
    """The best peer's number over ours, or, without peers, what `note` says."""
    limit: float | None = None
    """What the arithmetic or the traffic to memory allows on this machine, in the same unit as `ours`."""
    wanted: str = ""
    """What the contract asks of `ratio`, or of `ours` where there is no ratio."""
    met: bool | None = None
    note: str = ""


def judged(row: Row, wanted: str, value: float | None) -> Row:
    """The row with the contract's wish, such as ">= 3.5", and whether `value` meets it."""
    row.wanted = wanted
    if wanted and value is not None:
        sign, bound = wanted.split()
        row.met = value >= float(bound) if sign == ">=" else value <= float(bound)
    return row


def row_of(workload: str, sides: Sequence[Side], wanted: str = "", limit: float | None = None) -> Row | None:
    """The row of a race, or nothing when ours did not run."""
    ours = best(sides, OURS)
    if ours is None:
        return None
    peers = {}
    for library in dict.fromkeys(side.library for side in sides):
        side = best(sides, library)
        if library != OURS and side is not None:
            peers[library] = side.median * 1e6
    row = Row(workload, ours.threads, ours.median * 1e6, peers=peers, limit=limit)
    if peers:
        row.best_peer = min(peers, key=lambda library: peers[library])
        row.ratio = peers[row.best_peer] / row.ours
    return judged(row, wanted, row.ratio)


def write(rows: Sequence[Row], path: Path) -> None:
    """Writes the rows as JSON; rows of other workloads that the file has are kept."""
    kept: list[dict[str, object]] = []
    if path.exists():
        kept = json.loads(path.read_text())
    names = {row.workload for row in rows}
    kept = [row for row in kept if row["workload"] not in names]
    path.write_text(json.dumps(kept + [asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n")


def table(rows: Sequence[Row]) -> str:
    """The rows as text."""
    lines = [f"{'workload':30} {'threads':>7} {'ours':>11} {'best peer':>11}  {'ratio':>6} {'wanted':>8}"]
    for row in rows:
        peer = f"{row.peers[row.best_peer]:11.1f}" if row.best_peer else f"{'':11}"
        ratio = f"{row.ratio:6.2f}" if row.ratio is not None else " " * 6
        verdict = {True: "met", False: "SHORT", None: ""}[row.met]
        tail = f"  {row.best_peer or row.note}"
        lines.append(
            f"{row.workload:30} {row.threads:7} {row.ours:11.2f} {peer}  {ratio} {row.wanted:>8} {verdict:5}{tail}"
        )
    return "\n".join(lines)
