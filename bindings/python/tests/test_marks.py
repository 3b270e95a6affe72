"""Masks and statistics sets of single examples, wherever a model takes examples."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import normkit as nk
from normkit import layers

RNG = np.random.default_rng(5)
X = RNG.normal(size=(90, 4)).astype(np.float32)
X[30:60] += 6
X[60:] *= 5
Y = RNG.normal(size=(90, 2)).astype(np.float32)
NAMES = np.repeat(["", "shifted", "wide"], 30)
ORDER = np.random.default_rng(6).permutation(90)


def mixed(*sets: str) -> nk.Sequential:
    model = nk.Sequential(
        [
            nk.Input((4,)),
            layers.BatchNormalization(momentum=0.0, statistics_sets=sets, name="norm"),
            layers.Dense(2),
        ],
        seed=1,
    )
    model.compile(nk.optimizers.SGD(0.01), "mse")
    return model


def moments(model: nk.Sequential, name: str) -> tuple[np.ndarray, np.ndarray]:
    norm = model.layers[0].get_weights()
    place = 2 + 2 * ["", "shifted", "wide"].index(name)
    return norm[place], norm[place + 1]


@pytest.mark.parametrize("numbered", [False, True])
def test_a_step_follows_each_examples_own_set(numbered: bool) -> None:
    model = mixed("shifted", "wide")
    sets = np.repeat([0, 1, 2], 30) if numbered else NAMES
    model.train_on_batch(X[ORDER], Y[ORDER], statistics_sets=sets[ORDER])
    for place, name in enumerate(["", "shifted", "wide"]):
        own = X[30 * place : 30 * place + 30].astype(np.float64)
        mean, variance = moments(model, name)
        np.testing.assert_allclose(mean, own.mean(0), rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(variance, own.var(0), rtol=1e-5)


def test_predict_normalizes_each_example_by_its_own_set() -> None:
    model = mixed("shifted", "wide")
    model.fit(X, Y, batch_size=45, epochs=1, verbose=0, statistics_sets=NAMES)
    together = model.predict(X[ORDER], batch_size=7, statistics_sets=NAMES[ORDER])
    for name in ["", "shifted", "wide"]:
        model.use_statistics_set(name or None)
        alone = model.predict(X)
        chosen = NAMES[ORDER] == name
        np.testing.assert_allclose(together[chosen], alone[ORDER][chosen], rtol=1e-5, atol=1e-5)
        other = NAMES[ORDER] != name
        assert np.abs(together[other] - alone[ORDER][other]).max() > 0.1
    model.use_statistics_set(None)
    loss = model.evaluate(X, Y, verbose=0, statistics_sets=NAMES)
    own = np.mean((model.predict(X, statistics_sets=NAMES) - Y) ** 2)
    assert loss == pytest.approx(own, rel=1e-5)
    assert model.test_on_batch(X, Y, statistics_sets=NAMES) == pytest.approx(loss)
    assert model.evaluate(X, Y, verbose=0) != pytest.approx(loss, rel=1e-2)


def test_validation_split_keeps_the_sets_with_their_examples() -> None:
    model = mixed("shifted", "wide")
    history = model.fit(
        X[ORDER], Y[ORDER], epochs=1, verbose=0, validation_split=0.2, statistics_sets=NAMES[ORDER]
    )
    held = slice(72, None)
    expected = model.evaluate(
        X[ORDER][held], Y[ORDER][held], verbose=0, statistics_sets=NAMES[ORDER][held]
    )
    assert history.history["val_loss"][0] == pytest.approx(expected, rel=1e-6)


def test_recalibrate_finds_each_sets_statistics_of_its_own_examples() -> None:
    model = mixed("shifted", "wide")
    model.recalibrate(X[ORDER], batch_size=13, statistics_sets=NAMES[ORDER])
    for place, name in enumerate(["", "shifted", "wide"]):
        own = X[30 * place : 30 * place + 30].astype(np.float64)
        np.testing.assert_allclose(moments(model, name)[0], own.mean(0), rtol=1e-5, atol=1e-5)
    diagnosis = model.diagnose(X, statistics_sets=NAMES)
    assert diagnosis.layers[0].name == "norm"


def test_masked_rows_do_not_count() -> None:
    x = RNG.normal(size=(20, 3, 4)).astype(np.float32)
    mask = np.ones((20, 3), np.float32)
    mask[:, 2] = 0
    x[:, 2] = 99
    own = x[:, :2].reshape(-1, 4).astype(np.float64)
    y = RNG.normal(size=(20, 3, 2)).astype(np.float32)
    for way in ["step", "fit", "recalibrate"]:
        model = nk.Sequential(
            [
                nk.Input((3, 4)),
                layers.BatchNormalization(momentum=0.0, name="norm"),
                layers.Dense(2),
            ]
        )
        model.compile(nk.optimizers.SGD(0.01), "mse")
        if way == "step":
            model.train_on_batch(x, y, mask=mask)
        elif way == "fit":
            model.fit(x, y, batch_size=20, epochs=1, verbose=0, mask=mask != 0)
        else:
            model.recalibrate(x, mask=mask)
        mean, variance = moments(model, "")
        np.testing.assert_allclose(mean, own.mean(0), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(variance, own.var(0), rtol=1e-5)


def test_mistakes_are_named() -> None:
    model = mixed("shifted")
    with pytest.raises(nk.InvalidArgumentError, match="no statistics set is called 'wide'; there"):
        model.fit(X, Y, verbose=0, statistics_sets=NAMES)
    with pytest.raises(nk.InvalidArgumentError, match="no statistics set is called 2; there"):
        model.predict(X, statistics_sets=np.full(90, 2))
    with pytest.raises(nk.ShapeError, match="x has 90 examples, statistics_sets has"):
        model.evaluate(X, Y, verbose=0, statistics_sets=NAMES[:5])
    with pytest.raises(nk.ShapeError, match=r"statistics_sets has shape \(5,\)"):
        model.predict(X, statistics_sets=NAMES[:5])
    with pytest.raises(nk.ShapeError, match=r"mask: expected shape \(90,\), got \(90, 4\)"):
        model.train_on_batch(X, Y, mask=np.ones((90, 4)))
    with pytest.raises(nk.InvalidArgumentError, match="leave out batch_size"):
        model.fit(iter([(X, Y)]), verbose=0, mask=np.ones(90))
    with pytest.raises(nk.InvalidArgumentError, match="for arrays"):
        model.predict(iter([X]), statistics_sets=NAMES)


KILLED = """
import sys, time
import numpy as np
import normkit as nk
model = nk.load_model(sys.argv[1])
def report(batch, count):
    print(batch, flush=True)
    time.sleep(0.01)
model.recalibrate(np.ones((4000, 64), np.float32), batch_size=8, progress=report)
"""


def test_a_process_killed_in_a_recalibration_leaves_the_file_as_it_was(
    tmp_path: Path, digits: tuple[tuple[np.ndarray, np.ndarray], ...]
) -> None:
    (x, y), _ = digits
    model = nk.Sequential(
        [nk.Input((64,)), layers.Dense(16), layers.BatchNormalization(), layers.Dense(10)]
    )
    loss = nk.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    model.fit(x, y, epochs=1, verbose=0)
    file = tmp_path / "model.normkit"
    model.save(file)
    before = file.read_bytes()
    command = [sys.executable, "-c", KILLED, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _ in range(5):
            assert child.stdout.readline()
        child.kill()
        assert child.wait() == -signal.SIGKILL
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
    np.testing.assert_array_equal(nk.load_model(file).predict(x[:50]), model.predict(x[:50]))
