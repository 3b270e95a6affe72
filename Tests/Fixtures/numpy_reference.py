"""Forward and backward of every layer and loss in plain NumPy, written from the formulas and from no framework.

N rows, C channels (the last axis). Each function works in the type of its inputs: float64 gives the golden numbers,
float32 shows how close a straightforward float32 implementation comes to them.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass
class Normalized:
    """What batch normalization gives: outputs, and what its backward pass and its running statistics need."""

    outputs: Array
    mean: Array
    variance: Array
    centred: Array
    inverse: Array
    count: int


def normalize(x: Array, mean: Array | None, variance: Array | None, epsilon: float) -> Normalized:
    """x̂ = (x − μ)/√(σ² + ε); μ and the biased σ² are the batch's own where none are given."""
    axes = tuple(range(x.ndim - 1))
    if mean is None or variance is None:
        mean = x.mean(axis=axes)
        variance = np.square(x - mean).mean(axis=axes)
    inverse = (1 / np.sqrt(variance + x.dtype.type(epsilon))).astype(x.dtype)
    centred = x - mean
    count = x.size // x.shape[-1]
    return Normalized(centred * inverse, mean, variance, centred, inverse, count)


def normalize_backward(pass_: Normalized, dx_hat: Array, through_statistics: bool) -> Array:
    """∂loss/∂x from ∂loss/∂x̂ (Ioffe & Szegedy 2015, arXiv 1502.03167, the three lines of §3 joined)."""
    if not through_statistics:
        return dx_hat * pass_.inverse
    axes = tuple(range(dx_hat.ndim - 1))
    along = (dx_hat * pass_.outputs).mean(axis=axes)
    gradient: Array = pass_.inverse * (dx_hat - dx_hat.mean(axis=axes) - pass_.outputs * along)
    return gradient


def running_statistics(
    pass_: Normalized, mean: Array, variance: Array, convention: str, momentum: float | None, seen: int
) -> tuple[Array, Array]:
    """The running mean and variance after one more batch.

    Keras: momentum is the weight of the old value, and the variance is biased. PyTorch: momentum is the weight of the
    new value (None: 1/(batches seen + 1)), and the variance is unbiased.
    """
    if convention == "keras":
        assert momentum is not None
        weight, new_variance = 1 - momentum, pass_.variance
    else:
        weight = 1 / (seen + 1) if momentum is None else momentum
        new_variance = pass_.variance * (pass_.count / (pass_.count - 1))
    dtype = mean.dtype
    return (
        (mean + (pass_.mean - mean) * weight).astype(dtype),
        (variance + (new_variance - variance) * weight).astype(dtype),
    )


def activate(name: str, x: Array, slope: float = 0) -> Array:
    """y = f(x)."""
    match name:
        case "linear":
            y = x
        case "relu":
            y = np.where(x > 0, x, 0)
        case "leaky_relu":
            y = np.where(x > 0, x, slope * x)
        case "sigmoid":
            small = np.exp(-np.abs(x))
            y = np.where(x >= 0, 1, small) / (1 + small)
        case "tanh":
            y = np.tanh(x)
        case "gelu":
            y = x * _gaussian_distribution(x)
        case "softmax":
            e = np.exp(x - x.max(axis=-1, keepdims=True))
            y = e / e.sum(axis=-1, keepdims=True)
        case _:
            raise ValueError(f"no activation is called {name}")
    return y.astype(x.dtype)


def activate_backward(name: str, x: Array, dy: Array, slope: float = 0) -> Array:
    """∂loss/∂x from ∂loss/∂y; at a kink the derivative is the one from the left."""
    match name:
        case "linear":
            dx = dy
        case "relu":
            dx = np.where(x > 0, dy, 0)
        case "leaky_relu":
            dx = np.where(x > 0, dy, slope * dy)
        case "sigmoid":
            # s(−x) = 1 − s(x), without the cancellation.
            dx = dy * activate(name, x) * activate(name, -x)
        case "tanh":
            dx = dy / np.square(np.cosh(np.clip(x, -300, 300).astype(np.float64)))
        case "gelu":
            density = np.exp(-np.square(x) / 2) / math.sqrt(2 * math.pi)
            dx = dy * (_gaussian_distribution(x) + x * density)
        case "softmax":
            y = activate(name, x)
            dx = y * (dy - (dy * y).sum(axis=-1, keepdims=True))
        case _:
            raise ValueError(f"no activation is called {name}")
    return dx.astype(x.dtype)


def _gaussian_distribution(x: Array) -> Array:
    # 1 + erf loses its digits for negative x; erfc keeps them.
    lower = np.vectorize(math.erfc, otypes=[np.float64])(np.abs(x) / math.sqrt(2)) / 2
    result: Array = np.where(x > 0, 1 - lower, lower)
    return result


def row_losses(kind: str, targets: Array, outputs: Array) -> tuple[Array, Array]:
    """Each row's loss, and its gradient with respect to that row's outputs (not divided by the number of rows)."""
    columns = outputs.shape[-1]
    match kind:
        case "sparse_categorical_crossentropy":
            return row_losses("categorical_crossentropy", np.eye(columns, dtype=outputs.dtype)[targets], outputs)
        case "categorical_crossentropy":
            shifted = outputs - outputs.max(axis=-1, keepdims=True)
            log_softmax = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
            gradient = np.exp(log_softmax) * targets.sum(axis=-1, keepdims=True) - targets
            return -(targets * log_softmax).sum(axis=-1), gradient
        case "binary_crossentropy":
            losses = np.maximum(outputs, 0) - outputs * targets + np.log1p(np.exp(-np.abs(outputs)))
            return losses.mean(axis=-1), (activate("sigmoid", outputs) - targets) / columns
        case "mean_squared_error":
            difference = outputs - targets
            return np.square(difference).mean(axis=-1), 2 * difference / columns
        case "mean_absolute_error":
            difference = outputs - targets
            return np.abs(difference).mean(axis=-1), np.sign(difference) / columns
        case "huber":
            difference = outputs - targets
            size = np.abs(difference)
            losses = np.where(size <= 1, difference * difference / 2, size - 0.5)
            return losses.mean(axis=-1), np.clip(difference, -1, 1) / columns
        case _:
            raise ValueError(f"no loss is called {kind}")
