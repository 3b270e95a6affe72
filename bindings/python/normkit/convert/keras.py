"""Keras models as normkit's."""

from __future__ import annotations

from typing import Any

from normkit import layers
from normkit._errors import UnsupportedError
from normkit.layers import Layer
from normkit.models import Input, Sequential

_IGNORED = {"InputLayer"}
_OPTIONS_OF_ALL = {"name", "trainable", "dtype"}


def from_keras(model: Any) -> Sequential:
    """A Keras Sequential's layers, options and weights as a normkit model with the same outputs.

    The training is not taken over: compile the result.

    Parameters
    ----------
    model
        A built `keras.Sequential`; anything with Keras's `layers`, `input_shape`, `get_weights` and
        each layer's `get_config`.

    Raises
    ------
    UnsupportedError
        For a layer, or an option of one, that normkit does not have.

    Examples
    --------
        >>> import normkit as nk
        >>> model = nk.convert.from_keras(keras_model)  # doctest: +SKIP
    """
    found: list[Layer] = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind not in _IGNORED:
            found.append(_layer(kind, layer.get_config()))
    made = Sequential([Input(model.input_shape[1:]), *found], name=model.name)
    made.set_weights([value for layer in model.layers for value in _weights(layer)])
    return made


def _weights(layer: Any) -> list[Any]:
    """A layer's weights, without the three that Keras's renorm keeps for training alone."""
    values: list[Any] = layer.get_weights()
    return values[:-3] if getattr(layer, "renorm", False) else values


def _layer(kind: str, config: dict[str, Any]) -> Layer:
    maker = getattr(layers, kind, None)
    if maker is None:
        raise UnsupportedError(f"from_keras: normkit has no layer {kind} ({config['name']})")
    options: dict[str, Any] = {"name": config["name"]}
    for option in _arguments(maker):
        if option in config and option != "name":
            options[option] = _plain(config[option])
    known = set(options) | _OPTIONS_OF_ALL
    for option, value in config.items():
        if option not in known and not _is_harmless(option, value):
            raise UnsupportedError(
                f"from_keras: {kind} ({config['name']}) has {option}={value!r}, which normkit's "
                "does not have"
            )
    layer: Layer = maker(**options)
    return layer


def _arguments(maker: Any) -> list[str]:
    code = maker.__init__.__code__
    names: tuple[str, ...] = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    # How weights start is of no use for a model that has them.
    return [name for name in names if not name.endswith("_initializer")]


def _plain(value: Any) -> Any:
    """An axis is a list in Keras's configurations of batch norm."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


_DEFAULTS: dict[str, Any] = {
    "data_format": "channels_last",
    "dilation_rate": (1, 1),
    "groups": 1,
    "synchronized": False,
    "renorm": False,
    "axis": -1,
    "threshold": 0.0,
    "max_value": None,
    "negative_slope": 0.0,
    "seed": None,
    "noise_shape": None,
    "quantization_config": None,
    "lora_rank": None,
    "activation": "linear",
}


def _is_harmless(option: str, value: Any) -> bool:
    """Whether an option that normkit's layer lacks has the value that means nothing."""
    if option.endswith(("_initializer", "_regularizer", "_constraint")):
        return option.endswith("_initializer") or value is None
    if option == "seed":
        return True
    if option not in _DEFAULTS:
        return False
    default = _DEFAULTS[option]
    return bool((tuple(value) if isinstance(value, list) else value) == default)
