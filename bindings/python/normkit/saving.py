"""Models from files."""

from __future__ import annotations

import os
import tempfile
from ctypes import byref
from typing import Any

from normkit import _abi
from normkit._archive import compilation_in, read_sections
from normkit._library import library
from normkit._native import Handle, check
from normkit.models import Input, Sequential

__all__ = ["load_model"]

State = dict[str, Any]


def state_of(model: Sequential) -> State:
    """What a model is, for pickle: its file, when it has weights, and what no file holds."""
    state: State = {"name": model.name, "compilation": model._compilation}
    if not model.built:
        return state | {"seed": model.seed, "layers": model.layers, "input": model._input}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.safetensors")
        model.save(path)
        with open(path, "rb") as file:
            return state | {"file": file.read()}


def from_state(state: State) -> Sequential:
    """The model that `state_of` told of."""
    if "file" not in state:
        model = Sequential(name=state["name"], seed=state["seed"])
        if state["input"] is not None:
            model.add(Input(state["input"]))
        for layer in state["layers"]:
            layer._name = None
            model.add(layer)
        model._compilation = state["compilation"]
        return model
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.safetensors")
        with open(path, "wb") as file:
            file.write(state["file"])
        model = load_model(path)
    model.name = state["name"]
    compilation = state["compilation"]
    if compilation is not None:
        model._compilation = compilation
        compilation.optimizer._attach(model._native())
        compilation.measure(model._native())
    return model


def load_model(path: str | os.PathLike[str], compile: bool = True) -> Sequential:
    """The model saved at `path`; its outputs are the saved one's bit for bit.

    With `compile`, a file that holds the training gives a compiled model, which goes on to the same
    bits as if it had never been away. ReLU, LeakyReLU and Softmax come back as Activation.

    Raises
    ------
    FileAccessError
        When the file cannot be read.
    FormatError
        When it is no whole model.
    UnsupportedError
        When a later version wrote it.
    """
    name = os.fspath(path)
    native = _abi.Model()
    check(library.normkit_model_load(name.encode(), byref(native)))
    handle = Handle(native, library.normkit_model_free)
    sections = read_sections(name)
    training = sections.get("training") if compile else None
    if training is not None:
        native = _abi.Model()
        check(library.normkit_model_load_checkpoint(name.encode(), byref(native)))
        handle = Handle(native, library.normkit_model_free)
    model = Sequential()
    model._adopt(handle, sections)
    if training is not None:
        model._compilation = compilation_in(training, model._last_activation())
        model._compilation.optimizer._attach(handle)
        model._has_average = training.get("average", {}).get("is_swapped", False)
    return model
