"""Makes layers/conv2d.json: convolutions and their gradients, by PyTorch in float64, the outputs checked against Keras.

Run: python make_convolution_fixtures.py (needs numpy, torch and keras).
"""

import importlib
import os
from typing import Any

import numpy as np

from golden_json import FOLDER, made_by, tensor, tensors, write

os.environ["KERAS_BACKEND"] = "torch"
# Imported by name: neither ships types that mypy --strict accepts, and Keras reads the variable above.
torch = importlib.import_module("torch")
keras = importlib.import_module("keras")

Array = np.ndarray[Any, np.dtype[np.float64]]
Pair = tuple[int, int]

# input [N, H, W, C], filters, kernel, strides, padding, bias
CASES: list[tuple[tuple[int, int, int, int], int, Pair, Pair, str, bool]] = [
    ((1, 1, 1, 1), 1, (1, 1), (1, 1), "valid", True),
    ((2, 5, 6, 1), 4, (3, 3), (1, 1), "same", False),
    ((2, 5, 6, 3), 4, (3, 3), (1, 1), "valid", True),
    ((2, 6, 5, 3), 2, (3, 3), (2, 2), "same", True),
    ((2, 7, 6, 2), 3, (3, 3), (2, 2), "same", False),
    ((2, 7, 6, 2), 3, (3, 3), (2, 2), "valid", True),
    ((1, 6, 7, 2), 3, (2, 4), (1, 3), "same", True),
    ((1, 8, 5, 2), 3, (5, 2), (3, 1), "same", True),
    ((3, 4, 4, 5), 6, (1, 1), (1, 1), "same", False),
    ((2, 5, 4, 3), 5, (1, 1), (2, 2), "same", True),
    ((2, 5, 7, 2), 3, (2, 2), (3, 3), "same", False),
    ((1, 3, 3, 17), 5, (3, 3), (1, 1), "same", True),
]


def main() -> None:
    """Makes the file."""
    keras.backend.set_floatx("float64")
    cases = [convolution(*case, seed) for seed, case in enumerate(CASES)]
    path = FOLDER / "layers" / "conv2d.json"
    write(path, {"layer": "conv2d", "made_by": made_by("torch", "keras", "numpy"), "cases": cases})


def draw(random: np.random.Generator, shape: tuple[int, ...], size: float) -> Array:
    """Uniform multiples of 1/1024: exact in float32 and short in decimals."""
    drawn: Array = random.integers(round(-size * 1024), round(size * 1024) + 1, shape) / 1024
    return drawn


def edges(size: int, window: int, stride: int, padding: str) -> Pair:
    """Zeros before and after one axis, by TensorFlow's rule."""
    if padding == "valid":
        return 0, 0
    zeros = max(((size - 1) // stride) * stride + window - size, 0)
    return zeros // 2, zeros - zeros // 2


def convolution(
    shape: tuple[int, int, int, int], filters: int, kernel: Pair, strides: Pair, padding: str, use_bias: bool, seed: int
) -> dict[str, Any]:
    """One case: PyTorch's images have the channels first, and it pads evenly only."""
    random = np.random.default_rng([7, seed])
    x = draw(random, shape, 2)
    parameters = {"kernel": draw(random, (*kernel, shape[3], filters), 1)}
    if use_bias:
        parameters["bias"] = draw(random, (filters,), 1)
    variables = {name: torch.tensor(value, requires_grad=True) for name, value in parameters.items()}
    images = torch.tensor(x, requires_grad=True)
    top, bottom = edges(shape[1], kernel[0], strides[0], padding)
    left, right = edges(shape[2], kernel[1], strides[1], padding)
    padded = torch.nn.functional.pad(images.permute(0, 3, 1, 2), (left, right, top, bottom))
    weight = variables["kernel"].permute(3, 2, 0, 1)
    y = torch.nn.functional.conv2d(padded, weight, variables.get("bias"), strides).permute(0, 2, 3, 1)
    dy = draw(random, tuple(y.shape), 2)
    y.backward(torch.tensor(dy))
    outputs = y.detach().numpy()
    layer = keras.layers.Conv2D(filters, kernel, strides, padding, use_bias=use_bias)
    layer.build(shape)
    layer.set_weights(list(parameters.values()))
    assert np.allclose(layer(x).detach().cpu().numpy(), outputs, rtol=0, atol=1e-5 * float(np.abs(outputs).max()))
    return {
        "name": f"{'x'.join(map(str, shape))}_{filters}_{kernel[0]}x{kernel[1]}_{strides[0]}x{strides[1]}_{padding}",
        "configuration": {
            "filters": filters,
            "kernel_size": list(kernel),
            "strides": list(strides),
            "padding": padding,
            "use_bias": use_bias,
        },
        "inputs": tensor(x),
        "parameters": tensors(parameters),
        "upstream_gradient": tensor(dy),
        "outputs": tensor(outputs),
        "input_gradient": tensor(images.grad.numpy()),
        "parameter_gradients": tensors({name: value.grad.numpy() for name, value in variables.items()}),
        "tolerance": 1e-5,
    }


if __name__ == "__main__":
    main()
