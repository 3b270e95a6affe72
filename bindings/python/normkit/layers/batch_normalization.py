"""Batch normalization with Keras's names, meaning and defaults, and PyTorch's as a preset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ctypes import byref

from normkit import _abi, initializers
from normkit._errors import InvalidArgumentError
from normkit._library import library
from normkit._native import check
from normkit.layers.layer import Layer

Ramp = Sequence[float]
"""A limit that rises: at first, in the end, the updates at which it begins and ends to rise."""

RENORMALIZATION = ((1.0, 3.0, 5000, 40000), (0.0, 5.0, 5000, 25000))
"""The limits of r and d in the paper on batch renormalization (arXiv 1702.03275)."""

_UNLIMITED = 1e30
"""A limit that no number reaches."""

_AVERAGING = {
    "exponential": _abi.Averaging.EXPONENTIAL,
    "bias_corrected": _abi.Averaging.BIAS_CORRECTED,
    "cumulative": _abi.Averaging.CUMULATIVE,
}


class BatchNormalization(Layer):
    """y = γ·(x − μ)/√(σ² + ε) + β, for each channel (last axis).

    In training μ and σ² are the batch's, outside it the running averages. `momentum` is the weight
    of the OLD average (PyTorch's is the weight of the new one). At .99, 37 % of the averages' start
    (0 and 1) is still there after 100 batches: `averaging="bias_corrected"` leaves it out, as Adam
    does with its moments; "cumulative" is the plain mean of all batches.

    Three switches that are often confused are three properties, to be set at any time: `statistics`
    (whose normalize in training: "batch" or "running"), `updates_statistics` (whether the running
    averages move) and `learns_affine` (whether γ and β learn). `trainable = False` sets all three
    to what Keras means by it; setting it True puts them back.

    Parameters
    ----------
    axis
        Which one has a mean and a variance for each place; any but the last costs copies.
    renorm
        Keras's name for batch renormalization with limits that stay, which `renorm_clipping` has:
        "rmax", "dmax", each without limit where it is missing, and "rmin", which must be 1/rmax. It
        corrects by the layer's own running mean and variance, as the paper has it, so that
        `renorm_momentum` must be `momentum` or None; Keras keeps averages apart for it, of standard
        deviations, and its numbers are others.
    virtual_batch_size
        Examples whose statistics are taken together in training: ghost batches (arXiv 1705.08741).
        None for the whole batch.
    renormalization
        The limits of r and d, each (at first, in the end, update at which it begins to rise, update
        at which it ends), as in RENORMALIZATION; None for none.
    statistics_sets
        Names of further statistics; the model's `use_statistics_set` chooses.
    affine_per_set
        Whether each of them has γ and β of its own.
    """

    kind = "batch_normalization"
    _changing = ("_momentum", "_epsilon", "_statistics", "_updates_statistics", "_learns_affine")

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: str | initializers.Initializer = "zeros",
        gamma_initializer: str | initializers.Initializer = "ones",
        *,
        renorm: bool = False,
        renorm_clipping: Mapping[str, float] | None = None,
        renorm_momentum: float | None = None,
        averaging: str = "exponential",
        unbiased_variance: bool = False,
        requires_several_values: bool = False,
        virtual_batch_size: int | None = None,
        renormalization: Sequence[Ramp] | None = None,
        statistics_sets: Sequence[str] = (),
        affine_per_set: bool = False,
        trainable: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        if averaging not in _AVERAGING:
            raise InvalidArgumentError(
                f"BatchNormalization: averaging must be one of {', '.join(_AVERAGING)}, "
                f"got {averaging!r}"
            )
        self.axis = int(axis)
        self.virtual_batch_size = virtual_batch_size
        self.renorm = bool(renorm)
        self.renorm_clipping = None if renorm_clipping is None else dict(renorm_clipping)
        self.renorm_momentum = renorm_momentum
        self.renormalization = renormalization
        self._limits = renormalization
        if renorm:
            self._limits = _constant_limits(renorm_clipping or {}, renorm_momentum, momentum)
            if renormalization is not None:
                raise InvalidArgumentError(
                    "BatchNormalization: give renorm or renormalization, not both"
                )
        self.statistics_sets = tuple(statistics_sets)
        self.affine_per_set = bool(affine_per_set)
        self._momentum = float(momentum)
        self._epsilon = float(epsilon)
        self.center = bool(center)
        self.scale = bool(scale)
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.averaging = averaging
        self.unbiased_variance = bool(unbiased_variance)
        self.requires_several_values = bool(requires_several_values)
        self._statistics = _abi.Statistics.BATCH
        self._updates_statistics = True
        self._learns_affine = True
        if not trainable:
            self.trainable = False

    @classmethod
    def torch(
        cls,
        momentum: float | None = 0.1,
        eps: float = 1e-5,
        affine: bool = True,
        *,
        name: str | None = None,
    ) -> BatchNormalization:
        """PyTorch's meaning and defaults.

        `momentum` is the weight of the new value (None: the cumulative average), the running
        variance is unbiased, and training on one value a channel is an error.
        """
        return cls(
            momentum=0.99 if momentum is None else 1 - momentum,
            epsilon=eps,
            center=affine,
            scale=affine,
            averaging="cumulative" if momentum is None else "exponential",
            unbiased_variance=True,
            requires_several_values=True,
            name=name,
        )

    @property
    def momentum(self) -> float:
        """The weight of the old average, 0 to 1."""
        return self._momentum

    @momentum.setter
    def momentum(self, value: float) -> None:
        self._set(library.normkit_batch_normalization_set_momentum, float(value))
        self._momentum = float(value)

    @property
    def epsilon(self) -> float:
        """What is added to the variance, over 0."""
        return self._epsilon

    @epsilon.setter
    def epsilon(self, value: float) -> None:
        self._set(library.normkit_batch_normalization_set_epsilon, float(value))
        self._epsilon = float(value)

    @property
    def statistics(self) -> str:
        """Whose statistics normalize in training: "batch" or "running"."""
        return self._statistics.name.lower()

    @statistics.setter
    def statistics(self, value: str) -> None:
        chosen = statistics_of(value)
        self._set(library.normkit_batch_normalization_set_statistics, chosen)
        self._statistics = chosen

    @property
    def updates_statistics(self) -> bool:
        """Whether training moves the running statistics."""
        return self._updates_statistics

    @updates_statistics.setter
    def updates_statistics(self, value: bool) -> None:
        self._set(library.normkit_batch_normalization_set_updates_statistics, bool(value))
        self._updates_statistics = bool(value)

    @property
    def learns_affine(self) -> bool:
        """Whether the optimizer updates γ and β."""
        return self._learns_affine

    @learns_affine.setter
    def learns_affine(self, value: bool) -> None:
        self._set(library.normkit_layer_set_trainable, bool(value))
        self._learns_affine = bool(value)

    @property
    def trainable(self) -> bool:
        """False: Keras's frozen layer, which uses its running statistics and never changes."""
        return self._learns_affine

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self.statistics = "batch" if value else "running"
        self.updates_statistics = value
        self.learns_affine = value

    def _add(self, model: _abi.Model) -> list[_abi.Layer]:
        layer = _abi.Layer()
        check(library.normkit_model_add_batch_normalization(model, byref(layer)))
        return [layer]

    def _configure(self) -> None:
        prefix = "normkit_batch_normalization_set_"
        for setting, values in {
            "momentum": (self._momentum,),
            "epsilon": (self._epsilon,),
            "center": (self.center,),
            "scale": (self.scale,),
            "averaging": (_AVERAGING[self.averaging],),
            "unbiased_variance": (self.unbiased_variance,),
            "requires_several_values": (self.requires_several_values,),
            "statistics": (self._statistics,),
            "updates_statistics": (self._updates_statistics,),
            "beta_initializer": self.beta_initializer,
            "gamma_initializer": self.gamma_initializer,
            "axis": (self.axis,),
            "virtual_batch_size": (self.virtual_batch_size or 0,),
            "affine_per_set": (self.affine_per_set,),
        }.items():
            self._set(getattr(library, prefix + setting), *values)
        if self._limits is not None:
            r, d = self._limits
            numbers = (r[0], r[1], int(r[2]), int(r[3]), d[0], d[1], int(d[2]), int(d[3]))
            self._set(library.normkit_batch_normalization_set_renormalization, *numbers)
        for name in self.statistics_sets:
            self._set(library.normkit_batch_normalization_add_statistics_set, name.encode())
        self._set(library.normkit_layer_set_trainable, self._learns_affine)


def _constant_limits(
    clipping: Mapping[str, float], renorm_momentum: float | None, momentum: float
) -> Sequence[Ramp]:
    """The limits of r and d that Keras's arguments mean.

    Raises
    ------
    InvalidArgumentError
        For what the library does not do.
    """
    unknown = sorted(set(clipping) - {"rmax", "rmin", "dmax"})
    if unknown:
        raise InvalidArgumentError(
            f"BatchNormalization: renorm_clipping has rmax, rmin and dmax, got {unknown[0]!r}"
        )
    if renorm_momentum not in {None, momentum}:
        raise InvalidArgumentError(
            "BatchNormalization: renorm corrects by the running statistics, whose momentum is "
            f"{momentum}: renorm_momentum must be that or None, got {renorm_momentum}"
        )
    r, d = (float(clipping.get(name, _UNLIMITED)) for name in ("rmax", "dmax"))
    least = 1 / r if "rmax" in clipping else 0.0
    if abs(clipping.get("rmin", 0.0) - least) > 1e-6:
        raise InvalidArgumentError(
            "BatchNormalization: renorm_clipping's rmin must be 1/rmax, and 0 or left out without "
            f"rmax, got {dict(clipping)}"
        )
    return (r, r, 0, 0), (d, d, 0, 0)


def statistics_of(name: str) -> _abi.Statistics:
    """Whose statistics a name means. Raises: InvalidArgumentError for another name."""
    try:
        return _abi.Statistics[name.upper()]
    except (KeyError, AttributeError):
        raise InvalidArgumentError(
            f'statistics must be "running" or "batch", got {name!r}'
        ) from None
