"""Times NormKit's training step beside PyTorch's: A B A B … in one run, each side at its best of one and two threads.

Every side is a process of its own that is stopped (SIGSTOP) while another runs, since idle OpenMP threads spin. Run from
the repository with a Python that has torch:

    swift build -c release --product benchmarks
    python3 Benchmarks/compare.py mlp512
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Side:
    """One process that answers `run SECONDS`, stopped unless asked."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.times: list[float] = []
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        if self._answer() != "ready":
            sys.exit(f"{name}: did not get ready")
        os.kill(self.process.pid, signal.SIGSTOP)

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def measure(self, seconds: float) -> None:
        """Runs for so long and keeps the median time of a step."""
        assert self.process.stdin is not None
        os.kill(self.process.pid, signal.SIGCONT)
        self.process.stdin.write(f"run {seconds}\n")
        self.process.stdin.flush()
        words = self._answer().split()
        os.kill(self.process.pid, signal.SIGSTOP)
        self.times.append(float(words[1]))

    def close(self) -> None:
        """Ends the process."""
        os.kill(self.process.pid, signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    @property
    def median(self) -> float:
        """Microseconds a step."""
        return statistics.median(self.times)


def sides(workload: str) -> list[Side]:
    """Both libraries on one and on two threads."""
    ours = [str(ROOT / ".build/release/benchmarks"), "step", workload]
    torch = [sys.executable, str(ROOT / "Benchmarks/peers/torch_mlp.py"), workload]
    result = []
    for threads in (1, 2):
        result.append(Side(f"NormKit, {threads} thread(s)", [*ours, "--threads", str(threads)]))
        result.append(Side(f"PyTorch, {threads} thread(s)", [*torch, "--threads", str(threads)]))
    return result


def main() -> None:
    """Interleaves the sides and prints medians and the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workload", choices=["mlp100", "mlp512"])
    parser.add_argument("--rounds", type=int, default=7, help="turns of every side (default: 7)")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a turn (default: 1)")
    options = parser.parse_args()
    everyone = sides(options.workload)
    for _ in range(options.rounds):
        for side in everyone:
            side.measure(options.seconds)
    for side in everyone:
        print(
            f"{side.name:22} {side.median:9.1f} µs/step"
            f"  ({min(side.times):.1f} … {max(side.times):.1f})"
        )
        side.close()
    ours = min(side.median for side in everyone if side.name.startswith("NormKit"))
    torch = min(side.median for side in everyone if side.name.startswith("PyTorch"))
    print(f"{options.workload}: PyTorch's best / NormKit's best = {torch / ours:.2f}")


if __name__ == "__main__":
    main()
