"""The names of layers within their model or residual block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from normkit._errors import InvalidArgumentError

if TYPE_CHECKING:
    from normkit.layers.layer import Layer


class LayerNames:
    """Hands out names as Keras does: the kind, with a number from the second of a kind on."""

    def __init__(self) -> None:
        self._kinds: dict[str, int] = {}

    def unused(self, layer: Layer, among: Sequence[Layer]) -> str:
        """The layer's given name, or one that no other has.

        Raises
        ------
        InvalidArgumentError
        """
        used = {other.name for other in among}
        if layer._given_name is not None:
            if layer._given_name in used:
                raise InvalidArgumentError(f"two layers are called {layer._given_name!r}")
            return layer._given_name
        while True:
            number = self._kinds.get(layer.kind, 0)
            self._kinds[layer.kind] = number + 1
            name = f"{layer.kind}_{number}" if number else layer.kind
            if name not in used:
                return name
