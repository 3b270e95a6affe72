"""Finds the program that runs the experiments, and runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from normkit._errors import FileAccessError, InvalidArgumentError
from normkit._library import candidates


def places() -> list[str]:
    """Where the program may be; NORMKIT_LAB names the only one when it is set."""
    chosen = os.environ.get("NORMKIT_LAB")
    if chosen:
        return [chosen]
    folder = os.path.dirname(os.path.realpath(__file__))
    for _ in range(4):
        folder = os.path.dirname(folder)
    beside = [os.path.join(os.path.dirname(library), "demo") for library in candidates()]
    found = [*beside, os.path.join(folder, ".build", "release", "demo")]
    named = shutil.which("normkit-demo")
    return [*dict.fromkeys(found), *([named] if named else [])]


def program() -> str:
    """The program's path.

    Raises
    ------
    FileAccessError
        When it is nowhere.
    """
    tried = places()
    for path in tried:
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise FileAccessError(
        "lab: the program demo is not there; tried\n  "
        + "\n  ".join(tried)
        + "\nBuild it in a checkout of NormKit (swift build -c release --product demo), or name it "
        "in NORMKIT_LAB."
    )


def answer(arguments: Sequence[str]) -> str:
    """What the program prints.

    Raises
    ------
    InvalidArgumentError
        When it ends with an error, with its text.
    """
    done = subprocess.run(
        [program(), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        text = done.stderr.strip() or f"it ended with {done.returncode}"
        raise InvalidArgumentError(f"lab: {text.removeprefix('Error: ')}")
    return done.stdout
