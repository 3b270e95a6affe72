"""Figures that are no race: allocations, the first call, the time of an import, sizes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.row import Row, judged
from bench.side import ROOT

LIBRARY = ROOT / ".build" / "release" / "libnormkit.so"
PYTHON_PACKAGE = ROOT / "bindings" / "python"
ROUNDS = 15


def _c_program(source: Path, name: str) -> Path | None:
    """A C program against the header, which finds the library itself or beside it."""
    program = ROOT / ".build" / "peers" / name
    program.parent.mkdir(parents=True, exist_ok=True)
    folder = LIBRARY.parent
    words = [
        "cc",
        "-O1",
        "-std=c99",
        f"-I{ROOT / 'Include'}",
        f"-I{ROOT / 'Tests' / 'C'}",
        str(source),
    ]
    words += [
        "-o",
        str(program),
        f"-L{folder}",
        "-lnormkit",
        "-lpthread",
        "-ldl",
        f"-Wl,-rpath,{folder}",
    ]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"  {name}: left out: {done.stderr.strip()}")
        return None
    return program


def first_call() -> Iterator[Row]:
    """dlopen, create and compile mlp100, in a new process each time."""
    source = ROOT / "Benchmarks" / "peers" / "first_call.c"
    program = ROOT / ".build" / "peers" / "first_call"
    program.parent.mkdir(parents=True, exist_ok=True)
    words = [
        "cc",
        "-O1",
        "-std=c11",
        "-D_GNU_SOURCE",
        f"-I{ROOT / 'Include'}",
        str(source),
        "-o",
        str(program),
        "-ldl",
    ]
    subprocess.run(words, check=True)
    run = [str(program), str(LIBRARY)]
    times = [float(subprocess.run(run, check=True, capture_output=True, text=True).stdout) for _ in range(ROUNDS)]
    row = Row("first call", 1, statistics.median(times) * 1e6)
    row.note = "dlopen, create and compile mlp100"
    yield judged(row, "<= 10000", row.ours)


def _seconds(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PYTHON_PACKAGE)
    return time.perf_counter() - begin


def import_time() -> Iterator[Row]:
    """`import normkit` beside `import numpy`: a Python process from start to end, in turn."""
    ours, numpy = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds("import normkit"))
        numpy.append(_seconds("import numpy"))
    row = Row("import time", 1, statistics.median(ours) * 1e6)
    row.peers = {"import numpy": statistics.median(numpy) * 1e6}
    row.best_peer = "import numpy"
    row.note = "ratio: import numpy over import normkit"
    row.ratio = row.peers["import numpy"] / row.ours
    judged(row, "<= 1.3", row.ours / row.peers["import numpy"])
    yield row


def footprint() -> Iterator[Row]:
    """The shared library and the wheel."""
    row = Row("footprint library", 1, LIBRARY.stat().st_size / 1e6, unit="MB")
    yield judged(row, "<= 15", row.ours)
    with tempfile.TemporaryDirectory() as folder:
        words = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "-w",
            folder,
            str(PYTHON_PACKAGE),
        ]
        environment = {**os.environ, "NORMKIT_LIBRARY": str(LIBRARY)}
        done = subprocess.run(words, check=False, capture_output=True, text=True, env=environment)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode != 0 or not wheels:
            print(f"  footprint wheel: left out: {done.stderr.strip()[-300:]}")
            return
        row = Row("footprint wheel", 1, wheels[0].stat().st_size / 1e6, unit="MB")
        yield judged(row, "<= 5.5", row.ours)


def allocations(networks: Sequence[str]) -> Iterator[Row]:
    """Heap allocations of a steady training step, counted by a C host."""
    program = _c_program(ROOT / "Tests" / "counts" / "step.c", "step")
    for network in networks if program else ():
        done = subprocess.run([str(program), network, "100"], check=False, capture_output=True, text=True)
        words = done.stdout.split()
        if done.returncode != 0 or words[:1] != ["allocations"]:
            print(f"  allocations {network}: left out: {done.stderr.strip()}")
            continue
        row = Row(f"allocations {network}", 2, float(words[1]), unit="in 100 steps", limit=0)
        yield judged(row, "<= 0", row.ours)
