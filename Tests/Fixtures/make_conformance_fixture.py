"""What Keras, PyTorch, Flax and ONNX make of the same numbers: conformance.json.

Frameworks that cannot be imported keep the columns that the file has: run it once in an environment with torch and
keras, once in one with flax and onnx.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from golden_json import write

os.environ.setdefault("KERAS_BACKEND", "torch")

Array = npt.NDArray[Any]
FILE = Path(__file__).parent / "conformance.json"
EPSILON, OLD = 1e-3, 0.9
ROWS, CHANNELS = 12, 3


def _numbers(seed: int, *shape: int) -> Array:
    """Multiples of 1/1024: exact in float32."""
    values = np.random.default_rng(seed).normal(0.5, 1.5, shape)
    return (np.round(values * 1024) / 1024).astype(np.float32)


X, DY = _numbers(1, ROWS, CHANNELS), _numbers(2, ROWS, CHANNELS)
GAMMA, BETA = _numbers(3, CHANNELS), _numbers(4, CHANNELS)
MEAN, VARIANCE = _numbers(5, CHANNELS), np.abs(_numbers(6, CHANNELS)) + 1
IMAGE = _numbers(7, 2, 3, 2, 4)
WIDE_GAMMA, WIDE_BETA = _numbers(8, 4), _numbers(9, 4)
MASK = np.array([1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1], np.float32)
FAR = (_numbers(10, 64, 1) + 4096).astype(np.float32)
KERNEL = _numbers(11, CHANNELS, 2)
R_MAX, D_MAX = 1.25, 0.5

Column = dict[str, Any]


def _keras() -> Column:
    import torch

    import keras

    def layer(shape: tuple[int | None, ...] = (None, CHANNELS), **options: Any) -> Any:
        made = keras.layers.BatchNormalization(momentum=OLD, epsilon=EPSILON, **options)
        made.build(shape)
        for weight, value in zip(
            (made.gamma, made.beta, made.moving_mean, made.moving_variance),
            (GAMMA, BETA, MEAN, VARIANCE),
            strict=True,
        ):
            weight.assign(value)
        return made

    norm = layer()
    x = torch.tensor(X, requires_grad=True)
    y = norm(x, training=True)
    y.backward(torch.tensor(DY))
    found: Column = {
        "training output": y,
        "input gradient": x.grad,
        "gamma gradient": norm.gamma.value.grad,
        "beta gradient": norm.beta.value.grad,
        "running mean after": norm.moving_mean,
        "running variance after": norm.moving_variance,
        "inference output": layer()(X, training=False),
        "one value a channel": layer()(X[:1], training=True),
    }
    frozen = layer(trainable=False)
    found["frozen output in training"] = frozen(X, training=True)
    found["frozen running mean after"] = frozen.moving_mean
    masked = layer((None, 6, CHANNELS))
    mask = torch.tensor(MASK.reshape(2, 6) != 0)
    found["masked output"] = masked(X.reshape(2, 6, CHANNELS), training=True, mask=mask)
    found["masked running mean after"] = masked.moving_mean
    renorm = layer(renorm=True, renorm_momentum=OLD, renorm_clipping={"rmax": R_MAX, "rmin": 1 / R_MAX, "dmax": D_MAX})
    deviation = np.sqrt(VARIANCE + EPSILON)
    for weight, value in (
        (renorm.renorm_mean, MEAN),
        (renorm.renorm_stddev, deviation),
        (renorm.moving_stddev, deviation),
    ):
        weight.assign(value)
    x = torch.tensor(X, requires_grad=True)
    y = renorm(x, training=True)
    y.backward(torch.tensor(DY))
    found["renorm output"] = y
    found["renorm input gradient"] = x.grad
    found["renorm gamma gradient"] = renorm.gamma.value.grad
    found["renorm running mean after"] = renorm.moving_mean
    found["renorm running variance after"] = renorm.moving_variance
    plain = keras.layers.BatchNormalization(epsilon=EPSILON, center=False, scale=False)
    found["output without gamma and beta"] = plain(X, training=True)
    for name, axis, weights in (("image output", -1, (WIDE_GAMMA, WIDE_BETA)), ("output of axis 1", 1, (GAMMA, BETA))):
        made = keras.layers.BatchNormalization(axis=axis, epsilon=EPSILON)
        made.build(IMAGE.shape)
        made.gamma.assign(weights[0])
        made.beta.assign(weights[1])
        found[name] = made(IMAGE, training=True)
    found["mean 4096"] = keras.layers.BatchNormalization(epsilon=EPSILON)(FAR, training=True)
    for name, made in (
        ("layer norm", keras.layers.LayerNormalization(epsilon=EPSILON)),
        ("group norm", keras.layers.GroupNormalization(2, epsilon=EPSILON)),
        ("instance norm", keras.layers.GroupNormalization(-1, epsilon=EPSILON)),
        ("rms norm", keras.layers.RMSNormalization(epsilon=EPSILON)),
    ):
        made.build(IMAGE.shape)
        weights = [WIDE_GAMMA, WIDE_BETA][: len(made.weights)]
        made.set_weights(weights)
        found[name] = made(IMAGE)
    return {name: _array(value) for name, value in found.items()} | {"version": keras.__version__}


def _torch() -> Column:
    import torch
    from torch import nn

    def layer(momentum: float | None = 1 - OLD) -> nn.BatchNorm1d:
        made = nn.BatchNorm1d(CHANNELS, eps=EPSILON, momentum=momentum)
        with torch.no_grad():
            made.weight.copy_(torch.tensor(GAMMA))
            made.bias.copy_(torch.tensor(BETA))
            made.running_mean.copy_(torch.tensor(MEAN))
            made.running_var.copy_(torch.tensor(VARIANCE))
        return made

    norm = layer()
    x = torch.tensor(X, requires_grad=True)
    y = norm(x)
    y.backward(torch.tensor(DY))
    evaluated = layer().eval()
    cumulative = layer(None)
    for part in X.reshape(3, 4, CHANNELS):
        cumulative(torch.tensor(part))
    found: Column = {
        "training output": y,
        "input gradient": x.grad,
        "gamma gradient": norm.weight.grad,
        "beta gradient": norm.bias.grad,
        "running mean after": norm.running_mean,
        "running variance after": norm.running_var,
        "inference output": evaluated(torch.tensor(X)),
        "frozen output in training": evaluated(torch.tensor(X)),
        "frozen running mean after": evaluated.running_mean,
        "cumulative running mean": cumulative.running_mean,
        "cumulative running variance": cumulative.running_var,
        "mean 4096": nn.BatchNorm1d(1, eps=EPSILON)(torch.tensor(FAR)),
    }
    untracked = nn.BatchNorm1d(CHANNELS, eps=EPSILON, affine=False, track_running_stats=False).eval()
    found["evaluated by batch statistics"] = untracked(torch.tensor(X))
    found["output without gamma and beta"] = nn.BatchNorm1d(CHANNELS, eps=EPSILON, affine=False)(torch.tensor(X))
    dense = nn.Linear(2, CHANNELS)
    with torch.no_grad():
        dense.weight.copy_(torch.tensor(KERNEL))
        dense.bias.copy_(torch.tensor(GAMMA))
    folded = nn.utils.fusion.fuse_linear_bn_eval(dense.eval(), layer().eval())
    found["folded kernel"] = folded.weight.T
    found["folded bias"] = folded.bias
    recalibrated = nn.Sequential(layer())
    torch.optim.swa_utils.update_bn([torch.tensor(part) for part in X.reshape(3, 4, CHANNELS)], recalibrated)
    found["recalibrated running mean, by batches"] = recalibrated[0].running_mean
    found["recalibrated running variance, by batches"] = recalibrated[0].running_var
    try:
        layer()(torch.tensor(X[:1]))
    except ValueError as error:
        found["one value a channel"] = f"error: {str(error).split(',')[0]}"
    image = torch.tensor(IMAGE)
    first = image.permute(0, 3, 1, 2)
    gamma, beta = torch.tensor(WIDE_GAMMA), torch.tensor(WIDE_BETA)
    back = (0, 2, 3, 1)
    found["image output"] = nn.functional.batch_norm(
        first, None, None, gamma, beta, training=True, eps=EPSILON
    ).permute(back)
    found["output of axis 1"] = nn.functional.batch_norm(
        image, None, None, torch.tensor(GAMMA), torch.tensor(BETA), training=True, eps=EPSILON
    )
    found["layer norm"] = nn.functional.layer_norm(image, (4,), gamma, beta, EPSILON)
    found["group norm"] = nn.functional.group_norm(first, 2, gamma, beta, EPSILON).permute(back)
    found["instance norm"] = nn.functional.instance_norm(first, weight=gamma, bias=beta, eps=EPSILON).permute(back)
    found["rms norm"] = nn.functional.rms_norm(image, (4,), gamma, EPSILON)
    return {name: _array(value) for name, value in found.items()} | {"version": torch.__version__}


def _flax() -> Column:
    import flax
    import flax.linen as nn
    import jax

    jax.config.update("jax_default_matmul_precision", "highest")

    def variables() -> Any:
        return {
            "params": {"scale": GAMMA, "bias": BETA},
            "batch_stats": {"mean": MEAN, "var": VARIANCE},
        }

    def norm(running: bool) -> Any:
        return nn.BatchNorm(use_running_average=running, momentum=OLD, epsilon=EPSILON)

    y, changed = norm(False).apply(variables(), X, mutable=["batch_stats"])

    def loss(x: Array, scale: Array, bias: Array) -> Any:
        given = {"params": {"scale": scale, "bias": bias}, "batch_stats": variables()["batch_stats"]}
        return (norm(False).apply(given, x, mutable=["batch_stats"])[0] * DY).sum()

    dx, dgamma, dbeta = jax.grad(loss, (0, 1, 2))(X, GAMMA, BETA)
    masked, masked_after = norm(False).apply(variables(), X, mutable=["batch_stats"], mask=(MASK != 0)[:, None])
    one = {"params": {"scale": np.ones(1, np.float32), "bias": np.zeros(1, np.float32)}}
    plain = {**one, "batch_stats": {"mean": np.zeros(1, np.float32), "var": np.ones(1, np.float32)}}
    found: Column = {
        "training output": y,
        "input gradient": dx,
        "gamma gradient": dgamma,
        "beta gradient": dbeta,
        "running mean after": changed["batch_stats"]["mean"],
        "running variance after": changed["batch_stats"]["var"],
        "inference output": norm(True).apply(variables(), X),
        "frozen output in training": norm(True).apply(variables(), X),
        "one value a channel": norm(False).apply(variables(), X[:1], mutable=["batch_stats"])[0],
        "masked output": np.asarray(masked).reshape(2, 6, CHANNELS),
        "masked running mean after": masked_after["batch_stats"]["mean"],
        "mean 4096": norm(False).apply(plain, FAR, mutable=["batch_stats"])[0],
    }
    bare = nn.BatchNorm(use_running_average=False, epsilon=EPSILON, use_bias=False, use_scale=False)
    statistics = {"batch_stats": {"mean": MEAN, "var": VARIANCE}}
    bare_output, _ = bare.apply(statistics, X, mutable=["batch_stats"])
    found["evaluated by batch statistics"] = found["output without gamma and beta"] = bare_output
    wide = {"params": {"scale": WIDE_GAMMA, "bias": WIDE_BETA}}
    for name, axis, given in (
        ("image output", -1, wide["params"]),
        ("output of axis 1", 1, {"scale": GAMMA, "bias": BETA}),
    ):
        count = len(given["scale"])
        start = {"mean": np.zeros(count, np.float32), "var": np.ones(count, np.float32)}
        made = nn.BatchNorm(use_running_average=False, epsilon=EPSILON, axis=axis)
        found[name] = made.apply({"params": given, "batch_stats": start}, IMAGE, mutable=["batch_stats"])[0]
    found["layer norm"] = nn.LayerNorm(epsilon=EPSILON).apply(wide, IMAGE)
    found["group norm"] = nn.GroupNorm(2, epsilon=EPSILON).apply(wide, IMAGE)
    found["instance norm"] = nn.GroupNorm(None, 1, epsilon=EPSILON).apply(wide, IMAGE)
    scale = {"params": {"scale": WIDE_GAMMA}}
    found["rms norm"] = nn.RMSNorm(epsilon=EPSILON).apply(scale, IMAGE)
    return {name: _array(value) for name, value in found.items()} | {"version": flax.__version__}


def _onnx() -> Column:
    import onnx
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    def run(operator: str, given: dict[str, Array], outputs: list[str], **options: Any) -> list[Any]:
        node = helper.make_node(operator, list(given), outputs, **options)
        inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, v.shape) for n, v in given.items()]
        results = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs]
        graph = helper.make_graph([node], "one", inputs, results)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)])
        evaluated: list[Any] = ReferenceEvaluator(model).run(outputs, given)
        return evaluated

    given = {"x": X, "scale": GAMMA, "bias": BETA, "mean": MEAN, "var": VARIANCE}
    options = {"epsilon": EPSILON, "momentum": OLD}
    y, mean, variance = run("BatchNormalization", given, ["y", "m", "v"], training_mode=1, **options)
    (inference,) = run("BatchNormalization", given, ["y"], **options)
    first = np.ascontiguousarray(IMAGE.transpose(0, 3, 1, 2))
    wide = {"scale": WIDE_GAMMA, "bias": WIDE_BETA}
    start = {"mean": np.zeros(4, np.float32), "var": np.ones(4, np.float32)}
    (images, *_) = run(
        "BatchNormalization", {"x": first, **wide, **start}, ["y", "m", "v"], training_mode=1, epsilon=EPSILON
    )
    (layer,) = run("LayerNormalization", {"x": IMAGE, **wide}, ["y"], axis=-1, epsilon=EPSILON)
    (group,) = run("GroupNormalization", {"x": first, **wide}, ["y"], num_groups=2, epsilon=EPSILON)
    (instance,) = run("InstanceNormalization", {"x": first, **wide}, ["y"], epsilon=EPSILON)
    found: Column = {
        "training output": y,
        "running mean after": mean,
        "running variance after": variance,
        "inference output": inference,
        "image output": images.transpose(0, 2, 3, 1),
        "layer norm": layer,
        "group norm": group.transpose(0, 2, 3, 1),
        "instance norm": instance.transpose(0, 2, 3, 1),
    }
    return {name: _array(value) for name, value in found.items()} | {"version": onnx.__version__}


def _array(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if hasattr(value, "detach"):
        value = value.detach()
    value = getattr(value, "value", value)
    if hasattr(value, "detach"):
        value = value.detach()
    return [float(f"{number:.9g}") for number in np.asarray(value, np.float64).ravel()]


def main() -> None:
    """Writes the columns of the frameworks at hand."""
    columns = json.loads(FILE.read_text())["columns"] if FILE.exists() else {}
    for name, make in {"Keras": _keras, "PyTorch": _torch, "Flax": _flax, "ONNX": _onnx}.items():
        try:
            columns[name] = make()
        except ImportError as error:
            print(f"{name}: kept, {error}")
    inputs = {
        "x": X,
        "dy": DY,
        "gamma": GAMMA,
        "beta": BETA,
        "mean": MEAN,
        "variance": VARIANCE,
        "mask": MASK,
        "far": FAR,
        "image": IMAGE,
        "wide gamma": WIDE_GAMMA,
        "wide beta": WIDE_BETA,
        "kernel": KERNEL,
    }
    document = {"inputs": {k: _array(v) for k, v in inputs.items()}, "columns": columns}
    write(FILE, document)


if __name__ == "__main__":
    main()
