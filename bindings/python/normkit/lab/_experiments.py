"""Experiments by name: which there are, running one, and reading what one has left."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from typing import NamedTuple, SupportsIndex

from normkit._errors import FileAccessError, FormatError, InvalidArgumentError
from normkit._native import whole_number
from normkit.lab._program import answer
from normkit.lab._result import Result

Path = str | os.PathLike[str]


class Experiment(NamedTuple):
    """One that the lab has."""

    name: str
    question: str


def run(
    name: str,
    *,
    quick: bool = False,
    data: Path | None = None,
    second: Path | None = None,
    seeds: SupportsIndex | None = None,
    threads: SupportsIndex | None = None,
    out: Path | None = None,
) -> Result:
    """Runs an experiment, and reads what it found. Ctrl-C ends it.

    Parameters
    ----------
    name
        One of `list()`.
    quick
        Fewer steps: seconds in place of minutes.
    data
        A folder with MNIST's four files, plain or .gz; the 1,797 small digits by default.
    second
        For "perils", which compares two sets of digits: a folder with SVHN's train_32x32.mat and
        test_32x32.mat. By default the second set is the first over photographs.
    seeds
        How many; each experiment has a standard of its own.
    threads
        How many; as many as there are processors by default.
    out
        A folder to leave a page about it in, with result.json and pictures; nowhere by default.

    Raises
    ------
    FileAccessError
        Without the program, or when `out` cannot be written.
    InvalidArgumentError
        For what the program does not take: it says why.

    Examples
    --------
    >>> result = normkit.lab.run("depth", quick=True)  # doctest: +SKIP
    >>> print(result)  # doctest: +SKIP
    >>> result.charts["accuracy"].plot()  # doctest: +SKIP
    """
    if name == "all":
        raise InvalidArgumentError("lab.run: expected one experiment; lab.list() names them")
    words = ["run", name, *(["--quick"] if quick else [])]
    for option, folder in (("data", data), ("second", second)):
        if folder is not None:
            words += [f"--{option}", os.fspath(folder)]
    for option, number in (("seeds", seeds), ("threads", threads)):
        if number is not None:
            words += [f"--{option}", str(whole_number(option, number))]
    if out is not None:
        answer([*words, "--out", os.fspath(out)])
        return load(out)
    with tempfile.TemporaryDirectory() as passing:
        answer([*words, "--out", passing])
        return load(passing)


def load(folder: Path) -> Result:
    """What `run`, or the program's --out, has left in a folder.

    Raises
    ------
    FileAccessError
        When there is no result.json.
    FormatError
        When it is not the lab's, or of a later version.
    """
    path = os.path.join(os.fspath(folder), "result.json")
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except OSError as error:
        raise FileAccessError(f"lab.load: {path}: {error.strerror}") from None
    except ValueError as error:
        raise FormatError(f"lab.load: {path}: {error}") from None
    try:
        return Result(document)
    except (KeyError, TypeError) as error:
        raise FormatError(f"lab.load: {path}: not a result of the lab: {error!r}") from None


def list() -> Sequence[Experiment]:
    """The experiments that the program has.

    Raises
    ------
    FileAccessError
        Without the program.
    """
    lines = [line.split(maxsplit=1) for line in answer(["list"]).splitlines() if line.strip()]
    return tuple(Experiment(name, question.strip()) for name, question in lines)
