"""Ten thousand models made, trained, asked, saved, loaded and freed: resident memory stays flat.

Without the garbage collector: reference counts alone free a model.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

import normkit as nk
import numpy as np

CYCLES = 10_000
LIMIT = 1 << 20
"""Bytes that may be added after the first thousand: a hundred and some for each cycle."""


def resident() -> int:
    """The process's resident bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def cycle(x: np.ndarray, y: np.ndarray, path: str) -> None:
    """One model's life."""
    layers = nk.layers
    block = layers.Residual([layers.Dense(32), layers.BatchNormalization()], activation="relu")
    model = nk.Sequential([nk.Input(64), layers.Dense(32), block, layers.Dense(10)])
    entropy = nk.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nk.optimizers.Adam(use_ema=True), entropy, metrics=["accuracy"])
    model.fit(x, y, validation_split=0.25, verbose=0)
    model.predict(x)
    model.save(path)
    nk.load_model(path).evaluate(x, y, verbose=0)


def main() -> int:
    """Prints the memory every thousand cycles; 1 when it has grown."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((64, 64), dtype=np.float32)
    y = rng.integers(0, 10, 64)
    sizes = []
    gc.collect()
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.safetensors")
        for number in range(1, CYCLES + 1):
            cycle(x, y, path)
            if number % 1000 == 0:
                sizes.append(resident())
    grown = sizes[-1] - sizes[0]
    megabytes = " ".join(f"{size / 1e6:.2f}" for size in sizes)
    print(
        f"{CYCLES} models, MB after every thousand: {megabytes}; {grown} bytes more, limit {LIMIT}"
    )
    return int(grown > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
