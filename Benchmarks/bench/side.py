"""One of those who are compared: a process that does its work when asked and is stopped while another runs."""

from __future__ import annotations

import os
import select
import signal
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


PATIENCE = 300
"""Seconds in which a worker must answer: compilers of whole networks take one minute or two."""


class SideError(Exception):
    """A worker that ended, was silent for too long, or said something else than the protocol has."""


@dataclass
class Command:
    """How to start a worker. Its lines are described in Benchmarks/Worker.swift."""

    library: str
    threads: int
    arguments: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


class Side:
    """A running worker, with the times that were measured of it, in seconds."""

    def __init__(self, command: Command) -> None:
        self.library = command.library
        self.threads = command.threads
        self.times: list[float] = []
        self.check: list[float] = []
        self._count = 1
        self._unread = b""
        self._log = (ROOT / ".build" / "bench-workers.log").open("a")
        self._process = subprocess.Popen(
            command.arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            bufsize=0,
            cwd=ROOT,
            env={**os.environ, **command.environment},
        )

    def prepare(self, seconds: float) -> None:
        """Waits until it is warm, and finds how often it does its work in so many seconds."""
        words = self._answer("check")
        self.check = [float(word) for word in words]
        self._answer("ready")
        once = max(self._run(3), 1e-7)
        self._count = max(3, int(seconds / once))
        self.stop()

    def measure(self) -> None:
        """Has its turn."""
        self.resume()
        self.times.append(self._run(self._count))
        self.stop()

    def once(self) -> float:
        """Runs as long as a turn takes and returns the mean time, which is not kept; leaves it running.

        The mean, since a step that lost its processor is what a busy neighbour costs: a median would not see it.
        """
        self.resume()
        begin = time.perf_counter()
        self._run(self._count)
        return (time.perf_counter() - begin) / self._count

    @property
    def median(self) -> float:
        """The middle one of the turns' times."""
        return statistics.median(self.times)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def stop(self) -> None:
        """Stops the process where it stands: idle OpenMP threads would spin."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Lets the process go on."""
        os.kill(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        """Ends the process."""
        if self._process.poll() is None:
            self.resume()
            self._process.kill()
        self._process.wait()
        self._log.close()

    def _run(self, count: int) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write(f"run {count}\n".encode())
        return float(self._answer("seconds")[0])

    def _answer(self, first: str) -> list[str]:
        words = self._line().split()
        if not words or words[0] != first:
            raise SideError(f'expected "{first} …", got {" ".join(words)!r}; see .build/bench-workers.log')
        return words[1:]

    def _line(self) -> str:
        """Reads what select has seen and no more: a buffered reader could hold the next line while select waits."""
        assert self._process.stdout is not None
        end = time.monotonic() + PATIENCE
        while b"\n" not in self._unread:
            if not select.select([self._process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise SideError(f"no answer in {PATIENCE} s")
            piece = os.read(self._process.stdout.fileno(), 4096)
            if not piece:
                raise SideError("it ended; see .build/bench-workers.log")
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode(errors="replace")
