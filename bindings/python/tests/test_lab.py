"""The lab from Python: a program in its place, what it answers, and the charts drawn anew."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import normkit as nk
from normkit import lab
from normkit.lab import _program

STYLE = {"color": "#0067a5", "dash": "7 3.5", "mark": "square", "hollow": False}


def axis(title: str, unit: str | None = None, **more: Any) -> dict[str, Any]:
    return {"title": title, "unit": unit, "scale": "linear", "range": None, **more}


def series(name: str, **columns: Any) -> dict[str, Any]:
    return {"name": name, "style": STYLE, **columns}


CHARTS: dict[str, dict[str, Any]] = {
    "course": {
        "kind": "line",
        "x": axis("steps", scale="logarithmic"),
        "y": axis("accuracy", "%", range=[0, 100]),
        "band": "of 3 seeds",
        "series": [
            series("ours", reference=False, x=[1, 10], y=[5, None], low=[4, None], high=[6, None]),
            {
                **series("paper", reference=True, x=[3], y=[7], low=[None], high=[None]),
                "style": {**STYLE, "dash": "", "hollow": True},
            },
        ],
    },
    "arms": {
        "kind": "category",
        "categories": ["merged", "separate"],
        "axis": axis("accuracy", "%"),
        "series": [
            series("before", y=[90, 80], low=[88, None], high=[93, None]),
            series("after", y=[91, None], low=[None, None], high=[None, None]),
        ],
    },
    "sweep": {
        "kind": "heat_map",
        "column_title": "rate",
        "columns": ["0.1", "1", "10"],
        "row_title": "net",
        "rows": ["with", "without"],
        "cells": [[91.25, 97, 94.2], [90, "diverged", None]],
        "value_title": "accuracy, %",
        "decimals": 1,
        "range": None,
    },
    "valley": {
        "kind": "contour",
        "x": axis("w1"),
        "y": axis("w2", range=[-1, 1]),
        "levels": [1, 0.5],
        "contour_name": "loss",
        "grid": {"x": [0, 1, 2], "y": [-1, 1], "values": [[0, 1, 2], [None, 0.5, 1]]},
        "series": [series("raw", x=[0, 1, 2], y=[1, -1, 0])],
    },
}


def document() -> dict[str, Any]:
    figures = [
        {
            "name": name,
            "file": f"{name}.svg",
            "caption": f"About {name}.",
            "chart": {"title": f"The {name}", "summary": "", **chart},
        }
        for name, chart in CHARTS.items()
    ]
    return {
        "name": "perils",
        "title": "The perils",
        "question": "What happens?",
        "claim": "It does worse.",
        "configuration": {"data": "digits", "scale": "quick", "seed_count": 3},
        "versions": {"normkit": "0.2.0", "result_format": 1},
        "setup": [{"label": "net", "text": "100 units"}],
        "tables": [
            {"title": "T", "headings": ["a", "b"], "rows": [["1", "long"]], "notes": ["N."]}
        ],
        "figures": figures,
        "numbers": {"accuracy": [0.5, 0.75]},
        "verdict": {
            "finding": "Borne out in part",
            "claimed": "It does worse.",
            "seen": "It did.",
            "number": "75 %",
            "reference": "Irpan 2017",
        },
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "result.json").write_text(json.dumps(document()))
    return tmp_path


def test_a_result_is_read(folder: Path) -> None:
    result = lab.load(folder)
    assert repr(result) == "<Result perils: Borne out in part>"
    assert result.numbers == {"accuracy": [0.5, 0.75]}
    assert result.setup == {"net": "100 units"}
    assert (result.number, result.reference) == ("75 %", "Irpan 2017")
    text = str(result)
    assert text.startswith(
        "The perils: What happens?\n\n  net   100 units\n\nT\n  a  b\n  1  long\nN.\n"
    )
    assert text.endswith(
        "Claimed: It does worse.\nSeen: It did.\n"
        "For comparison: Irpan 2017.\nFinding: Borne out in part."
    )
    alone = document()
    alone["verdict"]["reference"] = "none"
    assert "For comparison" not in str(lab.Result(alone))
    assert list(result.charts) == list(CHARTS)
    assert result.charts["arms"].caption == "About arms."


def test_charts_are_drawn_from_their_numbers(folder: Path) -> None:
    pytest.importorskip("matplotlib")
    result = lab.load(folder)
    axes = {name: chart.plot() for name, chart in result.charts.items()}
    for name, drawn in axes.items():
        assert drawn.get_title() == f"The {name}"
    line = axes["course"]
    assert (line.get_xscale(), line.get_yscale(), line.get_ylim()) == ("log", "linear", (0, 100))
    assert line.get_ylabel() == "accuracy (%)"
    ours, paper = line.get_lines()
    np.testing.assert_array_equal(ours.get_ydata(), [5, np.nan])
    assert (ours.get_color(), ours.get_marker()) == ("#0067a5", "s")
    assert (paper.get_linestyle(), paper.get_markerfacecolor()) == ("None", "none")
    assert len(line.collections) == 1
    bars = [container.lines[0].get_ydata() for container in axes["arms"].containers]
    np.testing.assert_array_equal(bars, [[90, 80], [91, np.nan]])
    texts = [text.get_text() for text in axes["sweep"].texts]
    assert texts == ["91.2", "97.0", "94.2", "90.0", "×"]
    inks = [text.get_color() for text in axes["sweep"].texts]
    assert inks == ["black", "white", "black", "black", "black"]
    way = axes["valley"].get_lines()[0]
    np.testing.assert_array_equal(way.get_xydata(), [[0, 1], [1, -1], [2, 0]])
    for name, figure in result.plot().items():
        figure.savefig(folder / f"{name}.png")
        assert (folder / f"{name}.png").stat().st_size > 5000


def test_what_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(nk.FileAccessError, match=r"result\.json: No such file"):
        lab.load(tmp_path)
    path = tmp_path / "result.json"
    path.write_text("no JSON")
    with pytest.raises(nk.FormatError, match=r"result\.json: Expecting value"):
        lab.load(tmp_path)
    path.write_text('{"name": "other"}')
    with pytest.raises(nk.FormatError, match="not a result of the lab: KeyError"):
        lab.load(tmp_path)
    later = document()
    later["versions"]["result_format"] = 2
    path.write_text(json.dumps(later))
    with pytest.raises(nk.FormatError, match="expected a result of format 1, got 2"):
        lab.load(tmp_path)
    older = document()
    del older["figures"][0]["chart"]
    path.write_text(json.dumps(older))
    with pytest.raises(nk.FormatError, match=r"course\.svg has no numbers"):
        lab.load(tmp_path)
    strange = document()
    strange["figures"][0]["chart"]["kind"] = "pie"
    path.write_text(json.dumps(strange))
    pytest.importorskip("matplotlib")
    with pytest.raises(nk.UnsupportedError, match="line, category, heat_map, contour, got a pie"):
        lab.load(tmp_path).charts["course"].plot()


STAND_IN = """#!/bin/sh
[ "$1" = list ] && printf 'path    Which way?\\nperils  What happens, and why?\\n' && exit
echo "$@" > "{folder}/asked"
[ "$2" != none ] || {{ echo "Error: no experiment is called none" >&2; exit 1; }}
while [ $# -gt 0 ]; do [ "$1" != --out ] || cp "{folder}/result.json" "$2"; shift; done
"""


def test_a_program_in_its_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "stand-in"
    program.write_text(STAND_IN.format(folder=folder))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("NORMKIT_LAB", str(program))
    assert lab.list() == (("path", "Which way?"), ("perils", "What happens, and why?"))
    result = lab.run(
        "perils", quick=True, data="mnist", second=Path("svhn"), seeds=2, threads=np.int64(1)
    )
    assert result.finding == "Borne out in part"
    asked = (folder / "asked").read_text()
    assert asked.startswith("run perils --quick --data mnist --second svhn --seeds 2 --threads 1")
    (folder / "kept").mkdir()
    assert lab.run("perils", out=folder / "kept").number == "75 %"
    assert (folder / "kept" / "result.json").exists()
    with pytest.raises(nk.InvalidArgumentError, match="lab: no experiment is called none"):
        lab.run("none")
    with pytest.raises(nk.InvalidArgumentError, match="seeds must be at least 1, got 0"):
        lab.run("perils", seeds=0)
    with pytest.raises(nk.InvalidArgumentError, match="expected one experiment"):
        lab.run("all")


def test_without_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NORMKIT_LAB", str(tmp_path / "nowhere"))
    with pytest.raises(nk.FileAccessError, match=r"tried\n  .*nowhere\nBuild it in a checkout"):
        lab.run("perils")
    monkeypatch.delenv("NORMKIT_LAB")
    monkeypatch.setenv("NORMKIT_LIBRARY", str(tmp_path / "libnormkit.so"))
    places = [Path(place) for place in _program.places()]
    assert places[0] == tmp_path / "demo"
    assert places[1].parts[-3:] == (".build", "release", "demo")


@pytest.fixture
def names() -> list[str]:
    """The experiments of the program itself, where it has been built."""
    try:
        return [experiment.name for experiment in lab.list()]
    except nk.FileAccessError as error:
        pytest.skip(str(error).splitlines()[0])


def test_an_experiment_of_its_own(names: list[str]) -> None:
    assert "path" in names
    result = lab.run("path", quick=True, seeds=1)
    assert result.finding
    assert result.numbers
    pytest.importorskip("matplotlib")
    assert len(result.plot()) == len(result.charts) > 0


def test_svhn_as_the_second_set(names: list[str], tmp_path: Path) -> None:
    """Too few images for a batch: that they are counted shows that they were read, in no time."""
    assert "perils" in names
    scipy_io = pytest.importorskip("scipy.io")
    for part, count in (("train", 24), ("test", 10)):
        images = np.full((32, 32, 3, count), 7, np.uint8)
        labels = (np.arange(count) % 10 + 1).reshape(-1, 1).astype(np.uint8)
        scipy_io.savemat(tmp_path / f"{part}_32x32.mat", {"X": images, "y": labels})
    with pytest.raises(nk.InvalidArgumentError, match="20 images to train on, fewer than a batch"):
        lab.run("perils", quick=True, second=tmp_path)
    with pytest.raises(nk.InvalidArgumentError, match=r"two sets of digits \(perils\); path"):
        lab.run("path", second=tmp_path)
    (tmp_path / "test_32x32.mat").unlink()
    with pytest.raises(nk.InvalidArgumentError, match=r"test_32x32\.mat is not there"):
        lab.run("perils", second=tmp_path)
