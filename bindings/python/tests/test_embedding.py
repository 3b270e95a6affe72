"""Handles by value, processes, the log, cancelling, memory."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import Data, classifier

import normkit as nk
from normkit import _abi, embedding, watching
from normkit._library import library


def test_a_handle_goes_out_and_comes_back(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    model.fit(x[:200], y[:200], verbose=0)
    other = embedding.adopt_model(*embedding.handle_of(model))
    assert [layer.name for layer in other.layers] == [layer.name for layer in model.layers]
    assert np.array_equal(other.predict(x[:50]), model.predict(x[:50]))
    other.fit(x[:200], y[:200], verbose=0)
    assert np.array_equal(other.predict(x[:50]), model.predict(x[:50]))
    del other
    model.predict(x[:1])  # still there: the other was only lent it


def test_unknown_handles_are_errors() -> None:
    with pytest.raises(nk.HandleError, match="stale"):
        embedding.adopt_model(4_000_000, 3)
    with pytest.raises(nk.StateError, match="no handle before"):
        embedding.handle_of(nk.Sequential())


def test_log() -> None:
    lines: list[tuple[str, str]] = []
    watching.set_log("error", lambda level, text: lines.append((level, text)))
    assert library.normkit_set_num_threads(-1) == _abi.Status.INVALID_ARGUMENT
    assert library.normkit_last_error_argument() == b"threads"
    watching.set_log("off")
    library.normkit_set_num_threads(-1)
    text = "normkit_set_num_threads: threads must be in 0...256, got -1"
    assert lines == [("error", text)]


def test_cancel_from_another_thread(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    model.fit(x[:64], y[:64], verbose=0)

    def cancel() -> None:
        time.sleep(0.2)
        watching.cancel(model)

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(nk.CancelledError):
        model.fit(x, y, epochs=1_000_000, verbose=0)
    thread.join()
    assert watching.steps_done(model)[0] > 2


def test_cancel_between_two_native_calls(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()

    class Cancelling(nk.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            if epoch == 1:
                watching.cancel(model)

    with pytest.raises(nk.CancelledError):
        model.fit(x, y, epochs=3, verbose=0, callbacks=[Cancelling()])
    assert model.fit(x, y, epochs=1, verbose=0).epoch == [0]


def test_memory(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits
    model = classifier()
    model.fit(x[:64], y[:64], verbose=0)
    used = watching.memory(model).used
    assert used > 4 * model.count_params()
    watching.limit_memory(model, used)
    with pytest.raises(nk.OutOfMemoryError, match="would exceed the limit"):
        model.predict(x[:777], batch_size=777)
    watching.limit_memory(model, 0)
    model.predict(x[:777], batch_size=777)


def test_description() -> None:
    model = classifier()
    document = json.loads(watching.description(model._native().value))
    assert document["layers"][1]["options"]["momentum"] == 0.9


_FUSED_OR_NOT = """
import numpy as np
from conftest import classifier
from normkit import watching
model = classifier()
random = np.random.default_rng(1)
x = random.normal(size=(96, 64)).astype(np.float32)
model.fit(x, np.arange(96) % 10, epochs=2, verbose=0)
print(watching.plan(model, loss="sparse_categorical_crossentropy").count("then"))
print(*model.predict(x[:5]).ravel())
"""


def test_nothing_is_fused_on_request() -> None:
    """NORMKIT_FUSE=none runs the plain plan, to the same numbers."""

    def run(value: str) -> tuple[int, np.ndarray]:
        # This process's own path: normkit's folder and that of the tests.
        environment = {**os.environ, "NORMKIT_FUSE": value, "PYTHONPATH": os.pathsep.join(sys.path)}
        words = [sys.executable, "-c", _FUSED_OR_NOT]
        done = subprocess.run(words, check=True, capture_output=True, text=True, env=environment)
        fused, numbers = done.stdout.splitlines()
        return int(fused), np.array(numbers.split(), np.float64)

    (fused, outputs), (plain, plain_outputs) = run("all"), run("none")
    assert fused > plain == 0
    np.testing.assert_allclose(outputs, plain_outputs, rtol=0, atol=1e-5 * plain_outputs.max())


def test_plan() -> None:
    model = classifier(compiled=False)
    assert watching.plan(model, batch_size=1).startswith("beforehand: normalization into weights")
    with pytest.raises(nk.InvalidArgumentError, match="batch_size must be at least 1"):
        watching.plan(model, batch_size=0)


def _train(seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(64, 64)).astype(np.float32)
    model = classifier(seed=seed)
    model.fit(x, np.arange(64) % 10, verbose=0)
    return bytes(model.predict(x[:4]).tobytes())


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_multiprocessing(method: str) -> None:
    """After fork the child has none of its parent's threads; the bits are the same."""
    nk.set_num_threads(2)
    here = _train(3)
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(_train, [3, 3, 3]) == [here] * 3
    nk.set_num_threads(0)


_FORKED_BEFORE_USE = """
import multiprocessing, signal, sys
before = [signal.getsignal(number) for number in signal.valid_signals()]
import normkit
from tests.test_embedding import _train
with multiprocessing.get_context("fork").Pool(2) as pool:
    there = pool.map(_train, [3, 3, 3])
assert [signal.getsignal(number) for number in signal.valid_signals()] == before
sys.exit(there != [_train(3)] * 3)
"""


def test_fork_before_the_first_use() -> None:
    """Children of a process that has loaded the library and made no call; no handler changes."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-W", "error", "-c", _FORKED_BEFORE_USE]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_prototypes_are_the_headers() -> None:
    """Every function of the header has its ctypes prototype, with as many parameters."""
    header = Path(__file__).resolve().parents[3] / "Include" / "normkit.h"
    text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.DOTALL)
    found = re.findall(r"NORMKIT_API\s+([\w\s*]+?)(normkit_\w+)\(([^)]*)\);", text)
    declared = {
        name: 0 if parameters.strip() == "void" else parameters.count(",") + 1
        for _, name, parameters in found
    }
    declared.pop("normkit_get_api")
    prototypes = {name: len(arguments) for name, (_, arguments) in _abi._PROTOTYPES.items()}
    assert prototypes == declared
