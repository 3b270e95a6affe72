"""ONNX files of models, for any runtime."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from normkit._errors import UnsupportedError
from normkit.layers import Activation, BatchNormalization, Dense, Layer, Residual
from normkit.models import Sequential

_OPSET = 20
_FUNCTIONS = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh", "gelu": "Gelu"}


def export_onnx(
    model: Sequential, path: str | os.PathLike[str] | None = None, *, fold: bool = False
) -> Any:
    """The model for inference as an ONNX model (opset 20), written to `path` if there is one.

    Input "input" [batch, …] and output "output" are as `predict` has them, images channels last:
    the graph transposes them. Batch normalization uses the running statistics.

    Parameters
    ----------
    model
        With weights.
    path
        A file to write.
    fold
        Whether each batch normalization goes into the weights of the Dense or convolution right
        before it; outputs then differ by rounding.

    Returns
    -------
    onnx.ModelProto
        The same as in the file, where one is written.

    Raises
    ------
    ImportError
        Without the onnx package.
    UnsupportedError
        For a layer that has no form in ONNX yet.
    """
    import onnx  # noqa: PLC0415, only this needs it

    graph = _Graph(onnx, model, fold)
    graph.path(model.layers)
    made = graph.finish()
    onnx.checker.check_model(made, full_check=True)
    if path is not None:
        onnx.save(made, os.fspath(path))
    return made


def _can_fold(layer: Layer) -> bool:
    linear = not isinstance(layer, Dense) or layer.activation.name == "linear"
    return layer.kind in {"dense", "conv2d"} and linear


def _affine(layer: BatchNormalization) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A and b of y = a·x + b with running statistics."""
    values = {weight.name: weight.numpy().astype(np.float64) for weight in layer.weights}
    mean, variance = values["moving_mean"], values["moving_variance"]
    scale = values.get("gamma", np.ones_like(mean)) / np.sqrt(variance + layer.epsilon)
    return scale, values.get("beta", np.zeros_like(mean)) - scale * mean


class _Graph:
    """Nodes in order; the current value is either as the model has it or channels first."""

    def __init__(self, onnx: Any, model: Sequential, fold: bool) -> None:
        self._onnx = onnx
        self._model = model
        self._fold = fold
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._current = "input"
        self._shape = tuple(model.input_shape[1:])
        self._channels_first = False
        self._makers: dict[str, Callable[[Any, Any], None]] = {
            "dense": self._dense,
            "batch_normalization": self._batch_normalization,
            "dropout": lambda *_: None,
            "flatten": self._flatten,
            "conv2d": self._conv,
            "depthwise_conv2d": self._depthwise,
            "max_pooling2d": self._pool("MaxPool"),
            "average_pooling2d": self._pool("AveragePool", count_include_pad=0),
            "global_average_pooling2d": self._global_pool,
            "zero_padding2d": self._zero_padding,
            "residual": self._residual,
        }

    def path(self, layers: Sequence[Layer]) -> None:
        """The nodes of layers one after the other, each with what is folded into it."""
        place = 0
        while place < len(layers):
            layer = layers[place]
            follower = layers[place + 1] if place + 1 < len(layers) else None
            norm = follower if self._fold and isinstance(follower, BatchNormalization) else None
            if norm is not None and not _can_fold(layer):
                norm = None
            self.add(layer, norm)
            place += 1 if norm is None else 2

    def add(self, layer: Layer, norm: BatchNormalization | None) -> None:
        """A layer's nodes; `norm` is folded into its weights."""
        if isinstance(layer, Activation):
            self._activation(layer.activation)
        elif layer.kind in self._makers:
            self._makers[layer.kind](layer, norm)
        else:
            raise UnsupportedError(f"export_onnx: {layer.name} is a {layer.kind}, not supported")
        last = layer if norm is None else norm
        self._shape = tuple(last.output_shape[1:])

    def finish(self) -> Any:
        """The whole model."""
        helper = self._onnx.helper
        self._to_channels_last()
        self._nodes.append(helper.make_node("Identity", [self._current], ["output"]))
        float32 = self._onnx.TensorProto.FLOAT
        ends = [
            helper.make_tensor_value_info(name, float32, ["batch", *shape[1:]])
            for name, shape in (
                ("input", self._model.input_shape),
                ("output", self._model.output_shape),
            )
        ]
        graph = helper.make_graph(
            self._nodes, self._model.name, ends[:1], ends[1:], self._constants
        )
        return helper.make_model(
            graph,
            producer_name="normkit",
            opset_imports=[helper.make_opsetid("", _OPSET)],
            ir_version=10,
        )

    # Nodes.

    def _node(self, kind: str, *constants: str, **options: Any) -> None:
        name = f"value{len(self._nodes)}"
        self._nodes.append(
            self._onnx.helper.make_node(kind, [self._current, *constants], [name], **options)
        )
        self._current = name

    def _constant(self, values: npt.NDArray[Any]) -> str:
        name = f"constant{len(self._constants)}"
        array = np.ascontiguousarray(values)
        if array.dtype.kind == "f":
            array = array.astype(np.float32)
        self._constants.append(self._onnx.numpy_helper.from_array(array, name))
        return name

    def _to_channels_first(self) -> None:
        if not self._channels_first:
            self._node("Transpose", perm=[0, 3, 1, 2])
            self._channels_first = True

    def _to_channels_last(self) -> None:
        if self._channels_first:
            self._node("Transpose", perm=[0, 2, 3, 1])
            self._channels_first = False

    # Layers.

    def _activation(self, function: Any) -> None:
        if function.name == "softmax":
            self._to_channels_last()
            self._node("Softmax", axis=-1)
        elif function.name == "leaky_relu":
            self._node("LeakyRelu", alpha=float(function.negative_slope))
        elif function.name != "linear":
            self._node(_FUNCTIONS[function.name])

    def _weights(
        self, layer: Any, norm: BatchNormalization | None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64] | None]:
        """Kernel, last axis outputs, and bias, with the normalization in them."""
        values = {weight.name: weight.numpy().astype(np.float64) for weight in layer.weights}
        kernel, bias = values["kernel"], values.get("bias")
        if norm is None:
            return kernel, bias
        scale, shift = _affine(norm)
        return kernel * scale, shift if bias is None else bias * scale + shift

    def _dense(self, layer: Dense, norm: BatchNormalization | None) -> None:
        self._to_channels_last()
        kernel, bias = self._weights(layer, norm)
        self._node("MatMul", self._constant(kernel))
        if bias is not None:
            self._node("Add", self._constant(bias))
        self._activation(layer.activation)

    def _batch_normalization(self, layer: BatchNormalization, _: object) -> None:
        if self._channels_first or len(self._shape) == 1:
            values = {weight.name: weight.numpy() for weight in layer.weights}
            mean = values["moving_mean"]
            given = [
                values.get("gamma", np.ones_like(mean)),
                values.get("beta", np.zeros_like(mean)),
                mean,
                values["moving_variance"],
            ]
            names = [self._constant(array) for array in given]
            self._node("BatchNormalization", *names, epsilon=float(layer.epsilon))
            return
        scale, shift = _affine(layer)
        self._node("Mul", self._constant(scale))
        self._node("Add", self._constant(shift))

    def _flatten(self, *_: object) -> None:
        self._to_channels_last()
        self._node("Flatten", axis=1)

    def _conv(self, layer: Any, norm: BatchNormalization | None) -> None:
        kernel, bias = self._weights(layer, norm)
        self._convolve(layer, kernel.transpose(3, 2, 0, 1), bias, 1)

    def _depthwise(self, layer: Any, _: object) -> None:
        values = {weight.name: weight.numpy() for weight in layer.weights}
        kernel = values.get("depthwise_kernel", values.get("kernel"))
        assert kernel is not None
        rows, columns, channels, multiplier = kernel.shape
        kernel = kernel.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, rows, columns)
        self._convolve(layer, kernel, values.get("bias"), channels)

    def _convolve(
        self, layer: Any, kernel: npt.NDArray[Any], bias: npt.NDArray[Any] | None, groups: int
    ) -> None:
        self._to_channels_first()
        constants = [self._constant(kernel)] + ([] if bias is None else [self._constant(bias)])
        self._node("Conv", *constants, group=groups, strides=list(layer.strides), **_pads(layer))
        if hasattr(layer, "activation"):
            self._activation(layer.activation)

    def _pool(self, kind: str, **options: Any) -> Callable[[Any, Any], None]:
        def make(layer: Any, _: object) -> None:
            self._to_channels_first()
            size, strides = list(layer.pool_size), list(layer.strides)
            self._node(kind, kernel_shape=size, strides=strides, **_pads(layer), **options)

        return make

    def _global_pool(self, layer: Any, _: object) -> None:
        self._to_channels_first()
        self._node("GlobalAveragePool")
        self._to_channels_last()
        if not getattr(layer, "keepdims", False):
            self._node("Flatten", axis=1)

    def _residual(self, block: Residual, _: object) -> None:
        begin = (self._current, self._shape, self._channels_first)
        self.path(block.layers)
        main, channels_first = self._current, self._channels_first
        self._current, self._shape, self._channels_first = begin
        self.path(block.shortcut)
        if channels_first:
            self._to_channels_first()
        else:
            self._to_channels_last()
        self._node("Add", main)
        self._activation(block.activation)

    def _zero_padding(self, layer: Any, _: object) -> None:
        self._to_channels_last()
        (top, bottom), (left, right) = layer.padding
        self._node("Pad", self._constant(np.array([0, top, left, 0, 0, bottom, right, 0])))


def _pads(layer: Any) -> dict[str, Any]:
    return {"auto_pad": "SAME_UPPER" if layer.padding == "same" else "VALID"}
