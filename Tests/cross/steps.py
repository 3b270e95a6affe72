"""100 training steps of the net of steps.c from Python: writes its checkpoint, or the predictions of a given one.

Usage: steps.py train DIGITS-FOLDER CHECKPOINT; steps.py predict DIGITS-FOLDER CHECKPOINT OUTPUTS
"""

import sys
from pathlib import Path

import normkit
import numpy as np
from normkit import layers

STEPS, BATCH, BATCHES, ASKED = 100, 50, 35, 200


def train(x: np.ndarray, y: np.ndarray, checkpoint: str) -> None:
    """Trains the net and saves it with its training."""
    hidden = [
        layer
        for units in (64, 32)
        for layer in (
            layers.Dense(units),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.Dropout(0.2),
        )
    ]
    model = normkit.Sequential(
        [normkit.Input((8, 8, 1)), layers.Flatten(), *hidden, layers.Dense(10)], seed=42
    )
    loss = normkit.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=normkit.optimizers.Adam(learning_rate=0.001), loss=loss)
    for step in range(STEPS):
        rows = slice(step % BATCHES * BATCH, (step % BATCHES + 1) * BATCH)
        model.train_on_batch(x[rows], y[rows])
    model.save(checkpoint)


def main(mode: str, folder: str, checkpoint: str, outputs: str = "") -> None:
    """Reads the digits and does what `mode` says."""
    images = np.frombuffer(Path(folder, "digits-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
    labels = np.frombuffer(Path(folder, "digits-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)
    x = images.reshape(-1, 8, 8, 1).astype(np.float32) / np.float32(16)
    if mode == "train":
        train(x, labels.astype(np.int32), checkpoint)
    else:
        model = normkit.load_model(checkpoint)
        Path(outputs).write_bytes(np.asarray(model.predict(x[:ASKED], batch_size=ASKED)).tobytes())


main(*sys.argv[1:])
