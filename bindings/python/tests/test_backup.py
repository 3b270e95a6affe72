"""A fit that was interrupted goes on to the same bits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Data, classifier

import normkit as nk
from normkit import layers
from normkit.callbacks import BackupAndRestore


class PowerCut(nk.callbacks.Callback):
    """Ends a fit within an epoch."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.here = -1

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.here = epoch

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        if self.here == self.epoch and batch == 3:
            raise KeyboardInterrupt


def assert_equal(one: nk.Sequential, other: nk.Sequential) -> None:
    for here, there in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(here, there)


def halved(epoch: int, rate: float) -> float:
    return rate / 2 if epoch == 2 else rate


@pytest.mark.parametrize("same_process", [True, False], ids=["the same model", "a new one"])
def test_an_interrupted_fit_goes_on_to_the_same_bits(
    digits: tuple[Data, Data], tmp_path: Path, same_process: bool
) -> None:
    train, test = digits
    folder = tmp_path / "backup"
    options: dict[str, Any] = {"epochs": 6, "validation_data": test, "verbose": 0}

    def callbacks(*more: nk.callbacks.Callback) -> list[nk.callbacks.Callback]:
        # A rate that a callback changed is in the backup.
        return [nk.callbacks.LearningRateScheduler(halved), *more]

    unbroken = classifier()
    whole = unbroken.fit(*train, **options, callbacks=callbacks()).history
    model = classifier()
    with pytest.raises(KeyboardInterrupt):
        model.fit(*train, **options, callbacks=callbacks(BackupAndRestore(folder), PowerCut(4)))
    assert [path.name for path in folder.iterdir()] == ["epoch-4.safetensors"]
    if not same_process:
        model = classifier()
    kernel, layer = model.weights[0], model.layers[1]
    resumed = model.fit(*train, **options, callbacks=callbacks(BackupAndRestore(folder)))
    assert resumed.epoch == [4, 5]
    assert resumed.history == {name: values[4:] for name, values in whole.items()}
    assert_equal(model, unbroken)
    assert model.optimizer is not None
    assert unbroken.optimizer is not None
    assert model.optimizer.learning_rate == unbroken.optimizer.learning_rate == 0.0005
    # What the program held of the model is still of it.
    np.testing.assert_array_equal(kernel.numpy(), model.get_weights()[0])
    layer.set_weights([np.zeros(32)] * 4)
    assert not model.get_weights()[2].any()
    assert not folder.exists()


def blocks(seed: int = 0) -> nk.Sequential:
    """Blocks, sets of statistics and an average of the weights."""
    block = layers.Residual([layers.Dense(16), layers.BatchNormalization(), layers.ReLU()])
    norm = layers.BatchNormalization(statistics_sets=["night"])
    ends = [block, layers.Dense(10, activation="softmax")]
    model = nk.Sequential([nk.Input((64,)), layers.Dense(16), norm, *ends], seed=seed)
    optimizer = nk.optimizers.Adam(nk.optimizers.schedules.CosineDecay(0.01, 90), use_ema=True)
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy", "auc"])
    model.use_statistics_set("night")
    return model


def test_everything_of_a_model_comes_back(digits: tuple[Data, Data], tmp_path: Path) -> None:
    train, test = digits

    class Freeze(nk.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            if epoch == 0:
                self.model.layers[2].trainable = False

    def run(model: nk.Sequential, *more: nk.callbacks.Callback) -> nk.callbacks.History:
        swap = nk.callbacks.SwapEMAWeights(swap_on_epoch=True)
        return model.fit(
            *train, epochs=3, validation_data=test, verbose=0, callbacks=[swap, Freeze(), *more]
        )

    unbroken, broken, resumed = blocks(), blocks(), blocks()
    whole = run(unbroken).history
    with pytest.raises(KeyboardInterrupt):
        run(broken, BackupAndRestore(tmp_path / "b"), PowerCut(2))
    history = run(resumed, BackupAndRestore(tmp_path / "b"))
    assert history.epoch == [2]
    assert history.history == {name: values[2:] for name, values in whole.items()}
    assert_equal(resumed, unbroken)
    assert not resumed.layers[2].trainable


def test_batches_of_ones_own(digits: tuple[Data, Data], tmp_path: Path) -> None:
    (x, y), _ = digits

    class Batches:
        def __len__(self) -> int:
            return 8

        def __getitem__(self, place: int) -> Data:
            return x[place * 32 : place * 32 + 32], y[place * 32 : place * 32 + 32]

    unbroken, broken, resumed = classifier(), classifier(), classifier()
    unbroken.fit(Batches(), epochs=4, verbose=0)
    with pytest.raises(KeyboardInterrupt):
        broken.fit(
            Batches(), epochs=4, verbose=0, callbacks=[BackupAndRestore(tmp_path), PowerCut(3)]
        )
    history = resumed.fit(Batches(), epochs=4, verbose=0, callbacks=[BackupAndRestore(tmp_path)])
    assert history.epoch == [3]
    assert_equal(resumed, unbroken)


def test_a_damaged_backup(digits: tuple[Data, Data], tmp_path: Path) -> None:
    (x, y), _ = digits
    for double in (False, True):
        folder = tmp_path / str(double)
        backup = BackupAndRestore(folder, double_checkpoint=double)
        with pytest.raises(KeyboardInterrupt):
            classifier().fit(x, y, epochs=4, verbose=0, callbacks=[backup, PowerCut(3)])
        (folder / "epoch-3.safetensors").write_bytes(b"cut")
        if double:
            assert classifier().fit(x, y, epochs=4, verbose=0, callbacks=[backup]).epoch == [2, 3]
        else:
            with pytest.raises(nk.FormatError, match=r"epoch-3\.safetensors"):
                classifier().fit(x, y, epochs=4, verbose=0, callbacks=[backup])


def test_a_backup_that_is_kept(digits: tuple[Data, Data], tmp_path: Path) -> None:
    (x, y), _ = digits
    backup = BackupAndRestore(tmp_path, delete_checkpoint=False)
    model = classifier()
    model.fit(x, y, epochs=2, verbose=0, callbacks=[backup])
    again = classifier()
    again.check_numerics = True
    assert again.fit(x, y, epochs=2, verbose=0, callbacks=[backup]).epoch == []
    assert_equal(again, model)
    with pytest.raises(nk.StateError, match="input has nan"):
        again.predict(np.full((1, 64), np.nan, np.float32))
    assert again.fit(x, y, epochs=3, verbose=0, callbacks=[backup]).epoch == [2]
    (tmp_path / "notes.txt").write_text("not a backup")
    other = BackupAndRestore(tmp_path)
    classifier().fit(x, y, epochs=4, verbose=0, callbacks=[other])
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_backup_of_something_else(digits: tuple[Data, Data], tmp_path: Path) -> None:
    (x, y), _ = digits
    kept = BackupAndRestore(tmp_path, delete_checkpoint=False)
    classifier().fit(x[:64], y[:64], verbose=0, callbacks=[kept])
    with pytest.raises(nk.StateError, match=r"epoch-1\.safetensors is of another model"):
        blocks().fit(x, y, verbose=0, callbacks=[kept])
    model = classifier()
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(nk.StateError, match=r"was trained with .*adam.* is compiled with .*sgd"):
        model.fit(x, y, verbose=0, callbacks=[kept])
    with pytest.raises(nk.InvalidArgumentError, match="expected a folder"):
        BackupAndRestore("")


PROGRAM = """
import sys, numpy, normkit as nk
from conftest import classifier
(x, y), _ = nk.datasets.digits.load_data()
x = (x.reshape(-1, 64) / 16).astype("float32")
model = classifier()
slow = nk.callbacks.LambdaCallback(on_epoch_end=lambda *_: print("epoch", flush=True))
backup = nk.callbacks.BackupAndRestore(sys.argv[1])
model.fit(x, y, epochs=40, verbose=0, callbacks=[backup, slow])
print(*model.predict(x[:9]).tobytes())
"""


def epochs_until_killed(words: list[str], environment: dict[str, str], least: int) -> int:
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        seen = 0
        lines: Iterator[str] = iter(process.stdout)
        while seen < least:
            seen += next(lines).startswith("epoch")
        time.sleep(0.003)
        process.send_signal(signal.SIGKILL)
    return seen


def test_a_killed_program_goes_on(tmp_path: Path) -> None:
    """Kill it three times, then let it end: the numbers of one that was never killed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def words(folder: str) -> list[str]:
        return [sys.executable, "-c", PROGRAM, str(tmp_path / folder)]

    def run(folder: str) -> list[str]:
        done = subprocess.run(
            words(folder), check=True, stdout=subprocess.PIPE, text=True, env=environment
        )
        return done.stdout.splitlines()

    unbroken = run("unbroken")
    for _ in range(3):
        epochs_until_killed(words("broken"), environment, 5)
    resumed = run("broken")
    assert resumed[-1] == unbroken[-1]
    assert len(resumed) < len(unbroken) - 10
