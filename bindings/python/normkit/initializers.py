"""How parameters start, by Keras's names: as text, or as an object where there is a number."""

from __future__ import annotations

from typing import NamedTuple

from normkit import _abi
from normkit._errors import InvalidArgumentError, UnsupportedError


class Initializer(NamedTuple):
    """One way to start, with its number where it has one."""

    kind: _abi.Initializer
    number: float = 0.0


_BY_NAME = {
    "zeros": Initializer(_abi.Initializer.ZEROS),
    "ones": Initializer(_abi.Initializer.ONES),
    "glorot_uniform": Initializer(_abi.Initializer.GLOROT_UNIFORM),
    "glorot_normal": Initializer(_abi.Initializer.GLOROT_NORMAL),
    "he_uniform": Initializer(_abi.Initializer.HE_UNIFORM),
    "he_normal": Initializer(_abi.Initializer.HE_NORMAL),
    "lecun_normal": Initializer(_abi.Initializer.LECUN_NORMAL),
    "random_normal": Initializer(_abi.Initializer.RANDOM_NORMAL, 0.05),
    "random_uniform": Initializer(_abi.Initializer.RANDOM_UNIFORM, 0.05),
}


def get(identifier: str | Initializer) -> Initializer:
    """The initializer that a name stands for.

    Raises:
        InvalidArgumentError: for a name that is none.
    """
    if isinstance(identifier, Initializer):
        return identifier
    found = _BY_NAME.get(identifier)
    if found is None:
        raise InvalidArgumentError(
            f"an initializer must be one of {', '.join(_BY_NAME)}, got {identifier!r}"
        )
    return found


def Constant(value: float = 0.0) -> Initializer:  # noqa: N802, Keras's name
    """`value` everywhere."""
    return Initializer(_abi.Initializer.CONSTANT, float(value))


def RandomNormal(mean: float = 0.0, stddev: float = 0.05) -> Initializer:  # noqa: N802
    """A normal distribution around 0."""
    if mean != 0:
        raise UnsupportedError(f"RandomNormal: mean must be 0, got {mean}")
    return Initializer(_abi.Initializer.RANDOM_NORMAL, float(stddev))


def RandomUniform(minval: float = -0.05, maxval: float = 0.05) -> Initializer:  # noqa: N802
    """Evenly between -maxval and maxval."""
    if minval != -maxval:
        raise UnsupportedError(f"RandomUniform: minval must be -maxval, got {minval} and {maxval}")
    return Initializer(_abi.Initializer.RANDOM_UNIFORM, float(maxval))
