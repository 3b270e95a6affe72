"""Makes layers/*.json: outputs and gradients of every layer and loss, computed in float64 by plain NumPy.

Run: python make_layer_fixtures.py (needs numpy alone). Every gradient is checked against central differences before it
is written.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from golden_json import FOLDER, made_by, tensor, tensors, write
from numpy_reference import (
    Array,
    Normalized,
    activate,
    activate_backward,
    normalize,
    normalize_backward,
    row_losses,
    running_statistics,
)

Case = dict[str, Any]

# max|a − b| / max|reference| that a float32 implementation must reach, unless the case says otherwise.
TOLERANCE = 1e-5


def main() -> None:
    """Makes every file."""
    save("dense", [dense(*shape, index) for index, shape in enumerate(DENSE)])
    save("batch_normalization", batch_normalizations())
    save("activation", [activation(*entry, index) for index, entry in enumerate(ACTIVATIONS)])
    save("softmax", softmaxes())
    save("loss", [loss(kind, index) for index, kind in enumerate(LOSSES)])


def save(layer: str, cases: list[Case]) -> None:
    """Writes the cases of one layer."""
    write(FOLDER / "layers" / f"{layer}.json", {"layer": layer, "made_by": made_by("numpy"), "cases": cases})


def draw(random: np.random.Generator, shape: tuple[int, ...], low: float = -2, high: float = 2) -> Array:
    """Uniform multiples of 1/1024: exact in float32 and short in decimals."""
    return random.integers(round(low * 1024), round(high * 1024) + 1, shape) / 1024


def confirm(gradient: Array, function: Callable[[Array], Any], at: Array, upstream: Array) -> None:
    """Fails unless the gradient is the slope of Σ upstream · function(x), by differences of the fourth order."""
    random = np.random.default_rng(0)
    size = max(float(np.abs(at - at.mean(axis=tuple(range(at.ndim - 1)))).max()), 1e-3)
    for _ in range(4):
        direction = random.choice([-1.0, 1.0], at.shape)
        h = 1e-4 * min(size, 1.0)
        step = h * direction
        near, far = (float((upstream * (function(at + d) - function(at - d))).sum()) for d in (step, 2 * step))
        slope = (8 * near - far) / (12 * h)
        expected = float((gradient * direction).sum())
        scale = max(float(np.abs(gradient).sum()), 1e-6 * float(np.abs(upstream).sum()))
        if abs(slope - expected) > 1e-6 * scale:
            raise RuntimeError(f"gradient {expected} is not the slope {slope}")


# rows, inputs, units, bias
DENSE = [(1, 1, 1, True), (1, 7, 5, True), (6, 7, 5, False), (6, 7, 5, True), (17, 33, 19, True), (33, 16, 32, False)]


def dense(rows: int, inputs: int, units: int, use_bias: bool, seed: int) -> Case:
    """y = x·kernel + bias."""
    random = np.random.default_rng([1, seed])
    x, dy = draw(random, (rows, inputs)), draw(random, (rows, units))
    parameters = {"kernel": draw(random, (inputs, units), -1, 1)}
    gradients = {"kernel": x.T @ dy}
    if use_bias:
        parameters["bias"] = draw(random, (units,), -1, 1)
        gradients["bias"] = dy.sum(axis=0)
    y = x @ parameters["kernel"] + parameters.get("bias", np.zeros(units))
    dx = dy @ parameters["kernel"].T
    confirm(dx, lambda v: v @ parameters["kernel"], x, dy)
    confirm(gradients["kernel"], lambda v: x @ v, parameters["kernel"], dy)
    name = f"{rows}x{inputs}x{units}{'_bias' if use_bias else ''}"
    return as_case(name, {"units": units, "use_bias": use_bias}, x, parameters, dy, y, dx, gradients)


def batch_normalizations() -> list[Case]:
    """Both conventions, both modes, and the inputs on which careless formulas fail."""
    random = np.random.default_rng(2)
    plain = draw(random, (8, 5), -2, 3)
    constant = plain.copy()
    constant[:, 2] = 0.75
    image = draw(random, (2, 3, 4, 5), -1, 2)
    keras = {"convention": "keras", "momentum": 0.99, "epsilon": 1e-3}
    torch = {"convention": "torch", "momentum": 0.1, "epsilon": 1e-5}
    both = [("keras", keras), ("torch", torch)]
    entries: list[tuple[str, Array, Case]] = []
    for name, preset in both:
        inputs = {"plain": plain, "image": image, "constant_channel": constant, "wide": draw(random, (6, 35), -2, 2)}
        entries += [(f"{name}_{kind}", x, preset) for kind, x in inputs.items()]
        entries.append((f"{name}_running", plain, preset | {"statistics": "running"}))
        entries.append((f"{name}_exact_mean", far_away(random, exact_mean=True), preset))
    entries += [
        ("keras_far_mean", far_away(random, exact_mean=False), keras),
        ("keras_one_row", plain[:1], keras),
        ("keras_momentum_0.5", plain, keras | {"momentum": 0.5}),
        ("keras_no_center", plain, keras | {"center": False}),
        ("keras_no_scale", plain, keras | {"scale": False}),
        ("keras_no_affine", image, keras | {"center": False, "scale": False}),
        ("torch_three_rows", plain[:3], torch),
        ("torch_cumulative", plain, torch | {"momentum": None, "batches_seen": 3}),
    ]
    return [batch_normalization(*entry, seed) for seed, entry in enumerate(entries)]


def far_away(random: np.random.Generator, exact_mean: bool) -> Array:
    """Channels of mean 1e4 and variance 1e-2, on float32's grid there; with an exact mean, that is on the grid too."""
    rows = 32
    steps = np.rint(random.normal(0, 0.1 * 1024, (rows, 6))).astype(np.int64)
    if exact_mean:
        steps[0] -= steps.sum(axis=0) % rows
    x: Array = 1e4 + steps / 1024
    assert np.array_equal(x, x.astype(np.float32))
    return x


def batch_normalization(name: str, x: Array, options: Case, seed: int) -> Case:
    """y = γ·(x − μ)/√(σ² + ε) + β."""
    configuration: Case = {"center": True, "scale": True, "statistics": "batch", "batches_seen": 0, **options}
    uses_batch = configuration["statistics"] == "batch"
    random = np.random.default_rng([3, seed])
    channels = (x.shape[-1],)
    gamma, beta = draw(random, channels, 0.5, 1.5), draw(random, channels, -1, 1)
    moving = {"moving_mean": draw(random, channels, -1, 1), "moving_variance": draw(random, channels, 0.5, 2)}
    dy = draw(random, x.shape)
    parameters = ({"gamma": gamma} if configuration["scale"] else {}) | (
        {"beta": beta} if configuration["center"] else {}
    )

    def pass_(v: Array) -> Normalized:
        mean, variance = (None, None) if uses_batch else (moving["moving_mean"], moving["moving_variance"])
        return normalize(v, mean, variance, configuration["epsilon"])

    forward = pass_(x)
    found = results(forward, parameters, dy, uses_batch)
    y, dx, gradients = found["outputs"], found["input_gradient"], {n: found[n] for n in parameters}
    confirm(dx, lambda v: results(pass_(v), parameters, dy, uses_batch)["outputs"], x, dy)
    case = as_case(name, configuration, x, parameters, dy, y, dx, gradients)
    case["statistics"] = tensors(moving)
    if uses_batch:
        case["batch_statistics"] = tensors({"mean": forward.mean, "variance": forward.variance})
        case["statistics_after"] = tensors(statistics_after(forward, moving, configuration))
        single = in_float32(x, forward, configuration["epsilon"])
        case["tolerance"] = reachable(results(single, as_float32(parameters), dy.astype(np.float32), True), found)
    return case


def results(given: Normalized, parameters: dict[str, Array], dy: Array, uses_batch: bool) -> dict[str, Array]:
    """Outputs and gradients of one normalized batch."""
    axes = tuple(range(dy.ndim - 1))
    one = np.ones(dy.shape[-1], dy.dtype)
    gamma, beta = parameters.get("gamma", one), parameters.get("beta", 0 * one)
    dx = normalize_backward(given, dy * gamma, uses_batch)
    affine = {"gamma": (dy * given.outputs).sum(axis=axes), "beta": dy.sum(axis=axes)}
    return {"outputs": given.outputs * gamma + beta, "input_gradient": dx, **affine}


def statistics_after(given: Normalized, moving: dict[str, Array], configuration: Case) -> dict[str, Array]:
    """The running statistics after the batch."""
    how = (configuration["convention"], configuration["momentum"], configuration["batches_seen"])
    after = running_statistics(given, moving["moving_mean"], moving["moving_variance"], *how)
    return dict(zip(moving, after, strict=True))


def as_float32(arrays: dict[str, Array]) -> dict[str, Array]:
    """The arrays in float32."""
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def in_float32(x: Array, exact: Normalized, epsilon: float) -> Normalized:
    """The pass as float32 makes it from the best μ and σ² that float32 can hold."""
    given = as_float32({"mean": exact.mean, "variance": exact.variance})
    return normalize(x.astype(np.float32), given["mean"], given["variance"], epsilon)


def reachable(single: dict[str, Array], exact: dict[str, Array]) -> float:
    """The usual tolerance, or three times the float32 error of the worst tensor where that is more."""
    worst = max(float(np.abs(single[n] - exact[n]).max()) / max(float(np.abs(exact[n]).max()), 1e-12) for n in exact)
    return TOLERANCE if 3 * worst <= TOLERANCE else float(f"{3 * worst:.1e}")


EDGES = [0.0, 0.0009765625, -0.0009765625, 1.0, -1.0, 5.0, -5.0, 9.0, -9.0, 20.0, -20.0, 88.0, -88.0, 120.0, -120.0]
ACTIVATIONS = [
    ("linear", 0.0),
    ("relu", 0.0),
    ("leaky_relu", 0.2),
    ("leaky_relu", 0.01),
    ("sigmoid", 0.0),
    ("tanh", 0.0),
    ("gelu", 0.0),
]


def activation(function: str, slope: float, seed: int) -> Case:
    """y = f(x) over [−6, 6] densely, and at the edges."""
    random = np.random.default_rng([4, seed])
    grid = np.arange(-6 * 1024, 6 * 1024 + 1, 97) / 1024
    x = np.concatenate([grid, EDGES])
    dy = draw(random, x.shape)
    y, dx = activate(function, x, slope), activate_backward(function, x, dy, slope)
    smooth = np.abs(x) > 1e-3
    confirm(dx[smooth], lambda v: activate(function, v, slope), x[smooth], dy[smooth])
    name = f"{function}_{slope}" if slope else function
    return as_case(name, {"function": function, "slope": slope}, x, {}, dy, y, dx, {})


def softmaxes() -> list[Case]:
    """Softmax of rows: random, equal, far apart, far from zero, of one column."""
    random = np.random.default_rng(5)
    cases = {
        "random": draw(random, (6, 10), -4, 4),
        "equal": np.full((2, 7), 0.25),
        "large": 1000 + draw(random, (3, 5), -2, 2),
        "far_apart": draw(random, (3, 5), -200, 200),
        "one_column": draw(random, (4, 1)),
        "wide": draw(random, (3, 33), -3, 3),
    }
    made = []
    for name, x in cases.items():
        dy = draw(random, x.shape)
        dx = activate_backward("softmax", x, dy)
        confirm(dx, lambda v: activate("softmax", v), x, dy)
        made.append(as_case(name, {}, x, {}, dy, activate("softmax", x), dx, {}))
    return made


LOSSES = [
    "sparse_categorical_crossentropy",
    "categorical_crossentropy",
    "binary_crossentropy",
    "mean_squared_error",
    "mean_absolute_error",
    "huber",
]


def loss(kind: str, seed: int) -> Case:
    """Each row's loss and its gradient; the first rows are ordinary, the last two far out."""
    random = np.random.default_rng([6, seed])
    rows, columns = 9, 5
    outputs = draw(random, (rows, columns), -4, 4)
    outputs[-2:] = [[100, -100, 0.5, 99, -3], [-90, 30, 30, -20, 60]]
    targets: Array
    match kind:
        case "sparse_categorical_crossentropy":
            targets = random.integers(0, columns, rows)
        case "binary_crossentropy":
            targets = random.integers(0, 3, (rows, columns)) / 2
        case _:
            targets = draw(random, (rows, columns), 0, 1)
    losses, gradient = row_losses(kind, targets, outputs)
    confirm(gradient, lambda v: row_losses(kind, targets, v)[0], outputs, np.ones(rows))
    return {
        "name": kind,
        "inputs": tensor(outputs),
        "targets": tensor(targets),
        "losses": tensor(losses),
        "input_gradient": tensor(gradient),
        "tolerance": TOLERANCE,
    }


def as_case(
    name: str,
    configuration: Case,
    x: Array,
    parameters: dict[str, Array],
    dy: Array,
    y: Array,
    dx: Array,
    gradients: dict[str, Array],
) -> Case:
    """One case as it stands in the file."""
    for given in (x, dy, *parameters.values()):
        assert np.array_equal(given, given.astype(np.float32)), "the input must be exact in float32"
    return {
        "name": name,
        "configuration": configuration,
        "inputs": tensor(x),
        "parameters": tensors(parameters),
        "upstream_gradient": tensor(dy),
        "outputs": tensor(y),
        "input_gradient": tensor(dx),
        "parameter_gradients": tensors(gradients),
        "tolerance": TOLERANCE,
    }


if __name__ == "__main__":
    main()
