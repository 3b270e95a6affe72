"""One epoch of training in native code, with its reports, its callbacks and its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ctypes import byref, c_double
from typing import TYPE_CHECKING, NamedTuple

from normkit import _abi
from normkit._compilation import Compilation
from normkit._examples import Examples
from normkit._library import library
from normkit._native import Handle, check
from normkit._signals import DeferredSignals

if TYPE_CHECKING:
    from ctypes import _Pointer

    from normkit.callbacks.diagnose import Diagnose

# ctypes takes no None for a function pointer.
_NO_PROGRESS = _abi.ProgressCallback()
_NO_DESTROY = _abi.DestroyCallback()

_INTERVAL = 0.05
"""Seconds between two looks at Python within an epoch: Ctrl-C waits so long, and the GIL, which
another thread may hold for 5 ms, is not asked for after every step."""

BatchListener = Callable[[int, dict[str, float]], object]
"""Called before or after a step with its number and the means so far."""


class Listeners(NamedTuple):
    """What is called before steps, and after them or one in a while."""

    before: list[BatchListener]
    after: list[BatchListener]


class EpochRunner:
    """Runs epochs of one fit without the GIL, which is taken now and then to ask what next."""

    def __init__(
        self,
        model: Handle[_abi.Model],
        examples: Examples,
        *,
        batch_size: int,
        shuffle: bool,
        compilation: Compilation,
        every_batch: bool,
        diagnose: tuple[Diagnose, Examples] | None = None,
    ) -> None:
        self._model = model
        self._examples = examples
        self._compilation = compilation
        self.steps: int | None = -(-len(examples.inputs) // batch_size)
        options = _abi.FitOptions()
        check(library.normkit_fit_options_create(byref(options)))
        self._options = Handle(options, library.normkit_fit_options_free)
        check(library.normkit_fit_options_set_batch_size(options, batch_size))
        check(library.normkit_fit_options_set_shuffle(options, shuffle))
        if not every_batch:
            check(library.normkit_fit_options_set_progress_interval(options, _INTERVAL))
        self._diagnose = None if diagnose is None else diagnose[0]
        if diagnose is not None:
            callback, looked_at = diagnose
            check(
                library.normkit_fit_options_set_diagnosis(options, looked_at.value, callback.every)
            )

    def run(self, listeners: Listeners, wants_more: Callable[[], bool]) -> dict[str, float] | None:
        """One epoch. Its metrics, or None when `wants_more` said no after a step.

        Raises
        ------
        BaseException
            What a listener or a signal handler raised, such as KeyboardInterrupt. The model stays
            as the last step left it.
        """
        reports = _Reports(listeners, wants_more, self._compilation)
        for listener in listeners.before:
            listener(0, {})
        with DeferredSignals() as signals:
            reports.signals = signals
            callback = _abi.ProgressCallback(reports.receive)
            options = self._options.value
            check(library.normkit_fit_options_set_progress(options, callback, None, _NO_DESTROY))
            try:
                self._fit(reports)
            finally:
                check(
                    library.normkit_fit_options_set_progress(
                        options, _NO_PROGRESS, None, _NO_DESTROY
                    )
                )
        return reports.epoch

    def _fit(self, reports: _Reports) -> None:
        # Freed here, where signals wait, and not by a finalizer: Python prints what a signal's
        # handler raises within one, and goes on.
        history = _abi.History()
        kept = self._compilation.measured or self._diagnose is not None
        wanted = byref(history) if kept else None
        try:
            status = library.normkit_model_fit(
                self._model.value, self._examples.value, self._options.value, wanted
            )
            if reports.error is not None:
                raise reports.error
            if reports.signals.error is None:
                check(status)
            if self._diagnose is not None and reports.signals.error is None:
                self._diagnose._take(history)
            if self._compilation.measured and reports.epoch is not None:
                reports.epoch = self._with_measured(reports.epoch, history)
        finally:
            library.normkit_history_free(history)

    def _with_measured(self, epoch: dict[str, float], history: _abi.History) -> dict[str, float]:
        """The epoch's logs with the metrics that the history alone tells."""
        found = self._compilation
        values = [self._measured(history, place) for place in range(len(found.measured))]
        accuracy = [epoch[metric.name] for metric in found.metrics if metric.measure is None]
        return found.logs(epoch["loss"], accuracy[0] if accuracy else 0.0, values)

    @staticmethod
    def _measured(history: _abi.History, place: int) -> float:
        value = c_double()
        check(library.normkit_history_metric_values(history, place, False, byref(value), 1))
        return value.value


class _Reports:
    """What native code calls after steps and after every epoch."""

    signals: DeferredSignals

    def __init__(
        self,
        listeners: Listeners,
        wants_more: Callable[[], bool],
        compilation: Compilation,
    ) -> None:
        self.error: BaseException | None = None
        self.epoch: dict[str, float] | None = None
        self._listeners = listeners
        self._wants_more = wants_more
        self._compilation = compilation

    def receive(self, pointer: _Pointer[_abi.Progress], _: object) -> int:
        """Nothing raised here may reach ctypes, which would print it and go on."""
        if self.signals.error is not None:
            return _abi.Signal.CANCEL
        try:
            return self._report(pointer[0])
        except BaseException as error:
            self.error = error
            return _abi.Signal.CANCEL

    def _report(self, progress: _abi.Progress) -> int:
        logs = self._compilation.logs(progress.loss, progress.accuracy)
        if progress.epoch_finished:
            self.epoch = logs
            return _abi.Signal.PROCEED
        for listener in self._listeners.after:
            listener(progress.batch - 1, logs)
        if not self._wants_more():
            return _abi.Signal.STOP
        if progress.batch < progress.batch_count:
            for listener in self._listeners.before:
                listener(progress.batch, {})
        return _abi.Signal.PROCEED


def described(logs: Mapping[str, float]) -> str:
    """Metrics as a line shows them."""
    return " - ".join(f"{name}: {value:.4f}" for name, value in logs.items())
