"""Trains one net on MNIST with Keras and with normkit, and compares; seven lines differ.

Run: python examples/python/keras_or_normkit.py --data FOLDER

FOLDER holds MNIST's four files, plain or .gz; without it the digits of examples/data are taken.
Each library runs in a process of its own; seconds are those of `fit` as it is called here, with
what it compiles at first. Keras uses the backend that KERAS_BACKEND names. Ends with 1 when the
mean accuracies are further apart than .3 points on MNIST, or 2 on the digits, whose test has 360
images.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

Part = tuple[np.ndarray, np.ndarray]
DIGITS = Path(__file__).resolve().parents[1] / "data" / "digits"


def train(library: str, data: tuple[Part, Part], epochs: int, seed: int) -> dict[str, float]:
    """Trains with one of the libraries; the test accuracy, and the seconds that fit took."""
    if library == "keras":  # differs
        import keras  # differs  # noqa: PLC0415

        keras.utils.set_random_seed(seed)  # differs
        seeded = {}  # differs
    else:  # differs
        import normkit as keras  # differs  # noqa: PLC0415

        seeded = {"seed": seed}  # differs

    (x, y), (x_test, y_test) = data
    model = keras.Sequential([keras.Input(x.shape[1:])], **seeded)
    for units in (256, 128):
        model.add(keras.layers.Dense(units, use_bias=False))
        model.add(keras.layers.BatchNormalization(momentum=0.9))
        model.add(keras.layers.Activation("relu"))
        model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.002),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    falling = keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.6 * rate)
    begin = time.perf_counter()
    model.fit(x, y, batch_size=128, epochs=epochs, callbacks=[falling], verbose=0)
    seconds = time.perf_counter() - begin
    _, accuracy = model.evaluate(x_test, y_test, verbose=0)
    return {"accuracy": float(accuracy), "seconds": seconds}


def load(folder: str | None) -> tuple[Part, Part]:
    """Rows of numbers in 0…1 with their labels, to train and to test with."""
    if folder is not None:
        return part(Path(folder) / "train", 255), part(Path(folder) / "t10k", 255)
    x, y = part(DIGITS / "digits", 16)
    order = np.random.default_rng(1).permutation(len(x))
    return (x[order[360:]], y[order[360:]]), (x[order[:360]], y[order[:360]])


def part(beginning: Path, largest: int) -> Part:
    """A pair of IDX files: eight bytes and four for each axis, then a byte for each number."""
    images = content(f"{beginning}-images-idx3-ubyte")
    labels = content(f"{beginning}-labels-idx1-ubyte")
    y = np.frombuffer(labels, np.uint8, offset=8).astype(np.int32)
    x = np.frombuffer(images, np.uint8, offset=16).reshape(len(y), -1)
    return x.astype(np.float32) / largest, y


def content(path: str) -> bytes:
    """A file's bytes; where there is none, those packed in the file with .gz after its name."""
    if os.path.exists(path):
        return Path(path).read_bytes()
    with gzip.open(path + ".gz") as file:
        return file.read()


def runs(library: str, options: argparse.Namespace) -> list[dict[str, float]]:
    """Every seed's training, in a new process that loads this library alone."""
    words = [sys.executable, __file__, "--library", library, "--epochs", str(options.epochs)]
    words += ["--seeds", str(options.seeds), *(["--data", options.data] if options.data else [])]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(options: argparse.Namespace) -> int:
    """Both libraries, side by side."""
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    means: dict[str, list[float]] = {}
    for library, name in (("keras", f"keras on {backend}"), ("normkit", "normkit")):
        found = runs(library, options)
        accuracies = [100 * run["accuracy"] for run in found]
        seconds = statistics.median(run["seconds"] for run in found)
        means[library] = [statistics.mean(accuracies), seconds]
        each = ", ".join(f"{accuracy:.2f}" for accuracy in accuracies)
        print(f"{name}: test accuracy {means[library][0]:.2f} % ({each}), fit {seconds:.2f} s")
    apart = abs(means["keras"][0] - means["normkit"][0])
    ratio = means["keras"][1] / means["normkit"][1]
    limit = 0.3 if options.data else 2.0
    print(f"{apart:.2f} points apart, at most {limit}; Keras takes {ratio:.1f} times as long")
    return int(apart > limit)


def main() -> int:
    """Reads the options; without --library both are run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--library", choices=["keras", "normkit"], help="train with this one alone")
    parser.add_argument("--data", help="the folder with MNIST's four files")
    parser.add_argument("--epochs", type=int, help="4 of MNIST, 8 of the digits by default")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    options.epochs = options.epochs or (4 if options.data else 8)
    if options.library is None:
        return compare(options)
    data = load(options.data)
    seeds = range(options.seeds)
    print(json.dumps([train(options.library, data, options.epochs, seed) for seed in seeds]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
