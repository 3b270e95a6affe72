"""The examples in docstrings are run, each with digits `x` and `y` and a compiled `model`."""

from __future__ import annotations

import doctest
import importlib.util
import pathlib
import pkgutil
from collections.abc import Iterator

import pytest
from conftest import Data

import normkit as nk
from normkit import layers


def _examples() -> Iterator[doctest.DocTest]:
    for module in pkgutil.walk_packages(nk.__path__, "normkit."):
        if importlib.util.find_spec("sklearn") or not module.name.startswith("normkit.sklearn"):
            tests = doctest.DocTestFinder().find(importlib.import_module(module.name))
            yield from (test for test in tests if test.examples)


def _model() -> nk.Sequential:
    norm, relu = layers.BatchNormalization(momentum=0.9), layers.Activation("relu")
    chain = [layers.Dense(32), norm, relu, layers.Dense(10, activation="softmax")]
    model = nk.Sequential([nk.Input((64,)), *chain])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


EXAMPLES = list(_examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_examples_do_what_they_say(
    example: doctest.DocTest,
    digits: tuple[Data, Data],
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if ".plot" in example.name:
        pytest.importorskip("matplotlib").use("Agg")
    monkeypatch.chdir(tmp_path)
    x, y = digits[0]
    names = {"normkit": nk, "layers": layers, "pathlib": pathlib, "model": _model()}
    example.globs = {**example.globs, **names, "x": x, "y": y}
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert not said, "".join(said)


def test_examples_are_found() -> None:
    assert len(EXAMPLES) > 15
