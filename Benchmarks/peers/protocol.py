"""A Python peer's side of `make bench`: the lines of Benchmarks/Worker.swift."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable


def check(numbers: Iterable[float]) -> None:
    """Prints the numbers that show what the work computes."""
    print("check", *(repr(float(number)) for number in numbers), flush=True)


def serve(work: Callable[[], object]) -> None:
    """Warms up, then answers each "run COUNT" with the median time of the work, until the input ends."""
    for _ in range(10):
        work()
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split():
            case ["run", count]:
                times = []
                for _ in range(int(count)):
                    start = time.perf_counter()
                    work()
                    times.append(time.perf_counter() - start)
                print("seconds", repr(statistics.median(times)), flush=True)
            case _:
                sys.exit(f'expected "run COUNT", got {line.rstrip()!r}')
