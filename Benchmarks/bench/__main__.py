"""Measures NormKit beside other libraries and prints the table: `make bench`, or `python -m bench` in Benchmarks.

Every side is a process of its own, stopped while another has its turn; figures are medians over the turns; each
library counts with its better one of one and two threads.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from bench import busy, figures, libraries
from bench.race import Pace, race
from bench.row import Row, table, write
from bench.side import ROOT, Command
from bench.workloads import NETWORKS, Machine, races


def machine(pace: Pace) -> Machine:
    """Measures the machine's limits: multiply-adds in registers, and a copy that fits no cache."""
    program = str(ROOT / ".build" / "release" / "benchmarks")
    peak = race([Command("peak", 1, [program, "peak"])], pace)
    copies = race(
        [Command("copy", t, [program, "copy", "--threads", str(t)]) for t in libraries.THREADS],
        pace,
    )
    if not peak or not copies:
        sys.exit("bench: the benchmarks program does not run; see .build/bench-workers.log")
    flops = peak[0].check[0] / min(peak[0].times) * max(libraries.THREADS)
    return Machine(flops, max(side.check[0] / side.median for side in copies))


def machine_rows(limits: Machine) -> Iterator[Row]:
    """The limits as rows, for the picture."""
    threads = max(libraries.THREADS)
    yield Row("machine peak", threads, limits.flops / 1e9, unit="GFLOP/s", note="multiply-adds in registers")
    yield Row("machine copy", threads, limits.bytes / 1e9, unit="GB/s", note="a plain copy, read and written")


def works(pace: Pace) -> dict[str, list[Callable[[], Iterator[Row]]]]:
    """Every workload by its name."""
    limits: list[Machine] = []

    def limit() -> Machine:
        if not limits:
            limits.append(machine(pace))
            print(f"{limits[0].flops / 1e9:.0f} GFLOP/s, {limits[0].bytes / 1e9:.0f} GB/s")
        return limits[0]

    found: dict[str, list[Callable[[], Iterator[Row]]]] = {
        name: [lambda work=work: work(pace, limit()) for work in group]  # type: ignore[misc]
        for name, group in races().items()
    }
    found["machine"] = [lambda: machine_rows(limit())]
    found["beside-busy"] = [lambda: busy.beside_busy(pace)]
    found["allocations"] = [lambda: figures.allocations([network.name for network in NETWORKS])]
    found["first-call"] = [figures.first_call]
    found["import-time"] = [figures.import_time]
    found["footprint"] = [figures.footprint]
    return found


def main() -> None:
    """Reads the options, measures, prints and writes."""
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workloads", nargs="*", help="which; all by default")
    parser.add_argument("--rounds", type=int, default=7, help="turns of every side (default: 7)")
    parser.add_argument("--seconds", type=float, default=0.5, help="length of a turn (default: 0.5)")
    options = parser.parse_args()
    known = works(Pace(options.rounds, options.seconds))
    unknown = [name for name in options.workloads if name not in known]
    if unknown:
        parser.error(f"no workload is called {', '.join(unknown)}; there are {', '.join(known)}")
    rows: list[Row] = []
    for name in options.workloads or known:
        print(f"== {name}", flush=True)
        for work in known[name]:
            rows += work()
        write(rows, ROOT / ".build" / "bench.json")
    print(table(rows))


if __name__ == "__main__":
    main()
