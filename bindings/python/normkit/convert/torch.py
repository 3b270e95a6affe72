"""PyTorch modules and state dicts, by their names and shapes: torch itself is not imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from normkit import layers
from normkit._errors import InvalidArgumentError, ShapeError, UnsupportedError
from normkit.layers import Layer, Residual
from normkit.models import Input, Sequential

Array = npt.NDArray[np.float32]
Image = tuple[int, ...] | None

_NAMES = {
    "kernel": "weight",
    "depthwise_kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}
_CHANNELS_FIRST = {"kernel": (3, 2, 0, 1), "depthwise_kernel": (2, 3, 0, 1)}


def from_torch(module: Any, input_shape: tuple[int, ...]) -> Sequential:
    """A `torch.nn.Sequential` as a normkit model with the same outputs in eval mode.

    Images are channels last here: a module that takes [N, 3, 32, 32] becomes a model that takes
    [N, 32, 32, 3]. A Linear behind a Flatten gets its rows in that order. Layers are called as the
    module calls them: "0", "1", ….

    Parameters
    ----------
    module
        A Sequential of Linear, Conv2d, BatchNorm1d, BatchNorm2d, ReLU, LeakyReLU, Sigmoid, Tanh,
        GELU, Softmax, Dropout, Flatten, Identity, MaxPool2d, AvgPool2d and AdaptiveAvgPool2d(1).
    input_shape
        One sample's shape without the batch, channels last.

    Raises
    ------
    UnsupportedError
        For another module or option.
    """
    found: list[Layer] = []
    for name, child in module.named_children():
        kind = type(child).__name__
        maker = _MAKERS.get(kind)
        if maker is None:
            raise UnsupportedError(f"from_torch: normkit has no layer for {kind} ({name})")
        layer = maker(child, name)
        if layer is not None:
            found.append(layer)
    model = Sequential([Input(input_shape), *found])
    load_torch_state_dict(model, module.state_dict())
    return model


def load_torch_state_dict(model: Sequential, state: Mapping[str, Any]) -> None:
    """Puts a state dict's numbers into a model whose layers with weights come in the same order.

    A residual block's main path comes before its shortcut, as in torchvision's ResNets.

    Raises
    ------
    InvalidArgumentError
        When there are other layers, or weights missing.
    ShapeError
        When a weight has another shape.
    """
    groups: dict[str, dict[str, Array]] = {}
    for key, value in state.items():
        owner, _, name = key.rpartition(".")
        if name != "num_batches_tracked":
            groups.setdefault(owner, {})[name] = _numbers(value)
    model._built()
    owners = list(_with_flattened(model))
    if len(groups) != len(owners):
        raise InvalidArgumentError(
            f"load_torch_state_dict: the model has {len(owners)} layers with weights, the state "
            f"dict {len(groups)}"
        )
    values = []
    for (owner, group), (layer, image) in zip(groups.items(), owners, strict=True):
        for weight in layer.weights:
            name = _NAMES[weight.name]
            if name not in group:
                raise InvalidArgumentError(f"load_torch_state_dict: there is no {owner}.{name}")
            array = _from_torch(weight.name, group.pop(name), image, weight.shape[-2:][0])
            if array.shape != weight.shape:
                raise ShapeError(
                    f"load_torch_state_dict: {owner}.{name} becomes {array.shape}, "
                    f"{weight.path} is {weight.shape}"
                )
            values.append((weight, array))
        if group:
            raise InvalidArgumentError(
                f"load_torch_state_dict: {layer.name} has no place for {owner}.{next(iter(group))}"
            )
    for weight, array in values:
        weight.assign(array)


def to_torch_state_dict(model: Sequential) -> dict[str, Array]:
    """The model's numbers in PyTorch's shapes and names: "0.weight", "1.running_mean".

    Those of a layer in a residual block are called after both: "residual.dense.weight".
    `module.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()}, strict=False)`
    leaves out num_batches_tracked, which is not among them.
    """
    model._built()
    state: dict[str, Array] = {}
    for layer, image in _with_flattened(model):
        for weight in layer.weights:
            array = _to_torch(weight.name, weight.numpy(), image)
            state[f"{layer.path.replace('/', '.')}.{_NAMES[weight.name]}"] = array
    return state


def _with_flattened(model: Sequential) -> Iterator[tuple[Layer, Image]]:
    """Layers with weights; a Dense behind a Flatten of an image with the image's shape."""
    model._built()
    return _along(model.layers, _sizes(model.input_shape), None)


def _along(
    layers: Iterable[Layer], shape: tuple[int, ...], image: Image
) -> Iterator[tuple[Layer, Image]]:
    """Those of one path, which begins with values of a shape, made of an image or not."""
    for layer in layers:
        if isinstance(layer, Residual):
            yield from _along(layer.layers, shape, image)
            yield from _along(layer.shortcut, shape, image)
        elif layer.weights:
            yield layer, image if layer.kind == "dense" else None
        if layer.kind == "flatten" and len(shape) == 3:
            image = shape
        elif layer.kind in {"dense", "residual"}:
            image = None
        shape = _sizes(layer.output_shape)


def _sizes(shape: tuple[int | None, ...]) -> tuple[int, ...]:
    """A sample's shape."""
    return tuple(int(size or 0) for size in shape[1:])


def _from_torch(name: str, array: Array, image: Image, channels: int) -> Array:
    if name == "kernel" and array.ndim == 2:
        if image is not None:
            height, width, depth = image
            array = array.reshape(len(array), depth, height, width).transpose(0, 2, 3, 1)
            array = array.reshape(len(array), -1)
        return _stored(array.T)
    if name in _CHANNELS_FIRST and array.ndim == 4:
        if name == "depthwise_kernel":
            rows, columns = array.shape[2:]
            return _stored(array.reshape(channels, -1, rows, columns).transpose(2, 3, 0, 1))
        return _stored(array.transpose(2, 3, 1, 0))
    return array


def _to_torch(name: str, array: Array, image: Image) -> Array:
    if name == "kernel" and array.ndim == 2:
        array = array.T
        if image is not None:
            array = array.reshape(len(array), *image).transpose(0, 3, 1, 2)
            array = array.reshape(len(array), -1)
        return array
    if name == "depthwise_kernel":
        rows, columns, channels, multiplier = array.shape
        array = array.transpose(2, 3, 0, 1)
        return _stored(array.reshape(channels * multiplier, 1, rows, columns))
    if name in _CHANNELS_FIRST:
        return _stored(array.transpose(_CHANNELS_FIRST[name]))
    return array


def _stored(array: Any) -> Array:
    """Row by row in memory."""
    return np.ascontiguousarray(array, np.float32)


def _numbers(value: Any) -> Array:
    """A tensor's numbers, wherever it lives; an array as it is."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.asarray(value, np.float32)


def _activation(name: str) -> Callable[[Any, str], Layer | None]:
    return lambda _, layer: layers.Activation(name, name=layer)


def _gelu(child: Any, name: str) -> Layer:
    if child.approximate != "none":
        raise UnsupportedError(f"from_torch: GELU({child.approximate!r}) ({name}): only exact")
    return layers.Activation("gelu", name=name)


def _batch_norm(child: Any, name: str) -> Layer:
    if not child.track_running_stats:
        raise UnsupportedError(f"from_torch: {name} does not track running statistics")
    return layers.BatchNormalization.torch(child.momentum, child.eps, child.affine, name=name)


def _image(kind: str, name: str, **options: Any) -> Layer:
    maker = getattr(layers, kind, None)
    if maker is None:
        raise UnsupportedError(f"from_torch: normkit has no {kind} ({name})")
    layer: Layer = maker(**options, name=name)
    return layer


def _conv(child: Any, name: str) -> Layer:
    padding = child.padding
    size, strides = tuple(child.kernel_size), tuple(child.stride)
    if tuple(child.dilation) != (1, 1) or child.padding_mode != "zeros" or child.groups != 1:
        raise UnsupportedError(f"from_torch: Conv2d ({name}) with dilation, groups or padding mode")
    if padding in {"same", "valid"}:
        chosen = str(padding)
    elif tuple(padding) == (0, 0):
        chosen = "valid"
    elif (
        tuple(padding) == tuple((k - 1) // 2 for k in size)
        and all(k % 2 for k in size)
        and (strides == (1, 1))
    ):
        chosen = "same"
    else:
        raise UnsupportedError(
            f"from_torch: Conv2d ({name}) with padding {padding} and stride {strides}: use a "
            "ZeroPad2d before it"
        )
    return _image(
        "Conv2D",
        name,
        filters=child.out_channels,
        kernel_size=size,
        strides=strides,
        padding=chosen,
        use_bias=child.bias is not None,
    )


def _pair(value: Any) -> tuple[int, int]:
    return (int(value), int(value)) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _pool(kind: str) -> Callable[[Any, str], Layer | None]:
    def make(child: Any, name: str) -> Layer:
        if _pair(child.padding) != (0, 0) or child.ceil_mode:
            raise UnsupportedError(f"from_torch: {name} pools with padding or ceil_mode")
        if _pair(getattr(child, "dilation", 1)) != (1, 1):
            raise UnsupportedError(f"from_torch: {name} pools with dilation")
        return _image(kind, name, pool_size=_pair(child.kernel_size), strides=_pair(child.stride))

    return make


def _global_pool(child: Any, name: str) -> Layer:
    if child.output_size not in {1, (1, 1)}:
        raise UnsupportedError(f"from_torch: {name} pools to {child.output_size}, not to 1")
    return _image("GlobalAveragePooling2D", name, keepdims=True)


def _zero_padding(child: Any, name: str) -> Layer:
    left, right, top, bottom = child.padding
    return _image("ZeroPadding2D", name, padding=((top, bottom), (left, right)))


_MAKERS: dict[str, Callable[[Any, str], Layer | None]] = {
    "Linear": lambda child, name: layers.Dense(
        child.out_features, use_bias=child.bias is not None, name=name
    ),
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "ReLU": _activation("relu"),
    "Sigmoid": _activation("sigmoid"),
    "Tanh": _activation("tanh"),
    "Softmax": _activation("softmax"),
    "GELU": _gelu,
    "LeakyReLU": lambda child, name: layers.LeakyReLU(child.negative_slope, name=name),
    "Dropout": lambda child, name: layers.Dropout(child.p, name=name),
    "Flatten": lambda _, name: layers.Flatten(name=name),
    "Identity": lambda *_: None,
    "Conv2d": _conv,
    "MaxPool2d": _pool("MaxPooling2D"),
    "AvgPool2d": _pool("AveragePooling2D"),
    "AdaptiveAvgPool2d": _global_pool,
    "ZeroPad2d": _zero_padding,
}
