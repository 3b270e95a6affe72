"""The notebook on batch normalization's claims, run from its first cell to its last."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")

NOTEBOOK = (
    Path(__file__).resolve().parents[3] / "examples" / "notebooks" / "batch_normalization.ipynb"
)
SECTIONS = [
    "What it is",
    "A straighter path",
    "Trains faster",
    "Higher learning rates",
    "Initialization matters less",
    "Keeps activations alive",
    "Neither vanishing nor exploding",
    "Better in the end?",
    "Regularizes, so less Dropout?",
    "Before or after the activation?",
    "Covariate shift",
    "The perils",
]
# What the text says of the runs, asked of the notebook's own variables.
SEEN = """
assert abs(skew[0] - skew[1]) < 0.01 and abs(standardized.var() - 1) < 0.01
assert len(watch.rows) == 15 and watch.rows[-1][2] != watch.rows[0][2]
assert excess_of["standardized"][-1] < 1e-10 < 1e-2 < excess_of["raw"][-1]
columns = [curves[norm, 0.3].history["val_accuracy"] for norm in (True, False)]
with_norm, without = (next(e for e, v in enumerate(column) if v > 0.9) for column in columns)
assert with_norm < without, (with_norm, without)
assert accuracy(curves[True, rates[-1]]) > 90 > 50 > accuracy(curves[False, rates[-1]])
assert min(starts[True, std] for std in stds) > 85 > 20 > starts[False, 0.01]
assert dead[True][0] == 0 < 100 < dead[False][0]
assert norms_of[False][0] < 1e-6 * norms_of[False][-1]
assert 1 < norms_of[True][0] / norms_of[True][-1] < 1000
assert min(min(values) for values in final.values()) > 95
assert all(gaps[name][0] - gaps[name][1] > 3 for name in arms)
assert min(min(runs) for runs in places.values()) > 93
assert shift["own images"] - shift["pale, frozen"] > 20 and shift["pale, recalibrated"] > 95
shared = perils["separate, shared"]
assert min(shared["batch"]) > 95 > 85 > max(shared["running"])
assert min(perils["own statistics"]["running"]) > 95 and min(perils["merged"]["running"]) > 93
"""


@pytest.fixture(scope="module")
def notebook() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_goes_through_the_claims_in_order_and_is_kept_without_outputs(notebook: Any) -> None:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.findall(r"^## \d+\. (.*)$", text, re.MULTILINE) == SECTIONS
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)


@pytest.mark.filterwarnings("default")  # Jupyter's own.
def test_it_runs_and_shows_what_it_says(notebook: Any, tmp_path: Path) -> None:
    ran = notebook.copy()
    ran.cells = [*notebook.cells, nbformat.v4.new_code_cell(SEEN)]
    options = {
        "timeout": 600,
        "kernel_name": "python3",
        "resources": {"metadata": {"path": tmp_path}},
    }
    nbclient.NotebookClient(ran, **options).execute()
    pictures = [
        output
        for cell in ran.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 7
