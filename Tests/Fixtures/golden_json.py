"""Writes golden numbers as JSON: a tensor is {"shape": [...], "values": [...]}, row-major."""

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent

# Twelve digits are far below what float32 can tell apart, and keep the files small.
DIGITS = 12

# Sums that are zero in exact arithmetic come out of float64 at about this size.
ROUNDING = 1e-14


def tensor(array: npt.NDArray[Any]) -> dict[str, Any]:
    """The JSON form of an array: twelve digits of each number, and 0 for what is only float64 rounding."""
    shape = list(array.shape)
    if np.issubdtype(array.dtype, np.integer):
        return {"shape": shape, "values": array.ravel().tolist()}
    cleaned = np.where(np.abs(array) < ROUNDING, 0, array)
    values = cleaned.ravel().tolist()
    # The tests' inputs must arrive to the last bit, and they are float32-representable.
    exact = np.array_equal(cleaned, cleaned.astype(np.float32).astype(np.float64))
    return {"shape": shape, "values": values if exact else [float(f"{value:.{DIGITS}g}") for value in values]}


def tensors(arrays: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """The JSON form of named arrays."""
    return {name: tensor(array) for name, array in arrays.items()}


def made_by(*packages: str) -> dict[str, str]:
    """The versions of the packages that computed the numbers, without local build tags."""
    return {package: version(package).split("+")[0] for package in packages}


def write(path: Path, content: dict[str, Any]) -> None:
    """Writes one file, each list of plain numbers on one line so that differences stay readable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, allow_nan=False)
    text = re.sub(r"\[([^\[\]{}]*)\]", lambda found: "[" + " ".join(found[1].split()) + "]", text)
    path.write_text(text + "\n")
