"""The networks, losses and optimizers that the training fixtures cover."""

from collections.abc import Iterator
from typing import Any

Layer = dict[str, Any]

KERAS = {"convention": "keras", "momentum": 0.99, "epsilon": 1e-3}
TORCH = {"convention": "torch", "momentum": 0.1, "epsilon": 1e-5}


def dense(units: int, use_bias: bool = True) -> Layer:
    """y = x·kernel (+ bias)."""
    return {"type": "dense", "units": units, "use_bias": use_bias}


def norm(preset: dict[str, Any], **changes: Any) -> Layer:
    """Batch normalization with one framework's defaults."""
    switches = {"center": True, "scale": True, "statistics": "batch", "learns_affine": True}
    return {"type": "batch_normalization", **preset, **switches, **changes}


def activation(function: str, slope: float = 0.0) -> Layer:
    """An activation; the slope is leaky ReLU's."""
    return {"type": "activation", "function": function, "slope": slope}


def residual(layers: list[Layer], shortcut: list[Layer], function: str) -> Layer:
    """The activated sum of two paths; an empty shortcut is the identity."""
    return {"type": "residual", "layers": layers, "shortcut": shortcut, "function": function, "slope": 0.0}


def sgd(learning_rate: float, momentum: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0) -> Layer:
    """Stochastic gradient descent; the decay is decoupled."""
    rates = {"learning_rate": learning_rate, "momentum": momentum}
    return {"name": "sgd", **rates, "nesterov": nesterov, "weight_decay": weight_decay}


def adam(name: str, learning_rate: float, weight_decay: float = 0.0, epsilon: float = 1e-7) -> Layer:
    """Adam, or AdamW with its decoupled decay."""
    rates = {"learning_rate": learning_rate, "weight_decay": weight_decay}
    return {"name": name, **rates, "beta_1": 0.9, "beta_2": 0.999, "epsilon": epsilon}


def network(preset: dict[str, Any], act: Layer, outputs: int = 3, **changes: Any) -> list[Layer]:
    """Twice dense without bias, batch normalization, activation; then dense."""
    hidden = [[dense(units, use_bias=False), norm(preset, **changes), dict(act)] for units in (5, 4)]
    return [*hidden[0], *hidden[1], dense(outputs)]


def activation_first(preset: dict[str, Any], function: str) -> list[Layer]:
    """Batch normalization after the activation."""
    hidden = [[dense(units), activation(function), norm(preset)] for units in (5, 4)]
    return [*hidden[0], *hidden[1], dense(3)]


def second_frozen(preset: dict[str, Any], **changes: Any) -> list[Layer]:
    """The second batch normalization is given its running statistics and leaves them alone."""
    first = [dense(5, use_bias=False), norm(preset), activation("relu")]
    second = [dense(4), norm(preset, statistics="running", **changes), activation("tanh")]
    return [*first, *second, dense(3)]


def residual_network(preset: dict[str, Any]) -> list[Layer]:
    """A block with a projection, one without; dense."""
    main = [dense(6, use_bias=False), norm(preset), activation("relu"), dense(4, use_bias=False), norm(preset)]
    projected = residual(main, [dense(4, use_bias=False), norm(preset)], "relu")
    plain = residual([dense(4, use_bias=False), norm(preset)], [], "tanh")
    return [projected, plain, dense(3)]


SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"
BINARY, SQUARED = "binary_crossentropy", "mean_squared_error"

# An epsilon that shows: Keras adds it outside the bias correction, PyTorch inside.
ADAMW = adam("adamw", 0.01, weight_decay=0.05, epsilon=1e-3)

# name: (batch size, layers, loss, optimizer)
KERAS_CASES: dict[str, tuple[int, list[Layer], str, Layer]] = {
    "keras_relu": (8, network(KERAS, activation("relu")), SPARSE, sgd(0.1)),
    "keras_sigmoid": (12, network(KERAS, activation("sigmoid")), CATEGORICAL, sgd(0.1, momentum=0.9)),
    "keras_tanh": (6, network(KERAS, activation("tanh"), 2), SQUARED, sgd(0.05, momentum=0.9, nesterov=True)),
    "keras_gelu": (8, network(KERAS, activation("gelu")), BINARY, adam("adam", 0.01)),
    "keras_leaky_relu": (10, network(KERAS, activation("leaky_relu", 0.2)), SPARSE, ADAMW),
    "keras_activation_first": (9, activation_first(KERAS, "relu"), SPARSE, sgd(0.1, 0.9, False, weight_decay=0.05)),
    "keras_no_center": (8, network(KERAS, activation("tanh"), center=False), SPARSE, sgd(0.1)),
    "keras_no_scale": (8, network(KERAS, activation("sigmoid"), scale=False), CATEGORICAL, adam("adam", 0.005)),
    "keras_no_affine": (
        11,
        network(KERAS | {"momentum": 0.5}, activation("relu"), center=False, scale=False),
        SQUARED,
        sgd(0.1, 0.5, True, weight_decay=0.01),
    ),
    "keras_frozen": (7, second_frozen(KERAS, learns_affine=False), SPARSE, sgd(0.1, momentum=0.9)),
    "keras_bias_before": (
        8,
        [dense(5), norm(KERAS | {"momentum": 0.9}), activation("sigmoid"), dense(1)],
        BINARY,
        sgd(0.2),
    ),
    "keras_softmax": (6, [*network(KERAS, activation("relu")), activation("softmax")], SQUARED, sgd(0.5)),
    "keras_plain": (6, [dense(5), activation("relu"), dense(4), activation("linear"), dense(3)], SPARSE, sgd(0.2)),
}

TORCH_CASES: dict[str, tuple[int, list[Layer], str, Layer]] = {
    "torch_relu": (8, network(TORCH, activation("relu")), SPARSE, sgd(0.1)),
    "torch_sigmoid": (12, network(TORCH, activation("sigmoid")), CATEGORICAL, sgd(0.1, momentum=0.9)),
    "torch_tanh": (6, network(TORCH, activation("tanh"), 2), SQUARED, sgd(0.05, momentum=0.9, nesterov=True)),
    "torch_gelu": (8, network(TORCH, activation("gelu")), BINARY, sgd(0.1, momentum=0.9)),
    "torch_leaky_relu": (10, network(TORCH, activation("leaky_relu", 0.01)), SPARSE, sgd(0.1)),
    "torch_activation_first": (9, activation_first(TORCH, "tanh"), SPARSE, sgd(0.1, momentum=0.9)),
    "torch_no_affine": (11, network(TORCH, activation("relu"), center=False, scale=False), SQUARED, sgd(0.1)),
    "torch_cumulative": (8, network(TORCH | {"momentum": None}, activation("sigmoid")), SPARSE, sgd(0.1)),
    "torch_eval": (7, second_frozen(TORCH), SPARSE, sgd(0.1, momentum=0.9)),
    "torch_eval_frozen_affine": (7, second_frozen(TORCH, learns_affine=False), SPARSE, sgd(0.1, momentum=0.9)),
}


RESIDUAL_CASES: dict[str, tuple[int, list[Layer], str, Layer]] = {
    "keras_residual": (24, residual_network(KERAS), SPARSE, sgd(0.02, momentum=0.9)),
    "torch_residual": (24, residual_network(TORCH), SPARSE, sgd(0.02, momentum=0.9)),
}


def case(entry: tuple[int, list[Layer], str, Layer]) -> dict[str, Any]:
    """A case as it stands in its file: the layers named as Keras names them."""
    batch, layers, loss, optimizer = entry
    return {"batch_size": batch, "input_size": 7, "layers": named(layers, ""), "loss": loss, "optimizer": optimizer}


def named(layers: list[Layer], prefix: str) -> list[Layer]:
    """The layers with their names; those in a block are counted through both paths, and named after it too."""
    seen: dict[str, int] = {}

    def with_name(layer: Layer) -> Layer:
        kind = layer["type"]
        count = seen[kind] = seen.get(kind, -1) + 1
        name = prefix + (f"{kind}_{count}" if count else kind)
        result = {"type": kind, "name": name, **layer}
        if kind == "residual":
            inner = named([*layer["layers"], *layer["shortcut"]], f"{name}/")
            main = len(layer["layers"])
            result |= {"layers": inner[:main], "shortcut": inner[main:]}
        return result

    return [with_name(layer) for layer in layers]


def leaves(layers: list[Layer]) -> Iterator[Layer]:
    """The layers that are no blocks, and those in blocks, in the order of their weights."""
    for layer in layers:
        if layer["type"] == "residual":
            yield from leaves([*layer["layers"], *layer["shortcut"]])
        else:
            yield layer
