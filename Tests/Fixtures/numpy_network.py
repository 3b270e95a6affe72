"""Trains the network of a case with the plain NumPy layers, step by step, in float64 or float32."""

from typing import Any

import numpy as np
import numpy.typing as npt

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

Layer = dict[str, Any]


class NumpyNetwork:
    """A sequential network with its weights, running statistics and optimizer state."""

    def __init__(self, case: dict[str, Any], weights: dict[str, Array], dtype: npt.DTypeLike) -> None:
        self.layers: list[Layer] = case["layers"]
        self.loss: str = case["loss"]
        self.optimizer: dict[str, Any] = case["optimizer"]
        self.weights = {name: value.astype(dtype) for name, value in weights.items()}
        self.dtype = np.dtype(dtype)
        self.first = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self.second = {name: np.zeros_like(value) for name, value in self.weights.items()}
        self.steps = 0
        # The smallest |x| that met a kink: when it is tiny, float32 may take the other side.
        self.distance_to_kink = np.inf

    def step(self, inputs: Array, targets: Array) -> dict[str, Any]:
        """One training step: what it saw before the update, and the weights after it."""
        outputs, caches = self._forward_path(self.layers, inputs.astype(self.dtype), training=True)
        if targets.dtype.kind == "f":
            targets = targets.astype(self.dtype)
        losses, dy = row_losses(self.loss, targets, outputs)
        dy = (dy / len(outputs)).astype(self.dtype)
        gradients: dict[str, Array] = {}
        self._backward_path(self.layers, caches, dy, gradients)
        self._update(gradients)
        return {"loss": losses.mean(), "outputs": outputs, "gradients": gradients, "weights": dict(self.weights)}

    def infer(self, inputs: Array) -> Array:
        """Inference-mode outputs."""
        return self._forward_path(self.layers, inputs.astype(self.dtype), training=False)[0]

    def _forward_path(self, layers: list[Layer], x: Array, training: bool) -> tuple[Array, list[Any]]:
        caches: list[Any] = []
        for layer in layers:
            x, cache = self._forward(layer, x, training)
            caches.append(cache)
        return x, caches

    def _backward_path(
        self, layers: list[Layer], caches: list[Any], dy: Array, gradients: dict[str, Array]
    ) -> Array:
        for layer, cache in zip(reversed(layers), reversed(caches), strict=True):
            dy = self._backward(layer, cache, dy, gradients)
        return dy

    def _weight(self, layer: Layer, name: str) -> Array | None:
        return self.weights.get(f"{layer['name']}/{name}")

    def _forward(self, layer: Layer, x: Array, training: bool) -> tuple[Array, Any]:
        if layer["type"] == "dense":
            y = x @ self.weights[f"{layer['name']}/kernel"]
            bias = self._weight(layer, "bias")
            return (y if bias is None else y + bias), x
        if layer["type"] == "activation":
            return self._activate(layer, x, training), x
        if layer["type"] == "residual":
            main, caches = self._forward_path(layer["layers"], x, training)
            shortcut, other = self._forward_path(layer["shortcut"], x, training)
            total = main + shortcut
            return self._activate(layer, total, training), (total, caches, other)
        return self._normalize(layer, x, training)

    def _activate(self, layer: Layer, x: Array, training: bool) -> Array:
        if training and layer["function"] in ("relu", "leaky_relu"):
            self.distance_to_kink = min(self.distance_to_kink, float(np.abs(x).min()))
        return activate(layer["function"], x, layer["slope"])

    def _normalize(self, layer: Layer, x: Array, training: bool) -> tuple[Array, Normalized]:
        mean_name, variance_name = (f"{layer['name']}/{which}" for which in ("moving_mean", "moving_variance"))
        mean, variance = self.weights[mean_name], self.weights[variance_name]
        if training and layer["statistics"] == "batch":
            pass_ = normalize(x, None, None, layer["epsilon"])
            self.weights[mean_name], self.weights[variance_name] = running_statistics(
                pass_, mean, variance, layer["convention"], layer["momentum"], self.steps
            )
        else:
            pass_ = normalize(x, mean, variance, layer["epsilon"])
        y = pass_.outputs
        gamma, beta = self._weight(layer, "gamma"), self._weight(layer, "beta")
        y = y if gamma is None else y * gamma
        return (y if beta is None else y + beta), pass_

    def _backward(self, layer: Layer, cache: Any, dy: Array, gradients: dict[str, Array]) -> Array:
        name = layer["name"]
        if layer["type"] == "dense":
            gradients[f"{name}/kernel"] = cache.T @ dy
            if layer["use_bias"]:
                gradients[f"{name}/bias"] = dy.sum(axis=0)
            upstream: Array = dy @ self.weights[f"{name}/kernel"].T
            return upstream
        if layer["type"] == "activation":
            return activate_backward(layer["function"], cache, dy, layer["slope"])
        if layer["type"] == "residual":
            total, caches, other = cache
            dy = activate_backward(layer["function"], total, dy, layer["slope"])
            back = self._backward_path(layer["layers"], caches, dy, gradients)
            return back + self._backward_path(layer["shortcut"], other, dy, gradients)
        gamma = self._weight(layer, "gamma")
        if layer["learns_affine"]:
            if layer["scale"]:
                gradients[f"{name}/gamma"] = (dy * cache.outputs).sum(axis=0)
            if layer["center"]:
                gradients[f"{name}/beta"] = dy.sum(axis=0)
        return normalize_backward(cache, dy if gamma is None else dy * gamma, layer["statistics"] == "batch")

    def _update(self, gradients: dict[str, Array]) -> None:
        self.steps += 1
        rate, decay = self.optimizer["learning_rate"], self.optimizer["weight_decay"]
        for name, gradient in gradients.items():
            weight = self.weights[name] * (1 - rate * decay)
            change = self._sgd(name, gradient) if self.optimizer["name"] == "sgd" else self._adam(name, gradient)
            self.weights[name] = (weight + change).astype(self.dtype)

    def _sgd(self, name: str, gradient: Array) -> Array:
        rate, momentum = self.optimizer["learning_rate"], self.optimizer["momentum"]
        velocity: Array = momentum * self.first[name] - rate * gradient
        self.first[name] = velocity
        ahead: Array = momentum * velocity - rate * gradient
        return ahead if self.optimizer["nesterov"] else velocity

    def _adam(self, name: str, gradient: Array) -> Array:
        beta1, beta2 = self.optimizer["beta_1"], self.optimizer["beta_2"]
        self.first[name] = beta1 * self.first[name] + (1 - beta1) * gradient
        self.second[name] = beta2 * self.second[name] + (1 - beta2) * np.square(gradient)
        rate = self.optimizer["learning_rate"] * np.sqrt(1 - beta2**self.steps) / (1 - beta1**self.steps)
        change: Array = -rate * self.first[name] / (np.sqrt(self.second[name]) + self.optimizer["epsilon"])
        return change
