"""Puts libnormkit and the digits into the wheel, and the library's sources into the sdist."""

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
DIGITS = Path("examples", "data", "digits")
DIGITS_FILES = ("README.md", "digits-images-idx3-ubyte", "digits-labels-idx1-ubyte")
SOURCES = "swift"
"""The folder of the sdist that holds the part of the repository that the library is built from."""
TOOLS = {"Charts", "Lab", "LabData", "abigen", "demo"}
"""The folders of Sources that the library does without."""


class LibraryBuildHook(BuildHookInterface[Any]):
    """Builds the library with swift, unless the environment's NORMKIT_LIBRARY names one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files."""
        repository = repository_of(Path(self.root))
        files = build_data["force_include"]
        if self.target_name == "sdist":
            files.update(
                {str(repository / path): f"{SOURCES}/{path}" for path in sources(repository)}
            )
            return
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
        if version == "editable":
            # The package finds .build/release and examples/data in the checkout by itself.
            library(repository)
            return
        files[str(library(repository))] = f"normkit/{LIBRARY}"
        for name in DIGITS_FILES:
            files[str(repository / DIGITS / name)] = f"normkit/datasets/digits_data/{name}"


def repository_of(root: Path) -> Path:
    """Where Package.swift is: inside an unpacked sdist, or two folders above in a checkout."""
    inside = root / SOURCES
    return inside if inside.is_dir() else root.parent.parent


def sources(repository: Path) -> list[Path]:
    """What the library is built from, as files of the repository."""
    if not (repository / "Package.swift").is_file():
        raise RuntimeError(
            f"an sdist is made from normkit's repository, but {repository} has no Package.swift"
        )
    folders = sorted(
        folder for folder in (repository / "Sources").iterdir() if folder.name not in TOOLS
    )
    found = [Path("Package.swift"), Path("Include", "normkit.h")]
    found += [file.relative_to(repository) for folder in folders for file in _files(folder)]
    return found + [DIGITS / name for name in DIGITS_FILES]


def _files(folder: Path) -> list[Path]:
    """A folder's files, through links, too: one folder of kernels has three names."""
    return sorted(
        Path(place, name) for place, _, names in os.walk(folder, followlinks=True) for name in names
    )


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
            "install from a checkout (pip install ./bindings/python) or from the sdist, "
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
