"""Signals during a long native call."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

_Handler = Callable[[int, FrameType | None], object]


class DeferredSignals:
    """Keeps what Python's signal handlers raise, such as KeyboardInterrupt, until the block ends.

    Python runs a pending handler at the first bytecode of the function that native code calls back:
    before that function can catch anything, so what the handler raises would be printed by ctypes
    and lost. Here every handler runs within another that keeps the exception in `error`, for the
    callback to look at; the block's end raises it. Elsewhere than in the main thread, where no
    handler ever runs, it does nothing.
    """

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self._handlers: dict[int, _Handler] = {}

    def __enter__(self) -> DeferredSignals:
        if threading.current_thread() is threading.main_thread():
            for number in _catchable:
                handler = signal.getsignal(number)
                if callable(handler):
                    self._handlers[number] = handler
                    signal.signal(number, self._run)
        return self

    def _run(self, number: int, frame: FrameType | None) -> None:
        try:
            self._handlers[number](number, frame)
        except BaseException as error:
            self.error = error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        if self.error is not None:
            kept, self.error = self.error, None
            raise kept


_catchable = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
