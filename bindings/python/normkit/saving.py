"""Models from files."""

from __future__ import annotations

import os
from ctypes import byref

from normkit import _abi
from normkit._archive import compilation_in, read_sections
from normkit._library import library
from normkit._native import Handle, check
from normkit.models import Sequential

__all__ = ["load_model"]


def load_model(path: str | os.PathLike[str], compile: bool = True) -> Sequential:
    """The model saved at `path`; its outputs are the saved one's bit for bit.

    With `compile`, a file that holds the training gives a compiled model, which goes on to the same
    bits as if it had never been away. ReLU, LeakyReLU and Softmax come back as Activation.

    Raises:
        FileAccessError: when the file cannot be read.
        FormatError: when it is no whole model.
        UnsupportedError: when a later version wrote it.
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
    return model
