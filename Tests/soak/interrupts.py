"""Ctrl-C during a long fit, ten times: from the signal to the return of fit, in milliseconds.

Within a tenth of a second, or a step where steps are longer; then the model predicts and trains on.
"""

from __future__ import annotations

import random
import signal
import statistics
import subprocess
import sys
import time

import normkit as nk
import numpy as np

TRIES = 10
NETS = {"short steps": (64, 100, 32), "long steps": (512, 1024, 1024)}
"""Inputs, units of each of two hidden layers, and the batch."""


def model_of(name: str) -> tuple[nk.Sequential, np.ndarray, np.ndarray, int]:
    """A net with what it trains on, and its batch size."""
    inputs, units, batch = NETS[name]
    hidden = [
        layer
        for _ in range(2)
        for layer in (
            nk.layers.Dense(units, use_bias=False),
            nk.layers.BatchNormalization(),
            nk.layers.Activation("relu"),
        )
    ]
    model = nk.Sequential([nk.Input(inputs), *hidden, nk.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    x = np.random.default_rng(0).normal(size=(max(2 * batch, 1024), inputs)).astype(np.float32)
    return model, x, np.arange(len(x), dtype=np.int32) % 10, batch


def child(name: str) -> None:
    """Fits until it is interrupted; then prints when fit returned, and trains on."""
    # Where the shell started this in the background, Ctrl-C would be ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    model, x, y, batch = model_of(name)
    seconds = []
    for _ in range(4):
        begin = time.monotonic()
        model.train_on_batch(x[:batch], y[:batch])
        seconds.append(time.monotonic() - begin)
    try:
        print(min(seconds), flush=True)
        model.fit(x, y, batch_size=batch, epochs=10**9, verbose=0)
    except KeyboardInterrupt:
        print(time.monotonic(), flush=True)
    assert np.isfinite(model.predict(x[:100])).all()
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    print("trains on", flush=True)


def interrupted(name: str, wait: float) -> tuple[float, float]:
    """How long a step takes, and how long fit took to return."""
    words = [sys.executable, __file__, name]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        step = float(process.stdout.readline())
        time.sleep(wait)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        returned = float(process.stdout.readline())
        assert process.stdout.readline() == "trains on\n"
    assert process.returncode == 0
    return step, returned - sent


def main() -> int:
    """Measures; 1 when one took too long."""
    chance = random.Random(0)
    failed = 0
    for name in NETS:
        found = [interrupted(name, chance.uniform(0.3, 0.6)) for _ in range(TRIES)]
        step = statistics.median(seconds for seconds, _ in found)
        waits = sorted(1000 * seconds for _, seconds in found)
        limit = 1000 * max(0.1, 1.5 * step)
        each = " ".join(f"{wait:.0f}" for wait in waits)
        print(f"Ctrl-C, {name} ({1000 * step:.1f} ms): {each} ms, limit {limit:.0f}")
        failed |= waits[-1] > limit
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1])
    else:
        sys.exit(main())
