"""Lets several sides do the same work in turn: A, B, C, A, B, C."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.side import Command, Side, SideError

OURS = "NormKit"
"""How NormKit's own sides are called."""

TOLERANCE = 2e-3
"""How far a peer's check may be from ours, as a part of ours: three steps' rounding, and no more."""


@dataclass
class Pace:
    """How many turns each side has, and how many seconds a turn takes."""

    rounds: int
    seconds: float


def same_work(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether two checks show the same work: as many numbers, alike to the tolerance."""
    scale = max((abs(number) for number in ours), default=0.0)
    return len(ours) == len(theirs) and all(abs(a - b) <= TOLERANCE * scale for a, b in zip(ours, theirs, strict=True))


def start(commands: Sequence[Command], pace: Pace) -> list[Side]:
    """The sides that can run here and do the same work as ours, warm and stopped; the others are named."""
    sides: list[Side] = []
    for command in commands:
        side = Side(command)
        try:
            side.prepare(pace.seconds)
        except (SideError, BrokenPipeError) as error:
            print(f"  {command.library}, {command.threads} threads: left out: {error}", flush=True)
            side.close()
            continue
        if sides and not same_work(sides[0].check, side.check):
            print(
                f"  {command.library}: left out: it computes {side.check}, {sides[0].library} {sides[0].check}",
                flush=True,
            )
            side.close()
            continue
        sides.append(side)
    return sides


def take_turns(sides: Sequence[Side], rounds: int) -> None:
    """Measures every side once a round."""
    for _ in range(rounds):
        for side in sides:
            side.measure()


def race(commands: Sequence[Command], pace: Pace, others: Sequence[Command] = ()) -> list[Side]:
    """Starts the sides, lets them take turns and ends them. Their times stay.

    The sides of `others` take their turns too and do another work, the same among themselves.
    """
    sides = start(commands, pace)
    sides += start(others, pace)
    try:
        take_turns(sides, pace.rounds)
    finally:
        for side in sides:
            side.close()
    return sides


def best(sides: Sequence[Side], library: str) -> Side | None:
    """A library's fastest side, over its thread counts."""
    return min(
        (side for side in sides if side.library == library),
        key=lambda side: side.median,
        default=None,
    )
