"""Writes keras_names.json: Keras's public names that docs/keras.md compares with.

Needs Keras, which nothing else here does: `python bindings/python/tools/keras_names.py`.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import keras

CLASSES = {
    "Sequential": keras.Sequential,
    "layers.Dense": keras.layers.Dense,
    "layers.BatchNormalization": keras.layers.BatchNormalization,
    "layers.Conv2D": keras.layers.Conv2D,
    "layers.DepthwiseConv2D": keras.layers.DepthwiseConv2D,
    "layers.MaxPooling2D": keras.layers.MaxPooling2D,
    "layers.AveragePooling2D": keras.layers.AveragePooling2D,
    "layers.GlobalAveragePooling2D": keras.layers.GlobalAveragePooling2D,
    "layers.ZeroPadding2D": keras.layers.ZeroPadding2D,
    "layers.LayerNormalization": keras.layers.LayerNormalization,
    "layers.GroupNormalization": keras.layers.GroupNormalization,
    "layers.RMSNormalization": keras.layers.RMSNormalization,
    "layers.Dropout": keras.layers.Dropout,
    "layers.Activation": keras.layers.Activation,
    "layers.LeakyReLU": keras.layers.LeakyReLU,
    "layers.Flatten": keras.layers.Flatten,
}
MODULES = {
    "callbacks": keras.callbacks,
    "optimizers": keras.optimizers,
    "losses": keras.losses,
    "metrics": keras.metrics,
}


def arguments(kind: Any) -> list[str]:
    """The names of what a class or function takes."""
    try:
        names = list(inspect.signature(kind).parameters)
    except ValueError:
        return []
    return [name for name in names if name not in {"self", "args", "kwargs"}]


def members(kind: type) -> dict[str, list[str]]:
    """A class's public methods with their arguments, and its properties with none."""
    found = {}
    for name in dir(kind):
        if name.startswith("_"):
            continue
        member = inspect.getattr_static(kind, name)
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        found[name] = [a for a in arguments(plain) if a != "cls"] if callable(plain) else []
    return found


def names() -> dict[str, Any]:
    """Everything that is compared."""
    return {
        "version": keras.__version__,
        "classes": {
            name: {"arguments": arguments(kind), "members": members(kind)}
            for name, kind in CLASSES.items()
        },
        "modules": {
            name: {
                item: arguments(getattr(module, item))
                for item in dir(module)
                if inspect.isclass(getattr(module, item)) and not item.startswith("_")
            }
            for name, module in MODULES.items()
        },
    }


if __name__ == "__main__":
    path = Path(__file__).with_name("keras_names.json")
    path.write_text(json.dumps(names(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
