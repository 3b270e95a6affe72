"""A saved model's description: JSON in its safetensors file, see docs/archive.md."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from normkit import _abi, losses, metrics, optimizers
from normkit._activations import ActivationFunction
from normkit._compilation import Compilation
from normkit._errors import FormatError
from normkit.initializers import Initializer
from normkit.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    InstanceNormalization,
    Layer,
    LayerNormalization,
    MaxPooling2D,
    Residual,
    RMSNormalization,
    ZeroPadding2D,
)
from normkit.optimizers import schedules

Options = Mapping[str, Any]


def read_sections(path: str) -> dict[str, Any]:
    """The JSON sections of a file that the library has accepted: "model", maybe "training".

    Raises
    ------
    FormatError
        When another program has changed the file since.
    """
    import json  # noqa: PLC0415, not every program needs it

    try:
        with open(path, "rb") as file:
            size = int.from_bytes(file.read(8), "little")
            metadata = json.loads(file.read(size))["__metadata__"]
        return {
            name: json.loads(metadata[f"normkit.{name}"])
            for name in ("model", "training")
            if f"normkit.{name}" in metadata
        }
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(f"{path}: changed while it was read: {error!r}") from None


class Found(NamedTuple):
    """A layer, the places of the library's layers that it stands for, and those in it."""

    layer: Layer
    places: list[int]
    inner: list[Found]


def layers_of(document: Options) -> list[Found]:
    """The layers of a "model" section.

    A Dense or a convolution and the activation called after it are one layer here, as they were
    when saved.
    """
    return _path(document["layers"], itertools.count())


def _path(items: Iterable[Options], places: Iterator[int]) -> list[Found]:
    """The layers of one path, whose places and those of the layers in them come from `places`."""
    path: list[Found] = []
    for item in items:
        place = next(places)
        if item["kind"] == "residual":
            path.append(_residual(item["options"], place, places))
            continue
        layer = _MAKERS[item["kind"]](item["options"])
        before = path[-1].layer if path else None
        if (
            isinstance(layer, Activation)
            and isinstance(before, Dense | Conv2D | DepthwiseConv2D)
            and layer.name == f"{before.name}_activation"
        ):
            before.activation = layer.activation
            path[-1].places.append(place)
        else:
            path.append(Found(layer, [place], []))
    return path


def _residual(options: Options, place: int, places: Iterator[int]) -> Found:
    main = _path(options["layers"], places)
    shortcut = _path(options["shortcut"], places)
    block = Residual(
        [found.layer for found in main],
        [found.layer for found in shortcut],
        name=options["name"],
    )
    block.activation = _function(options["activation"])
    return Found(block, [place], main + shortcut)


def _initializer(options: Options) -> Initializer:
    kind = _abi.Initializer[options["name"].upper()]
    return Initializer(kind, options.get("value", 0.0))


def _dense(options: Options) -> Layer:
    return Dense(
        options["units"],
        use_bias=options["use_bias"],
        kernel_initializer=_initializer(options["kernel_initializer"]),
        bias_initializer=_initializer(options["bias_initializer"]),
        trainable=options["trainable"],
        name=options["name"],
    )


def _pair(options: Options) -> tuple[int, int]:
    return options["rows"], options["columns"]


def _conv2d(options: Options) -> Layer:
    return Conv2D(
        options["filters"],
        _pair(options["kernel_size"]),
        _pair(options["strides"]),
        options["padding"],
        use_bias=options["use_bias"],
        kernel_initializer=_initializer(options["kernel_initializer"]),
        bias_initializer=_initializer(options["bias_initializer"]),
        trainable=options["trainable"],
        name=options["name"],
    )


def _depthwise_conv2d(options: Options) -> Layer:
    return DepthwiseConv2D(
        _pair(options["kernel_size"]),
        _pair(options["strides"]),
        options["padding"],
        options["depth_multiplier"],
        use_bias=options["use_bias"],
        depthwise_initializer=_initializer(options["depthwise_initializer"]),
        bias_initializer=_initializer(options["bias_initializer"]),
        trainable=options["trainable"],
        name=options["name"],
    )


def _pooling(kind: type[MaxPooling2D | AveragePooling2D], options: Options) -> Layer:
    strides = options.get("strides")
    return kind(
        _pair(options["pool_size"]),
        None if strides is None else _pair(strides),
        options["padding"],
        name=options["name"],
    )


def _zero_padding2d(options: Options) -> Layer:
    rows, columns = ((options[a], options[b]) for a, b in (("top", "bottom"), ("left", "right")))
    return ZeroPadding2D((rows, columns), name=options["name"])


def _batch_normalization(options: Options) -> Layer:
    layer = BatchNormalization(
        momentum=options["momentum"],
        epsilon=options["epsilon"],
        center=options["center"],
        scale=options["scale"],
        beta_initializer=_initializer(options["beta_initializer"]),
        gamma_initializer=_initializer(options["gamma_initializer"]),
        averaging=options["averaging"],
        unbiased_variance=options["unbiased_variance"],
        requires_several_values=options["requires_several_values"],
        axis=options.get("given_axis", -1),
        virtual_batch_size=options.get("virtual_batch_size"),
        renormalization=_limits(options.get("renormalization")),
        statistics_sets=options.get("named_sets", ()),
        affine_per_set=options.get("separate_affine", False),
        name=options["name"],
    )
    layer.statistics = options["statistics"]
    layer.updates_statistics = options["updates_statistics"]
    layer.learns_affine = options["trainable"]
    return layer


def _limits(options: Options | None) -> tuple[tuple[float, ...], ...] | None:
    if options is None:
        return None
    ramps = (options["r_max"], options["d_max"])
    return tuple(tuple(ramp[key] for key in ("from", "to", "begin", "end")) for ramp in ramps)


_CENTRED = ("center", "beta_initializer")
"""The options of a norm that subtracts the mean."""


def _own_statistics(kind: type[Layer], *names: str) -> Callable[[Options], Layer]:
    keys = ("epsilon", "scale", "gamma_initializer", "trainable", "name", *names)

    def make(options: Options) -> Layer:
        given: dict[str, Any] = {key: options[key] for key in keys}
        for key in keys:
            if key.endswith("_initializer"):
                given[key] = _initializer(given[key])
        return kind(**given)

    return make


def _activation(options: Options) -> Layer:
    layer = Activation(None, name=options["name"])
    layer.activation = _function(options["function"])
    return layer


def _function(options: Options) -> ActivationFunction:
    return ActivationFunction(options["name"], options.get("negative_slope", 0.0))


_MAKERS: dict[str, Callable[[Options], Layer]] = {
    "activation": _activation,
    "average_pooling2d": lambda options: _pooling(AveragePooling2D, options),
    "batch_normalization": _batch_normalization,
    "conv2d": _conv2d,
    "dense": _dense,
    "depthwise_conv2d": _depthwise_conv2d,
    "dropout": lambda options: Dropout(options["rate"], name=options["name"]),
    "flatten": lambda options: Flatten(name=options["name"]),
    "group_normalization": _own_statistics(GroupNormalization, *_CENTRED, "groups"),
    "instance_normalization": _own_statistics(InstanceNormalization, *_CENTRED),
    "layer_normalization": _own_statistics(LayerNormalization, *_CENTRED),
    "rms_normalization": _own_statistics(RMSNormalization),
    "global_average_pooling2d": lambda options: GlobalAveragePooling2D(
        keepdims=options["keep_dimensions"], name=options["name"]
    ),
    "max_pooling2d": lambda options: _pooling(MaxPooling2D, options),
    "zero_padding2d": _zero_padding2d,
}


def compilation_in(document: Options, last_activation: str | None) -> Compilation:
    """What a "training" section says of compile. Accuracy is measured wherever the loss has one.

    An exponential average of every step's weights is an optimizer's `use_ema`.
    """
    loss = losses.get(document["loss"])
    options = document.get("loss_options", {})
    if isinstance(loss, losses.Crossentropy):
        smoothing = options.get("label_smoothing", 0.0)
        loss = type(loss)(last_activation != loss.ending, smoothing)
    if isinstance(loss, losses.Huber):
        loss = losses.Huber(options.get("delta", 1.0))
    found = (metrics.Accuracy(),) if loss.has_accuracy else ()
    optimizer = _optimizer(document["optimizer"])
    average = document.get("average", {}).get("averaging", {"rule": {}})
    exponential = average["rule"].get("exponential")
    if exponential and (average["start"], average["interval"]) == (0, 1):
        optimizer.use_ema = True
        optimizer.ema_momentum = exponential["momentum"]
    return Compilation(optimizer, loss, found)


def _optimizer(options: Options) -> optimizers.Optimizer:
    rate = _rate(options["learning_rate"], options["schedule"])
    decay = options["weight_decay"]
    ((name, numbers),) = options["rule"].items()
    clipping = _clipping(options.get("clipping"))
    if name == "sgd":
        return optimizers.SGD(rate, numbers["momentum"], numbers["nesterov"], decay, **clipping)
    if name == "rmsprop":
        return optimizers.RMSprop(
            rate,
            numbers["rho"],
            numbers["momentum"],
            numbers["epsilon"],
            numbers["centered"],
            decay,
            **clipping,
        )
    return optimizers.Adam(
        rate, numbers["beta1"], numbers["beta2"], numbers["epsilon"], decay, **clipping
    )


def _clipping(document: Options | None) -> dict[str, Any]:
    if document is None:
        return {}
    ((name, numbers),) = document.items()
    keywords = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}
    return {keywords[name]: numbers["_0"]}


def _rate(initial: float, schedule: Options) -> float | schedules.LearningRateSchedule:
    ((name, numbers),) = schedule.items()
    if name == "exponential_decay":
        return schedules.ExponentialDecay(
            initial, numbers["steps"], numbers["rate"], numbers["staircase"]
        )
    if name == "cosine_decay":
        return schedules.CosineDecay(initial, numbers["steps"], numbers["alpha"])
    if name == "piecewise_constant":
        factors: Sequence[float] = numbers["factors"]
        return schedules.PiecewiseConstantDecay(
            numbers["boundaries"], [initial * factor for factor in factors]
        )
    return initial
