"""The inputs and start weights that all libraries share: what Benchmarks/SharedNumbers.swift computes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def _bits(tensor: int, count: int) -> Any:
    z = (np.arange(count, dtype=np.uint64) | np.uint64(tensor << 40)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(tensor: int, shape: tuple[int, ...], fan_in: int = 1) -> Any:
    """Numbers of variance 1/fan_in, float32."""
    numbers = (_bits(tensor, math.prod(shape)) >> np.uint64(40)).astype(np.float32)
    numbers = (numbers * np.float32(2**-23) - np.float32(1)) * np.float32(math.sqrt(3 / fan_in))
    return numbers.reshape(shape)


def kernel(number: int, shape: tuple[int, ...]) -> Any:
    """The start of the network's kernel `number`, [inputs, units] or [height, width, inputs, filters]."""
    return uniform(number + 2, shape, math.prod(shape[:-1]))


def inputs(shape: tuple[int, ...]) -> Any:
    """A batch of inputs."""
    return uniform(0, shape)


def labels(count: int, classes: int) -> Any:
    """A batch of labels, int64."""
    return (_bits(1, count) % np.uint64(classes)).astype(np.int64)
