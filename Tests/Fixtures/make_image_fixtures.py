"""Makes layers/*_pooling2d.json, zero_padding2d.json and depthwise_conv2d.json: Keras's layers and their gradients in
float64, each checked against PyTorch's own functions.

Run: python make_image_fixtures.py (needs numpy, torch and keras).
"""

import importlib
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from golden_json import FOLDER, made_by, tensor, tensors, write

os.environ["KERAS_BACKEND"] = "torch"
# Imported by name: neither ships types that mypy --strict accepts, and Keras reads the variable above.
torch = importlib.import_module("torch")
keras = importlib.import_module("keras")

Array = np.ndarray[Any, np.dtype[np.float64]]
Case = dict[str, Any]
Pair = tuple[int, int]
Images = tuple[int, int, int, int]

# input [N, H, W, C], window, strides, padding: windows that meet, overlap, leave pixels out and reach over edges
WINDOWS: list[tuple[Images, Pair, Pair, str]] = [
    ((1, 1, 1, 1), (1, 1), (1, 1), "valid"),
    ((2, 4, 6, 3), (2, 2), (2, 2), "valid"),
    ((2, 5, 7, 2), (2, 2), (2, 2), "valid"),
    ((2, 5, 7, 2), (2, 2), (2, 2), "same"),
    ((1, 6, 5, 2), (3, 3), (2, 2), "same"),
    ((1, 6, 5, 2), (3, 2), (1, 2), "valid"),
    ((2, 7, 6, 1), (2, 1), (3, 2), "same"),
    ((1, 3, 4, 5), (3, 4), (3, 4), "valid"),
]


def main() -> None:
    """Makes every file."""
    keras.config.set_floatx("float64")
    # Without TensorFlow, Keras rounds the result of every float64 operation to float32 to do as JAX does.
    importlib.import_module("keras.src.backend.common.dtypes").BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    save("max_pooling2d", [pooling("MaxPooling2D", *case, seed) for seed, case in enumerate(WINDOWS)])
    save("average_pooling2d", [pooling("AveragePooling2D", *case, seed) for seed, case in enumerate(WINDOWS)])
    shapes = [(1, 1, 1, 1), (2, 3, 5, 4), (1, 4, 5, 17)]
    save("global_average_pooling2d", [global_average(shape, bool(seed % 2), seed) for seed, shape in enumerate(shapes)])
    borders = [((1, 1), (1, 1)), ((2, 2), (0, 0)), ((0, 3), (2, 1)), ((0, 0), (0, 0))]
    save("zero_padding2d", [zero_padding((2, 3, 4, 3), padding, seed) for seed, padding in enumerate(borders)])
    save("depthwise_conv2d", [depthwise(*case, seed) for seed, case in enumerate(DEPTHWISE)])


def save(layer: str, cases: list[Case]) -> None:
    """Writes the cases of one layer."""
    path = FOLDER / "layers" / f"{layer}.json"
    write(path, {"layer": layer, "made_by": made_by("keras", "torch", "numpy"), "cases": cases})


def draw(random: np.random.Generator, shape: tuple[int, ...], size: float) -> Array:
    """Uniform multiples of 1/1024: exact in float32 and short in decimals."""
    drawn: Array = random.integers(round(-size * 1024), round(size * 1024) + 1, shape) / 1024
    return drawn


def edges(size: int, window: int, stride: int, padding: str) -> Pair:
    """Pixels beyond the ends of one axis, by TensorFlow's rule."""
    if padding == "valid":
        return 0, 0
    beyond = max(((size - 1) // stride) * stride + window - size, 0)
    return beyond // 2, beyond - beyond // 2


def padded(images: Any, window: Pair, strides: Pair, padding: str, value: float) -> Any:
    """PyTorch's images, channels first, with what the windows reach over filled."""
    top, bottom = edges(images.shape[2], window[0], strides[0], padding)
    left, right = edges(images.shape[3], window[1], strides[1], padding)
    return torch.nn.functional.pad(images, (left, right, top, bottom), value=value)


def pooling(kind: str, shape: Images, window: Pair, strides: Pair, padding: str, seed: int) -> Case:
    """The largest or the mean; half of the numbers of a maximum come twice."""
    x = draw(np.random.default_rng([8, seed]), shape, 2)
    if kind == "MaxPooling2D":
        x = np.round(x * 2) / 2

    def plainly(images: Any) -> Any:
        if kind == "MaxPooling2D":
            return torch.nn.functional.max_pool2d(padded(images, window, strides, padding, -np.inf), window, strides)
        sums = padded(images, window, strides, padding, 0)
        counts = padded(torch.ones_like(images), window, strides, padding, 0)
        return torch.nn.functional.avg_pool2d(sums, window, strides) / torch.nn.functional.avg_pool2d(
            counts, window, strides
        )

    layer = getattr(keras.layers, kind)(window, strides, padding)
    if kind == "AveragePooling2D" and padding == "same":
        # Keras on PyTorch repeats the edge where the padding is uneven; elsewhere only real pixels count.
        layer = keras.layers.Lambda(lambda v: plainly(v.permute(0, 3, 1, 2)).permute(0, 2, 3, 1), name="average")
    configuration = {"pool_size": list(window), "strides": list(strides), "padding": padding}
    return case(layer, configuration, x, {}, plainly, seed)


def global_average(shape: Images, keepdims: bool, seed: int) -> Case:
    """The mean of the whole image."""
    x = draw(np.random.default_rng([9, seed]), shape, 2)
    layer = keras.layers.GlobalAveragePooling2D(keepdims=keepdims)
    return case(layer, {"keepdims": keepdims}, x, {}, lambda v: v.mean(dim=(2, 3), keepdim=True), seed)


def zero_padding(shape: Images, padding: tuple[Pair, Pair], seed: int) -> Case:
    """Zeros around an image."""
    x = draw(np.random.default_rng([10, seed]), shape, 2)
    (top, bottom), (left, right) = padding

    def plainly(images: Any) -> Any:
        return torch.nn.functional.pad(images, (left, right, top, bottom))

    return case(keras.layers.ZeroPadding2D(padding), {"borders": [top, bottom, left, right]}, x, {}, plainly, seed)


# input, kernel, strides, padding, depth multiplier, bias
DEPTHWISE: list[tuple[Images, Pair, Pair, str, int, bool]] = [
    ((1, 1, 1, 1), (1, 1), (1, 1), "valid", 1, True),
    ((2, 5, 6, 3), (3, 3), (1, 1), "same", 1, False),
    ((2, 5, 6, 3), (3, 3), (1, 1), "valid", 1, True),
    ((2, 7, 6, 2), (3, 3), (2, 2), "same", 3, True),
    ((1, 7, 8, 2), (2, 4), (2, 2), "valid", 2, False),
    ((1, 3, 3, 17), (5, 5), (1, 1), "same", 1, True),
]


def depthwise(
    shape: Images, kernel: Pair, strides: Pair, padding: str, multiplier: int, use_bias: bool, seed: int
) -> Case:
    """Each channel with kernels of its own."""
    random = np.random.default_rng([11, seed])
    x = draw(random, shape, 2)
    channels = shape[3]
    parameters = {"kernel": draw(random, (*kernel, channels, multiplier), 1)}
    if use_bias:
        parameters["bias"] = draw(random, (channels * multiplier,), 1)
    weight = torch.tensor(parameters["kernel"]).permute(2, 3, 0, 1).reshape(channels * multiplier, 1, *kernel)
    bias = torch.tensor(parameters["bias"]) if use_bias else None

    def plainly(images: Any) -> Any:
        whole = padded(images, kernel, strides, padding, 0)
        return torch.nn.functional.conv2d(whole, weight, bias, strides, groups=channels)

    layer = keras.layers.DepthwiseConv2D(kernel, strides, padding, multiplier, use_bias=use_bias)
    configuration = {
        "kernel_size": list(kernel),
        "strides": list(strides),
        "padding": padding,
        "depth_multiplier": multiplier,
        "use_bias": use_bias,
    }
    return case(layer, configuration, x, parameters, plainly, seed)


def case(
    layer: Any, configuration: Case, x: Array, parameters: dict[str, Array], plainly: Callable[[Any], Any], seed: int
) -> Case:
    """Keras's outputs and gradients as they stand in the file, once PyTorch's function has given the same."""
    layer.build(x.shape)
    layer.set_weights(list(parameters.values()))
    images = torch.tensor(x, requires_grad=True)
    y = layer(images)
    dy = draw(np.random.default_rng([12, seed]), tuple(y.shape), 2)
    y.backward(torch.tensor(dy))
    again = torch.tensor(x, requires_grad=True)
    z = plainly(again.permute(0, 3, 1, 2)).permute(0, 2, 3, 1).reshape(y.shape)
    z.backward(torch.tensor(dy))
    found = (y.detach().numpy(), images.grad.numpy())
    for mine, theirs in zip(found, (z.detach().numpy(), again.grad.numpy()), strict=True):
        assert np.allclose(mine, theirs, rtol=0, atol=1e-12), layer.name
    gradients = {name: weight.value.grad.numpy() for name, weight in zip(parameters, layer.weights, strict=True)}
    return {
        "name": "_".join(["x".join(map(str, x.shape)), *map(str, configuration.values())]).replace(" ", ""),
        "configuration": configuration,
        "inputs": tensor(x),
        "parameters": tensors(parameters),
        "upstream_gradient": tensor(dy),
        "outputs": tensor(found[0]),
        "input_gradient": tensor(found[1]),
        "parameter_gradients": tensors(gradients),
        "tolerance": 1e-5,
    }


if __name__ == "__main__":
    main()
