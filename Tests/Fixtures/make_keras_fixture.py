"""Makes keras/model.json: the weights of a small Keras model in the order of get_weights(), and what it predicts.

Run: python make_keras_fixture.py (needs numpy, torch and keras).
"""

import importlib
import os
from typing import Any

import numpy as np

from golden_json import FOLDER, made_by, tensor, write

os.environ["KERAS_BACKEND"] = "torch"
# Imported by name: Keras ships no types that mypy --strict accepts, and reads the variable above.
keras = importlib.import_module("keras")

INPUTS = 6


def main() -> None:
    """Trains the model a little, so that its running statistics are real ones, and writes it."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((INPUTS,)),
            layers.Dense(8, name="dense"),
            layers.BatchNormalization(name="batch_normalization"),
            layers.Activation("relu", name="activation"),
            layers.Dropout(0.5, name="dropout"),
            layers.Dense(3, name="dense_1"),
        ],
        name="sequential",
    )
    random = np.random.default_rng(1)
    inputs = random.integers(-2048, 3073, (64, INPUTS)) / 1024
    labels = random.integers(0, 3, 64)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss)
    model.fit(inputs, labels, batch_size=16, epochs=3, verbose=0)
    probe = inputs[:5]
    write(FOLDER / "keras" / "model.json", as_json(model, probe))


def as_json(model: Any, probe: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    """The model as it stands in the file."""
    names = [f"{layer.name}/{variable.name}" for layer in model.layers for variable in layer.weights]
    values = model.get_weights()
    assert [list(v.shape) for v in model.weights] == [list(v.shape) for v in values]
    assert [v.path.split("/")[-2:] for v in model.weights] == [name.split("/") for name in names]
    return {
        "made_by": made_by("keras", "torch", "numpy"),
        "layers": [
            {"class_name": layer.__class__.__name__, "name": layer.name, "config": plain(layer.get_config())}
            for layer in model.layers
        ],
        "weights": [
            {"name": name, **tensor(np.asarray(value, np.float64))} for name, value in zip(names, values, strict=True)
        ],
        "inputs": tensor(probe),
        "outputs": tensor(model.predict(probe, verbose=0).astype(np.float64)),
    }


def plain(config: dict[str, Any]) -> dict[str, Any]:
    """The options that say what a layer computes, without initializers and the like."""
    wanted = ("units", "activation", "use_bias", "axis", "momentum", "epsilon", "center", "scale", "rate")
    return {key: config[key] for key in wanted if key in config}


if __name__ == "__main__":
    main()
