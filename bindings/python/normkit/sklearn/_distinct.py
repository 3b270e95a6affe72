"""Rows that are equal, counted once with their weights' sum."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def distinct(
    x: Array, y: Array, weights: npt.NDArray[np.float64] | None
) -> tuple[Array, Array, Array]:
    """The different rows of (x, y) in an order of their own, with the sum of their weights.

    So a sample of weight 2 is the same as two equal ones, a sample of weight 0 the same as none,
    and the order in which samples come is none of the result's. The weights' mean is 1.
    """
    given = np.ones(len(x)) if weights is None else weights
    kept = given > 0
    if not kept.all():
        x, y, given = x[kept], y[kept], given[kept]
    keys = np.concatenate([_hash(x), _hash(y.reshape(len(y), -1))], axis=1)
    order = np.lexsort(keys.T)
    ordered = keys[order]
    first = np.ones(len(order), bool)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    sums = np.add.reduceat(given[order], np.flatnonzero(first)) if len(order) else given
    rows = order[first]
    if len(rows) == 0:
        raise ValueError("Sample weights must contain at least one non-zero number.")
    return x[rows], y[rows], (sums / sums.mean()).astype(np.float32)


def _hash(rows: Array) -> npt.NDArray[np.uint64]:
    """128 bits of each row, for the same numbers the same: sums modulo 2⁶⁴ of mixed numbers."""
    # −0 and 0 are equal.
    bits = np.ascontiguousarray(rows + np.float32(0)).view(np.uint32).astype(np.uint64)
    random = np.random.default_rng(0)
    keys = random.integers(0, 1 << 63, (2, bits.shape[1]), np.uint64) * np.uint64(2) + np.uint64(1)
    hashes = np.empty((len(rows), 2), np.uint64)
    for column, key in enumerate(keys):
        mixed = (bits + np.uint64(column + 1)) * key
        mixed ^= mixed >> np.uint64(29)
        hashes[:, column] = (mixed * (key ^ np.uint64(0x9E3779B97F4A7C15))).sum(
            axis=1, dtype=np.uint64
        )
    return hashes
