"""A hundred fits in forked children and a hundred in spawned ones, to the parent's bits."""

from __future__ import annotations

import multiprocessing
import sys
import time

import normkit as nk
import numpy as np

FITS = 100


def fit(seed: int) -> bytes:
    """A training from a seed; what the model answers."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2048, 64)).astype(np.float32)
    layers = [nk.layers.Dense(256), nk.layers.BatchNormalization(), nk.layers.Activation("relu")]
    model = nk.Sequential(
        [nk.Input(64), *layers, nk.layers.Dense(10, activation="softmax")], seed=1
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, np.arange(2048) % 10, batch_size=256, epochs=2, verbose=0)
    return bytes(model.predict(x[:64]).tobytes())


def main() -> int:
    """Runs them two at a time, each child for one fit alone; 1 when bits differ."""
    nk.set_num_threads(2)
    expected = [fit(seed) for seed in range(5)] * (FITS // 5)
    failed = 0
    for method in ("fork", "spawn"):
        begin = time.monotonic()
        with multiprocessing.get_context(method).Pool(2, maxtasksperchild=1) as pool:
            got = pool.map(fit, [*range(5)] * (FITS // 5), chunksize=1)
        same = sum(one == other for one, other in zip(got, expected, strict=True))
        seconds = time.monotonic() - begin
        print(f"{method}: {same} of {FITS} fits with the parent's bits, {seconds:.0f} s")
        failed |= same < FITS
    # The parent's own threads are still there.
    return failed or fit(0) != expected[0]


if __name__ == "__main__":
    sys.exit(main())
