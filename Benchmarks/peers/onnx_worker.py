"""ONNX Runtime's side of `make bench`: onnx_worker.py NETWORK --batch N answers with a network's outputs."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

import numpy as np
import protocol
import shared_numbers

# Imported by name, so that mypy --strict does not need them to be installed.
onnx: Any = importlib.import_module("onnx")
onnxruntime: Any = importlib.import_module("onnxruntime")

CLASSES = 10


class Graph:
    """A chain of ONNX nodes, each reading the last one's output."""

    def __init__(self, shape: list[int]) -> None:
        self._nodes: list[Any] = []
        self._tensors: list[Any] = []
        self._inputs = onnx.helper.make_tensor_value_info("input", onnx.TensorProto.FLOAT, shape)
        self._last = "input"
        self._kernels = 0

    def _tensor(self, values: Any) -> str:
        name = f"tensor{len(self._tensors)}"
        self._tensors.append(onnx.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def kernel(self, shape: tuple[int, ...], axes: tuple[int, ...]) -> Any:
        """The next shared kernel, its axes put in ONNX's order."""
        self._kernels += 1
        return shared_numbers.kernel(self._kernels - 1, shape).transpose(axes)

    def add(self, kind: str, *tensors: Any, **attributes: Any) -> None:
        """A node that reads the last output and these tensors."""
        output = f"value{len(self._nodes)}"
        names = [self._tensor(values) for values in tensors]
        self._nodes.append(onnx.helper.make_node(kind, [self._last, *names], [output], **attributes))
        self._last = output

    def normalize(self, channels: int, function: str) -> None:
        """Batch normalization as it starts, and an activation."""
        one, zero = np.ones(channels, np.float32), np.zeros(channels, np.float32)
        self.add("BatchNormalization", one, zero, zero, one, epsilon=1e-3)
        self.add(function)

    def model(self) -> bytes:
        """The finished model."""
        output = onnx.helper.make_tensor_value_info(self._last, onnx.TensorProto.FLOAT, None)
        graph = onnx.helper.make_graph(self._nodes, "network", [self._inputs], [output], self._tensors)
        opset = [onnx.helper.make_opsetid("", 17)]
        model = onnx.helper.make_model(graph, opset_imports=opset, ir_version=8)
        return bytes(model.SerializeToString())


def mlp(batch: int, widths: list[int], function: str) -> Graph:
    """A dense network."""
    graph = Graph([batch, 784])
    size = 784
    for units in widths:
        graph.add("MatMul", graph.kernel((size, units), (0, 1)))
        graph.normalize(units, function)
        size = units
    graph.add("Gemm", graph.kernel((size, CLASSES), (0, 1)), np.zeros(CLASSES, np.float32))
    return graph


def cnn(batch: int) -> Graph:
    """The convolutional network, channels first as ONNX has it; flattened in the order height, width, channels."""
    graph = Graph([batch, 1, 28, 28])
    channels = 1
    for filters in (32, 32, 64, 64):
        graph.add("Conv", graph.kernel((3, 3, channels, filters), (3, 2, 0, 1)), pads=[1, 1, 1, 1])
        graph.normalize(filters, "Relu")
        if channels == filters:
            graph.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
        channels = filters
    last = graph.kernel((7 * 7 * 64, CLASSES), (0, 1)).reshape(7, 7, 64, CLASSES).transpose(2, 0, 1, 3)
    graph.add("Flatten")
    graph.add("Gemm", last.reshape(-1, CLASSES), np.zeros(CLASSES, np.float32))
    return graph


def main() -> None:
    """Reads the options, then serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=["mlp100", "mlp512", "cnn"])
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    shape: tuple[int, ...] = (784,)
    if options.network == "cnn":
        graph, shape = cnn(options.batch), (28, 28, 1)
    elif options.network == "mlp100":
        graph = mlp(options.batch, [100, 100, 100], "Sigmoid")
    else:
        graph = mlp(options.batch, [512, 512], "Relu")
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(graph.model(), settings, providers=["CPUExecutionProvider"])
    values = shared_numbers.inputs((options.batch, *shape))
    if len(shape) > 1:
        values = values.reshape(options.batch, 1, *shape[:2])  # One channel: the same order.
    feed = {"input": values}

    def answer() -> Any:
        return session.run(None, feed)[0]

    protocol.check(answer()[0])
    protocol.serve(answer)


if __name__ == "__main__":
    main()
