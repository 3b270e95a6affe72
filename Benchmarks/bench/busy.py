"""What one busy process beside it does to a training step."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench import libraries
from bench.race import OURS, Pace, start
from bench.row import Row, judged
from bench.side import Side


def _slowed(sides: list[Side], rounds: int) -> dict[tuple[str, int], tuple[float, float]]:
    """Each side's time alone and beside the busy process, by library and threads, taken in turn."""
    alone: dict[tuple[str, int], list[float]] = {}
    beside: dict[tuple[str, int], list[float]] = {}
    for _ in range(rounds):
        for side in sides:
            key = (side.library, side.threads)
            alone.setdefault(key, []).append(side.once())
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            try:
                side.once()  # The scheduler finds its balance.
                beside.setdefault(key, []).append(side.once())
            finally:
                busy.kill()
                busy.wait()
                side.stop()
    return {key: (statistics.median(alone[key]), statistics.median(beside[key])) for key in alone}


def beside_busy(pace: Pace) -> Iterator[Row]:
    """mlp100 on all threads beside one busy process: over its time alone, and over our one thread there."""
    commands = [*libraries.ours("train", "mlp100"), *libraries.torch("PyTorch", "train", "mlp100")]
    sides = start(commands, pace)
    try:
        times = _slowed(sides, pace.rounds)
    finally:
        for side in sides:
            side.close()
    most = max(libraries.THREADS)
    if (OURS, most) not in times:
        return
    alone, busy = times[OURS, most]
    peers = {library: b / a for (library, threads), (a, b) in times.items() if library != OURS and threads == most}
    row = Row("beside-busy", most, busy / alone, "busy/alone", peers, next(iter(peers), None), limit=1.5)
    row.note = "mlp100 beside one busy process over alone"
    yield judged(row, "<= 2.0", row.ours)
    row = Row("beside-busy, over one thread", most, busy / times[OURS, 1][1], "two/one")
    row.note = "mlp100 beside one busy process, two threads over one"
    yield judged(row, "<= 1.1", row.ours)
