"""One model, in C and in Python at once: handles handed from one to the other by value.

Both must use the same library: in a C program, NORMKIT_LIBRARY names the file that the program is
linked with. A model serves one call at a time; one that comes in between raises BusyError.
"""

from __future__ import annotations

import contextlib
import json
from typing import Any

from normkit import _abi
from normkit._archive import compilation_in
from normkit._errors import StateError
from normkit._library import library
from normkit._native import Handle
from normkit.models import Sequential
from normkit.watching import description

__all__ = ["adopt_model", "handle_of"]


def handle_of(model: Sequential) -> tuple[int, int]:
    """A built model's handle as (index, generation): the fields of C's normkit_model.

    The model stays Python's: it is freed with the last reference to `model`.

    Raises
    ------
    StateError
        When the model is not built.
    """
    if not model.built:
        raise StateError("the model has no handle before it is built")
    native = model._native().value
    return native.index, native.generation


def adopt_model(index: int, generation: int, *, owned: bool = False) -> Sequential:
    """The model that a C program made, from the fields of its normkit_model.

    Parameters
    ----------
    index
        The first field.
    generation
        The second.
    owned
        Whether Python frees it; by default it stays the C program's, which must not free it while
        Python uses it.

    Raises
    ------
    HandleError
        When there is no such model.
    """
    native = _abi.Model(index, generation)
    document = json.loads(description(native))
    handle = Handle(native, library.normkit_model_free if owned else _keep)
    training: dict[str, Any] | None = None
    with contextlib.suppress(StateError):
        training = json.loads(description(native, training=True))
    model = Sequential()
    model._adopt(handle, {"model": document})
    if training is not None:
        model._compilation = compilation_in(training, model._last_activation())
        model._compilation.optimizer._attach(handle)
    return model


def _keep(_: _abi.Model) -> int:
    """Frees nothing: the model is another's."""
    return _abi.Status.OK
