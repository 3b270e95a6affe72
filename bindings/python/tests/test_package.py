"""Loading the library, building the wheel, running the example."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import normkit as nk
from normkit import _abi, _library

REPOSITORY = Path(__file__).resolve().parents[3]


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_library_is_reported_with_its_path() -> None:
    result = python("-c", "import normkit", NORMKIT_LIBRARY="/nowhere/libnormkit.so")
    assert "LibraryLoadError: libnormkit cannot be loaded; tried" in result.stderr
    assert "/nowhere/libnormkit.so: no such file" in result.stderr
    assert "make build" in result.stderr


def test_a_file_that_is_no_library_is_reported_with_its_cause(tmp_path: Path) -> None:
    path = tmp_path / "libnormkit.so"
    path.write_text("text")
    result = python("-c", "import normkit", NORMKIT_LIBRARY=str(path))
    assert f"{path}: {path}: " in result.stderr


def test_every_path_and_its_cause_is_told(tmp_path: Path) -> None:
    # In a checkout of its own, where neither place has a library that can be loaded.
    package = tmp_path / "bindings" / "python" / "normkit"
    shutil.copytree(
        Path(nk.__file__).parent, package, ignore=shutil.ignore_patterns("*.so", "__pycache__")
    )
    built = tmp_path / ".build" / "release" / "libnormkit.so"
    built.parent.mkdir(parents=True)
    built.write_text("text")
    result = python(
        "-c",
        "import normkit",
        PYTHONPATH=str(package.parent),
        NORMKIT_LIBRARY="",
        PYTHONSAFEPATH="1",
    )
    assert f"\n  {package / 'libnormkit.so'}: no such file\n" in result.stderr
    assert f"\n  {built}: {built}: " in result.stderr
    assert "Install the package" in result.stderr


def test_another_library_is_refused() -> None:
    result = python("-c", "import normkit", NORMKIT_LIBRARY="libc.so.6")
    assert f"libc.so.6: not the library for normkit {_abi.VERSION}" in result.stderr


def test_every_place_is_tried_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NORMKIT_LIBRARY", raising=False)
    places = [Path(path) for path in _library.candidates()]
    assert [path.name for path in places] == [_library._NAME] * 2
    assert places[0].parent.name == "normkit"
    assert places[1].parts[-3:-1] == (".build", "release")


def test_the_version_is_the_librarys() -> None:
    assert _library.library.normkit_version().decode() == nk.__version__


def test_numpy_is_the_only_dependency_imported() -> None:
    code = (
        "import sys, numpy; before = set(sys.modules); import normkit;"
        "tops = {name.split('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(tops - set(sys.stdlib_module_names) - {'numpy'}))"
    )
    result = python("-c", code)
    assert result.stdout.strip() == "['normkit']", result.stderr


def test_the_example_shows_what_batch_normalization_does() -> None:
    result = python(str(REPOSITORY / "examples" / "python" / "train_digits.py"), "--epochs", "5")
    assert result.returncode == 0, result.stderr
    first, second = result.stdout.splitlines()
    assert first.startswith("with batch norm: ")
    assert second.startswith("without: ")
    best = [float(line.split(" at best")[0].split()[-1]) for line in (first, second)]
    assert best[0] > 0.94
    assert best[1] < 0.5


def test_the_picture_shows_both_curves(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    histories = {}
    for name, values in {"one": [0.5, 0.75, 1.0], "two": [0.25, 0.5]}.items():
        histories[name] = nk.callbacks.History()
        for epoch, value in enumerate(values):
            histories[name].on_epoch_end(epoch, {"val_accuracy": value})
    axes = nk.plot(histories, title="curves", path=tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    lines = {line.get_label(): line for line in axes.get_lines()}
    assert list(lines["one"].get_xdata()) == [1, 2, 3]
    assert list(lines["two"].get_ydata()) == [0.25, 0.5]
    assert axes.get_ylabel() == "validation accuracy"


def test_the_build_info_names_versions_kernels_and_the_file() -> None:
    said = nk.build_info()
    assert said.startswith(f"NormKit {nk.__version__}, ABI {_abi.ABI_VERSION}, ")
    assert "kernels " in said
    assert f"; {_library.path}; Python {sys.version.split()[0]}, numpy {np.__version__}" in said
