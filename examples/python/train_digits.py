"""Trains the same net on handwritten digits with and without batch normalization, and draws both.

Run: python examples/python/train_digits.py --picture curves.png

Without --picture nothing but numpy is needed, with it matplotlib. The learning rate is the best of
.01, .03, .1, .3, 1 for the net without batch normalization, or as good; the one with it takes any.
"""

from __future__ import annotations

import argparse

import normkit as nk
import numpy as np
from normkit import layers


def network(batch_norm: bool, seed: int) -> nk.Sequential:
    """Three hidden layers of 100 sigmoid units, the net of Ioffe & Szegedy 2015, section 4.1."""
    model = nk.Sequential([nk.Input((64,))], seed=seed)
    for _ in range(3):
        # Batch normalization's beta takes the bias's place.
        model.add(layers.Dense(100, use_bias=not batch_norm))
        if batch_norm:
            model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.Activation("sigmoid"))
    model.add(layers.Dense(10, activation="softmax"))
    return model


def main() -> None:
    """Trains both nets on the same batches, prints their accuracies, draws their curves."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--batch-size", type=int, default=60)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--picture", help="where to save the curves, such as curves.png")
    options = parser.parse_args()

    (x, y), (x_test, y_test) = nk.datasets.digits.load_data()
    inputs, test_inputs = (
        (images.reshape(-1, 64) / 16).astype(np.float32) for images in (x, x_test)
    )

    histories = {}
    for name, batch_norm in {"with batch norm": True, "without": False}.items():
        model = network(batch_norm, options.seed)
        model.compile(
            nk.optimizers.SGD(options.learning_rate, momentum=0.9),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        histories[name] = model.fit(
            inputs,
            y,
            batch_size=options.batch_size,
            epochs=options.epochs,
            validation_data=(test_inputs, y_test),
            verbose=0,
        )
        accuracies = histories[name].history["val_accuracy"]
        print(
            f"{name}: test accuracy (running statistics) {accuracies[0]:.4f} after 1 epoch, "
            f"{max(accuracies):.4f} at best, {accuracies[-1]:.4f} after {options.epochs}"
        )
    if options.picture:
        nk.plot(
            histories,
            "val_accuracy",
            title=f"Digits 8×8, 3×100 sigmoid, SGD {options.learning_rate} momentum 0.9, "
            f"seed {options.seed}",
            path=options.picture,
        )
        print(f"curves in {options.picture}")


if __name__ == "__main__":
    main()
