"""What a model was compiled with."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref, c_double
from typing import NamedTuple

from normkit import _abi, losses, optimizers
from normkit import metrics as all_metrics
from normkit._errors import InvalidArgumentError
from normkit._library import library
from normkit._native import Handle, check


class Compilation(NamedTuple):
    """An optimizer, a loss, and what is measured besides it."""

    optimizer: optimizers.Optimizer
    loss: losses.Loss
    metrics: tuple[all_metrics.Metric, ...]

    def apply(self, model: Handle[_abi.Model]) -> None:
        """Compiles the library's model.

        Raises
        ------
        InvalidArgumentError
            For what does not fit.
        """
        native = self.optimizer._native()
        check(
            library.normkit_model_compile_with(
                model.value, native.value, self.loss.kind, self.loss.number
            )
        )
        self.measure(model)
        if self.optimizer.use_ema:
            rule = _abi.WeightAverage.EXPONENTIAL
            momentum = self.optimizer.ema_momentum
            check(library.normkit_model_average_weights(model.value, rule, momentum, 0, 1))
        self.optimizer._attach(model)

    def measure(self, model: Handle[_abi.Model]) -> None:
        """Has the library's model, which is compiled, measure the metrics."""
        for metric in self.measured:
            assert metric.measure is not None
            check(library.normkit_model_add_metric(model.value, metric.measure, metric.number))

    @property
    def measured(self) -> list[all_metrics.Metric]:
        """The metrics that the library knows by their places."""
        return [metric for metric in self.metrics if metric.measure is not None]

    def logs(
        self, loss: float, accuracy: float, measured: Sequence[float] = ()
    ) -> dict[str, float]:
        """Loss and metrics by name."""
        return all_metrics.logs(self.metrics, loss, accuracy, measured)

    def measured_last(self, model: Handle[_abi.Model]) -> list[float]:
        """What the last evaluate or train_on_batch measured."""
        values = []
        for place in range(len(self.measured)):
            value = c_double()
            check(library.normkit_model_metric_value(model.value, place, byref(value)))
            values.append(value.value)
        return values


def compilation_of(
    optimizer: str | optimizers.Optimizer,
    loss: str | losses.Loss,
    metrics: Sequence[str | all_metrics.Metric] | None,
) -> Compilation:
    """The arguments of compile, checked.

    Raises
    ------
    InvalidArgumentError
        For an unknown name.
    """
    chosen = losses.get(loss)
    found = tuple(all_metrics.get(metric) for metric in metrics or ())
    for metric in found:
        metric.check(chosen)
    names = [metric.name for metric in found]
    for name in names:
        if name == "loss" or names.count(name) > 1:
            raise InvalidArgumentError(f"each metric needs a name of its own, got {name!r} twice")
    return Compilation(optimizers.get(optimizer), chosen, found)
