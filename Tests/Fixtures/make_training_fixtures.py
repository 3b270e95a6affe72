"""Makes training/*.json: three training steps of small networks, computed by Keras and by PyTorch in float64.

Run: python make_training_fixtures.py (needs numpy, torch and keras). Every number is checked against plain NumPy before
it is written, and a float32 NumPy run must come within LIMIT of it, so that a float32 library can be held to ten times
that.
"""

import importlib
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from golden_json import FOLDER, made_by, tensor, tensors, write
from numpy_network import NumpyNetwork
from numpy_reference import Array
from training_cases import KERAS_CASES, RESIDUAL_CASES, SPARSE, SQUARED, TORCH_CASES, case, leaves

os.environ["KERAS_BACKEND"] = "torch"
# Imported by name: neither package ships types that mypy --strict accepts, and Keras reads the variable above.
torch = importlib.import_module("torch")
keras = importlib.import_module("keras")

STEPS = 3
AGREEMENT = 1e-11
LIMIT = 1e-6
KINK_MARGIN = 1e-3
ATTEMPTS = 50

Case = dict[str, Any]


def main() -> None:
    """Makes every file."""
    keras.config.set_floatx("float64")
    # Without TensorFlow, Keras rounds the result of every float64 operation to float32 to do as JAX does.
    importlib.import_module("keras.src.backend.common.dtypes").BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    torch.set_num_threads(1)
    for index, (name, entry) in enumerate((KERAS_CASES | TORCH_CASES | RESIDUAL_CASES).items()):
        make(name, case(entry), index)


def make(name: str, case_: Case, index: int) -> None:
    """Runs one case in its framework, checks it and writes it, with the first draw that float32 can follow."""
    is_keras = name.startswith("keras")
    for attempt in range(ATTEMPTS):
        random = np.random.default_rng([index, attempt])
        weights = initial_weights(case_, random)
        batches = [batch(case_, random) for _ in range(STEPS)]
        probe, _ = batch(case_, random)
        steps, inference = (run_keras if is_keras else run_torch)(case_, weights, batches, probe)
        if check(name, case_, weights, batches, probe, (steps, inference)):
            break
    else:
        raise RuntimeError(f"{name}: no draw is well conditioned")
    content = {
        "name": name,
        "made_by": made_by("keras", "torch", "numpy") if is_keras else made_by("torch", "numpy"),
        **case_,
        "initial_weights": tensors(weights),
        "steps": [as_json(*pair) for pair in zip(batches, steps, strict=True)],
        "inference": {"inputs": tensor(probe), "outputs": tensor(inference)},
    }
    write(FOLDER / "training" / f"{name}.json", content)


def draw(random: np.random.Generator, shape: tuple[int, ...], low: float, high: float) -> Array:
    """Uniform multiples of 1/1024: exact in float32 and short in decimals."""
    return random.integers(round(low * 1024), round(high * 1024) + 1, shape) / 1024


def initial_weights(case_: Case, random: np.random.Generator) -> dict[str, Array]:
    """Weights and running statistics, none of them at a value (0, 1) that could hide a mistake."""
    weights: dict[str, Array] = {}
    draw_weights(case_["layers"], case_["input_size"], random, weights)
    return weights


def draw_weights(
    layers: list[dict[str, Any]], size: int, random: np.random.Generator, weights: dict[str, Array]
) -> int:
    """Draws the weights of a path that reads `size` numbers; how many come out of it."""
    for layer in layers:
        name = layer["name"]
        if layer["type"] == "dense":
            weights[f"{name}/kernel"] = draw(random, (size, layer["units"]), -0.8, 0.8)
            size = layer["units"]
            if layer["use_bias"]:
                weights[f"{name}/bias"] = draw(random, (size,), -0.5, 0.5)
        elif layer["type"] == "batch_normalization":
            if layer["scale"]:
                weights[f"{name}/gamma"] = draw(random, (size,), 0.5, 1.5)
            if layer["center"]:
                weights[f"{name}/beta"] = draw(random, (size,), -0.5, 0.5)
            weights[f"{name}/moving_mean"] = draw(random, (size,), -0.5, 0.5)
            weights[f"{name}/moving_variance"] = draw(random, (size,), 0.5, 2)
        elif layer["type"] == "residual":
            after = draw_weights(layer["layers"], size, random, weights)
            assert after == draw_weights(layer["shortcut"], size, random, weights)
            size = after
    return size


def batch(case_: Case, random: np.random.Generator) -> tuple[Array, Array]:
    """Inputs and targets of one batch."""
    rows = case_["batch_size"]
    inputs = draw(random, (rows, case_["input_size"]), -2, 3)
    outputs = [layer for layer in case_["layers"] if layer["type"] == "dense"][-1]["units"]
    match case_["loss"]:
        case "sparse_categorical_crossentropy":
            return inputs, random.integers(0, outputs, rows)
        case "categorical_crossentropy":
            # Soft labels that sum to 1, all multiples of 1/1024.
            label = draw(random, (rows, outputs), 0, 0.25)
            label[np.arange(rows), random.integers(0, outputs, rows)] += 1 - label.sum(axis=1)
            return inputs, label
        case "binary_crossentropy":
            return inputs, random.integers(0, 2, (rows, outputs)).astype(np.float64)
        case _:
            return inputs, draw(random, (rows, outputs), -1, 1)


Batches = list[tuple[Array, Array]]
Run = tuple[list[dict[str, Any]], Array]


def run_keras(case_: Case, weights: dict[str, Array], batches: Batches, probe: Array) -> Run:
    """Trains with Keras's own layers, losses and optimizers; torch gives the gradients."""
    start = keras.Input((case_["input_size"],))
    model = keras.Model(start, keras_path(case_["layers"], start))
    variables = {f"{layer.name}/{v.name}".replace("__", "/"): v for layer in model.layers for v in layer.weights}
    # The graph's order is its own; the weights' is the layers'.
    variables = {name: variables[name] for name in sorted(variables, key=list(weights).index)}
    assert variables.keys() == weights.keys()
    for name, variable in variables.items():
        assert variable.dtype == "float64"
        variable.assign(weights[name])
    trained = {n: v for n, v in variables.items() if any(v is t for t in model.trainable_weights)}
    loss_of, optimizer = keras_loss(case_["loss"]), keras_optimizer(case_["optimizer"])
    steps = []
    for inputs, targets in batches:
        model.zero_grad()
        outputs = model(torch.tensor(inputs), training=True)
        loss = loss_of(torch.tensor(targets), outputs)
        loss.backward()
        gradients = {name: v.value.grad.clone() for name, v in trained.items()}
        with torch.no_grad():
            optimizer.apply(list(gradients.values()), list(trained.values()))
        steps.append(seen(loss, outputs, gradients, {n: v.value for n, v in variables.items()}))
    return steps, model(torch.tensor(probe), training=False).detach().numpy()


def keras_path(layers: list[dict[str, Any]], x: Any) -> Any:
    """What the layers make of a symbolic tensor."""
    for layer in layers:
        if layer["type"] == "residual":
            both = [keras_path(layer["layers"], x), keras_path(layer["shortcut"], x)]
            name = layer["name"].replace("/", "__")
            total = keras.layers.Add(name=f"{name}__sum")(both)
            x = keras.layers.Activation(layer["function"], name=f"{name}__activation_of_sum")(total)
        else:
            x = keras_layer(layer)(x)
    return x


def keras_layer(layer: dict[str, Any]) -> Any:
    """The Keras layer of one entry; its names have no slash."""
    name = layer["name"].replace("/", "__")
    if layer["type"] == "dense":
        return keras.layers.Dense(layer["units"], use_bias=layer["use_bias"], name=name)
    if layer["type"] == "activation":
        if layer["function"] == "leaky_relu":
            return keras.layers.LeakyReLU(negative_slope=layer["slope"], name=name)
        return keras.layers.Activation(layer["function"], name=name)
    options = {key: layer[key] for key in ("momentum", "epsilon", "center", "scale")}
    result = keras.layers.BatchNormalization(name=name, **options)
    # In Keras one switch freezes the statistics and the affine parameters together.
    frozen = layer["statistics"] == "running"
    assert frozen == (not layer["learns_affine"])
    result.trainable = not frozen
    return result


def keras_loss(kind: str) -> Any:
    """The Keras loss, from logits where it knows the word."""
    if kind == SQUARED:
        return keras.losses.MeanSquaredError()
    name = "".join(word.capitalize() for word in kind.split("_"))
    return getattr(keras.losses, name)(from_logits=True)


def keras_optimizer(options: dict[str, Any]) -> Any:
    """The Keras optimizer."""
    rest = {key: value for key, value in options.items() if key != "name"}
    # Keras tells a decay of 0 from none only in whether it multiplies by 1.
    rest["weight_decay"] = rest["weight_decay"] or (0.0 if options["name"] == "adamw" else None)
    kind = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}[options["name"]]
    return getattr(keras.optimizers, kind)(**rest)


def run_torch(case_: Case, weights: dict[str, Array], batches: Batches, probe: Array) -> Run:
    """Trains with PyTorch's own modules, losses and SGD; kernels are written as [in, out]."""
    model, tensors_, trained = torch_model(case_, weights)
    options = case_["optimizer"]
    assert options["name"] == "sgd" and not options["weight_decay"], "only here do PyTorch and Keras agree"
    optimizer = torch.optim.SGD(
        [tensors_[name] for name in trained],
        lr=options["learning_rate"],
        momentum=options["momentum"],
        nesterov=options["nesterov"],
    )
    loss_of = torch_loss(case_["loss"])
    steps = []
    for inputs, targets in batches:
        optimizer.zero_grad()
        outputs = model(torch.tensor(inputs))
        loss = loss_of(outputs, torch.tensor(targets))
        loss.backward()
        gradients = {name: keras_shape(name, tensors_[name].grad) for name in trained}
        optimizer.step()
        steps.append(seen(loss, outputs, gradients, {n: keras_shape(n, t) for n, t in tensors_.items()}))
    model.eval()
    return steps, model(torch.tensor(probe)).detach().numpy()


def torch_model(case_: Case, weights: dict[str, Array]) -> tuple[Any, dict[str, Any], list[str]]:
    """The modules, every tensor by its Keras-like name, and the names of those that learn."""
    torch_names = {"kernel": "weight", "gamma": "weight", "bias": "bias", "beta": "bias"}
    torch_names |= {"moving_mean": "running_mean", "moving_variance": "running_var"}
    tensors_, trained = {}, []
    modules: dict[str, Any] = {}
    model = torch_path(case_["layers"], case_["input_size"], modules)[0].train()
    for layer in leaves(case_["layers"]):
        module = modules[layer["name"]]
        for name in (n for n in weights if n.rpartition("/")[0] == layer["name"]):
            short = name.rpartition("/")[2]
            tensors_[name] = getattr(module, torch_names[short])
            with torch.no_grad():
                tensors_[name].copy_(keras_shape(name, torch.tensor(weights[name])))
            if "moving" not in short and layer.get("learns_affine", True):
                trained.append(name)
        if layer.get("statistics") == "running":
            module.eval()
    return model, tensors_, trained


def torch_path(layers: list[dict[str, Any]], size: int, modules: dict[str, Any]) -> tuple[Any, int]:
    """The modules of a path that reads `size` numbers, one after the other, and how many come out of it."""
    path = []
    for layer in layers:
        if layer["type"] == "residual":
            main, after = torch_path(layer["layers"], size, modules)
            path.append(TorchResidual(main, torch_path(layer["shortcut"], size, modules)[0], torch_module(layer, size)))
        else:
            path.append(torch_module(layer, size).double())
            after = layer.get("units", size)
        modules[layer["name"]] = path[-1]
        size = after
    return torch.nn.Sequential(*path), size


class TorchResidual(torch.nn.Module):  # type: ignore[name-defined, misc]
    """The activated sum of two paths."""

    def __init__(self, main: Any, shortcut: Any, activation: Any) -> None:
        super().__init__()
        self.main, self.shortcut, self.activation = main, shortcut, activation

    def forward(self, x: Any) -> Any:
        """Both paths from one input."""
        return self.activation(self.main(x) + self.shortcut(x))


def torch_module(layer: dict[str, Any], size: int) -> Any:
    """The PyTorch module of one entry."""
    nn = torch.nn
    if layer["type"] == "dense":
        return nn.Linear(size, layer["units"], bias=layer["use_bias"])
    if layer["type"] == "batch_normalization":
        assert layer["center"] == layer["scale"]
        return nn.BatchNorm1d(size, eps=layer["epsilon"], momentum=layer["momentum"], affine=layer["scale"])
    if layer["function"] == "leaky_relu":
        return nn.LeakyReLU(layer["slope"])
    kinds = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "gelu": nn.GELU, "linear": nn.Identity}
    return kinds[layer["function"]]()


def torch_loss(kind: str) -> Callable[[Any, Any], Any]:
    """The PyTorch loss from logits."""
    functional = torch.nn.functional
    losses: dict[str, Callable[[Any, Any], Any]] = {
        SPARSE: functional.cross_entropy,
        "categorical_crossentropy": functional.cross_entropy,
        "binary_crossentropy": functional.binary_cross_entropy_with_logits,
        SQUARED: functional.mse_loss,
    }
    return losses[kind]


def keras_shape(name: str, value: Any) -> Any:
    """PyTorch keeps a kernel as [out, in]; this turns one form into the other."""
    return value.t() if name.endswith("/kernel") else value


def seen(loss: Any, outputs: Any, gradients: dict[str, Any], weights: dict[str, Any]) -> dict[str, Any]:
    """One step's numbers as NumPy copies."""
    step: dict[str, Any] = {"loss": loss.detach().numpy().copy(), "outputs": outputs.detach().numpy().copy()}
    step["gradients"] = {name: value.detach().numpy().copy() for name, value in gradients.items()}
    step["weights"] = {name: value.detach().numpy().copy() for name, value in weights.items()}
    return step


def check(name: str, case_: Case, weights: dict[str, Array], batches: Batches, probe: Array, run: Run) -> bool:
    """Fails where the framework and NumPy differ in float64; tells whether NumPy in float32 stays near them too."""
    worst = {}
    for dtype in ("float64", "float32"):
        reference = NumpyNetwork(case_, weights, dtype)
        apart = [
            difference(a, b)
            for got, data in zip(run[0], batches, strict=True)
            for a, b in pairs(got, reference.step(*data))
        ]
        worst[dtype] = max([*apart, difference(run[1], reference.infer(probe))])
    kink = reference.distance_to_kink
    print(f"{name:26} apart in float64 {worst['float64']:.1e}, float32 {worst['float32']:.1e}; kink {kink:.1e}")
    if worst["float64"] > AGREEMENT:
        raise RuntimeError(f"{name}: the framework and the NumPy reference differ")
    return worst["float32"] <= LIMIT and kink > KINK_MARGIN


def pairs(got: dict[str, Any], expected: dict[str, Any]) -> list[tuple[Array, Array]]:
    """Every tensor of a step beside its reference."""
    found = [(got[key], expected[key]) for key in ("loss", "outputs")]
    for group in ("gradients", "weights"):
        assert got[group].keys() == expected[group].keys()
        found += [(value, expected[group][key]) for key, value in got[group].items()]
    return found


def difference(a: Array, b: Array) -> float:
    """max|a − b| / max|a|, where a tensor of zeros (a bias before batch normalization) counts as of size 1."""
    size = float(np.abs(a).max())
    return float(np.abs(a - b).max()) / (size if size > 1e-12 else 1.0)


def as_json(data: tuple[Array, Array], step: dict[str, Any]) -> dict[str, Any]:
    """One step as it stands in the file."""
    statistics = {name: value for name, value in step["weights"].items() if "/moving_" in name}
    weights = {name: value for name, value in step["weights"].items() if name not in statistics}
    return {
        "inputs": tensor(data[0]),
        "targets": tensor(data[1]),
        "loss": float(step["loss"]),
        "outputs": tensor(step["outputs"]),
        "gradients": tensors(step["gradients"]),
        "weights_after": tensors(weights),
        "statistics_after": tensors(statistics),
    }


if __name__ == "__main__":
    main()
