"""What the library is doing: its log, a fit under way, a model's options and its memory."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import byref, c_int64
from typing import NamedTuple

from normkit import _abi, losses
from normkit._library import library
from normkit._native import check
from normkit.models import Sequential

__all__ = [
    "Memory",
    "cancel",
    "description",
    "limit_memory",
    "memory",
    "plan",
    "set_log",
    "steps_done",
]

_LEVELS = {
    "off": _abi.LogLevel.LOG_OFF,
    "error": _abi.LogLevel.LOG_ERROR,
    "info": _abi.LogLevel.LOG_INFO,
    "debug": _abi.LogLevel.LOG_DEBUG,
}

# What ctypes made of the listener: it must live as long as the library may call it.
_listener: list[object] = []


def set_log(level: str, listener: Callable[[str, str], object] | None = None) -> None:
    """Has `listener(level, text)` called with what the library does; nothing is logged by default.

    Parameters
    ----------
    level
        "off", "error" (failed calls), "info" (files too) or "debug" (every call).
    listener
        In place of the one before; None for silence.

    Raises
    ------
    KeyError
        For another level.
    """
    wanted = _LEVELS[level]

    def receive(number: int, text: bytes, _: object) -> None:
        if listener is not None:
            name = _abi.LogLevel(number).name.removeprefix("LOG_").lower()
            listener(name, text.decode())

    callback = _abi.LogCallback(receive) if listener is not None else _abi.LogCallback()
    check(library.normkit_set_log(wanted, callback, None, _abi.DestroyCallback()))
    _listener[:] = [callback]


def cancel(model: Sequential) -> None:
    """Ends the fit that runs on the model in another thread: it raises CancelledError there."""
    model._cancelled = True
    check(library.normkit_model_cancel(model._native().value))


def description(model: _abi.Model, *, training: bool = False) -> str:
    """A model's layers with their options, or how it is trained, as JSON."""
    ask = (
        library.normkit_model_training_description
        if training
        else library.normkit_model_description
    )
    return _text(lambda *place: ask(model, *place))


def plan(model: Sequential, *, batch_size: int = 32, loss: losses.Loss | str | None = None) -> str:
    """What a training step on `loss` does, or, without one, a prediction: a line for each part.

    Each line says what is made of what, what was fused into it, and by which algorithm a
    convolution is computed. For reading: the wording may change. With the environment variable
    NORMKIT_FUSE=none nothing is fused.
    """
    native = model._native().value
    if loss is None:
        return _text(
            lambda *place: library.normkit_model_inference_plan(native, batch_size, *place)
        )
    kind = losses.get(loss).kind
    return _text(
        lambda *place: library.normkit_model_training_plan(native, kind, batch_size, *place)
    )


def _text(ask: Callable[..., int]) -> str:
    """What a function writes that takes room for a text, its size, and a place for its length."""
    length = c_int64()
    check(ask(None, 0, byref(length)))
    text = ctypes.create_string_buffer(length.value)
    check(ask(ctypes.cast(text, ctypes.c_void_p), length.value, None))
    return text.value.decode()


def steps_done(model: Sequential) -> tuple[int, int]:
    """Training steps, and epochs that fit has finished.

    Raises
    ------
    StateError
        Before compile.
    """
    steps, epochs = c_int64(), c_int64()
    check(library.normkit_model_steps(model._native().value, byref(steps), byref(epochs)))
    return steps.value, epochs.value


class Memory(NamedTuple):
    """Bytes of a model's buffers."""

    used: int
    limit: int
    """0: none."""


def memory(model: Sequential) -> Memory:
    """What a model's buffers take, and may take."""
    used, limit = c_int64(), c_int64()
    check(library.normkit_model_memory(model._native().value, byref(used), byref(limit)))
    return Memory(used.value, limit.value)


def limit_memory(model: Sequential, limit: int) -> None:
    """Lets a model's buffers take no more than `limit` bytes; 0 for as many as there are.

    What would need more raises OutOfMemoryError.
    """
    check(library.normkit_model_set_memory_limit(model._native().value, limit))
