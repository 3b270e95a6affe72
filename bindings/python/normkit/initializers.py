"""How parameters start, by Keras's names: as text, or as an object where there is a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from normkit import _abi
from normkit._errors import InvalidArgumentError, UnsupportedError


class Initializer(NamedTuple):
    """One way to start, with its number where it has one."""

    kind: _abi.Initializer
    number: float = 0.0

    @property
    def identifier(self) -> str | dict[str, str | float]:
        """What `get` makes it of again, fit for JSON."""
        name = self.kind.name.lower()
        return name if _BY_NAME.get(name) == self else {"name": name, "value": self.number}


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


def get(identifier: str | Initializer | Mapping[str, Any]) -> Initializer:
    """The initializer that a name stands for, or {"name": "constant", "value": 2.0}.

    Raises
    ------
    InvalidArgumentError
        For a name that is none.
    """
    if isinstance(identifier, Initializer):
        return identifier
    if isinstance(identifier, Mapping):
        kind = _abi.Initializer[str(identifier["name"]).upper()]
        return Initializer(kind, float(identifier["value"]))
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
