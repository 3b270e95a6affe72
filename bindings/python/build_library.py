"""Puts libnormkit and the digits into the wheel, and tags the wheel for this platform."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARY = "libnormkit.dylib" if sys.platform == "darwin" else "libnormkit.so"
DIGITS = ("README.md", "digits-images-idx3-ubyte", "digits-labels-idx1-ubyte")


class LibraryBuildHook(BuildHookInterface[Any]):
    """Builds the library with swift, unless the environment's NORMKIT_LIBRARY names one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the wheel's files."""
        repository = Path(self.root).parents[1]
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
        if version == "editable":
            # The package finds .build/release and examples/data in the checkout by itself.
            library(repository)
            return
        files = build_data["force_include"]
        files[str(library(repository))] = f"normkit/{LIBRARY}"
        for name in DIGITS:
            path = repository / "examples" / "data" / "digits" / name
            files[str(path)] = f"normkit/datasets/digits_data/{name}"


def library(repository: Path) -> Path:
    """The library to ship.

    Raises
    ------
    RuntimeError
        When it can be neither found nor built, saying what would help.
    """
    chosen = os.environ.get("NORMKIT_LIBRARY")
    if chosen:
        path = Path(chosen)
        if not path.is_file():
            raise RuntimeError(f"NORMKIT_LIBRARY names {path}, which is no file")
        return path.resolve()
    if not (repository / "Package.swift").is_file():
        raise RuntimeError(
            f"normkit is built from its repository, but {repository} has no Package.swift: "
            "install from a checkout (pip install ./bindings/python), "
            "or name a built libnormkit in NORMKIT_LIBRARY"
        )
    swift = shutil.which("swift")
    if swift is None:
        raise RuntimeError(
            "normkit needs Swift 6.3 or later to build libnormkit, and there is no swift in PATH: "
            "install it from https://www.swift.org/install, "
            "or name a built libnormkit in NORMKIT_LIBRARY"
        )
    command = [swift, "build", "-c", "release", "--product", "normkit"]
    result = subprocess.run(command, cwd=repository, check=False)
    path = repository / ".build" / "release" / LIBRARY
    if result.returncode != 0 or not path.is_file():
        raise RuntimeError(f"{' '.join(command)} failed in {repository}; its output is above")
    return path
