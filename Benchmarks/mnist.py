"""Trains the contract's convolutional network on MNIST, in NormKit and in PyTorch, and prints accuracy and seconds.

    python Benchmarks/mnist.py FOLDER [--epochs 3]

FOLDER has the four published files, plain or .gz. Each library runs in a process of its own, one after the other, on
all cores: the same network, optimizer (Adam at .001), batches of 64, and pixels in 0…1. Start weights and the
order of the samples are each library's own.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BATCH = 64
ROOT = Path(__file__).resolve().parent.parent


def data(folder: str) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Images [N, 28, 28, 1] in 0…1 and labels [N], to train on and to test with."""
    numpy = importlib.import_module("numpy")
    parts = importlib.import_module("normkit").datasets.mnist.load_data(folder)
    train, test = ((x[..., None].astype(numpy.float32) / 255, y) for x, y in parts)
    return train, test


def normkit(folder: str, epochs: int) -> tuple[float, float]:
    """Test accuracy and seconds of training."""
    nk = importlib.import_module("normkit")
    (x, y), test = data(folder)
    layers: list[Any] = [nk.Input((28, 28, 1))]
    for filters in (32, 64):
        for _ in range(2):
            layers.append(nk.layers.Conv2D(filters, 3, padding="same", use_bias=False))
            layers += [nk.layers.BatchNormalization(momentum=0.9), nk.layers.ReLU()]
        layers.append(nk.layers.MaxPooling2D(2))
    model = nk.Sequential([*layers, nk.layers.Flatten(), nk.layers.Dense(10)])
    loss = nk.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nk.optimizers.Adam(0.001), loss, metrics=["accuracy"])
    begin = time.perf_counter()
    model.fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0)
    seconds = time.perf_counter() - begin
    return float(model.evaluate(*test, verbose=0)[1]), seconds


def pytorch(folder: str, epochs: int) -> tuple[float, float]:
    """The same in PyTorch, with its memory format for images that is fastest on a processor."""
    torch = importlib.import_module("torch")
    nn = torch.nn
    torch.manual_seed(0)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    train, test = (
        (torch.from_numpy(x).permute(0, 3, 1, 2), torch.from_numpy(y.astype("int64"))) for x, y in data(folder)
    )
    layers: list[Any] = []
    channels = 1
    for filters in (32, 32, 64, 64):
        layers += [nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU()]
        if channels == filters:
            layers.append(nn.MaxPool2d(2))
        channels = filters
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(7 * 7 * 64, 10)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
    x, y = train
    begin = time.perf_counter()
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad(set_to_none=True)
            batch = x[rows].contiguous(memory_format=torch.channels_last)
            nn.functional.cross_entropy(model(batch), y[rows]).backward()
            optimizer.step()
    seconds = time.perf_counter() - begin
    model.eval()
    x, y = test
    with torch.inference_mode():
        right = sum(
            (model(images).argmax(1) == labels).sum().item()
            for images, labels in zip(x.split(1000), y.split(1000), strict=True)
        )
    return right / len(y), seconds


def main() -> None:
    """Runs one library, or each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where the four files are")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--library", choices=["normkit", "pytorch"], help="only this one; default: both")
    options = parser.parse_args()
    if options.library:
        accuracy, seconds = {"normkit": normkit, "pytorch": pytorch}[options.library](options.folder, options.epochs)
        print(f"{options.library:8} {accuracy:.4f} of the test images right, trained in {seconds:.0f} s", flush=True)
        return
    python_path = os.pathsep.join([str(ROOT / "bindings" / "python"), os.environ.get("PYTHONPATH", "")])
    for library in ("normkit", "pytorch"):
        words = [sys.executable, __file__, options.folder, "--epochs", str(options.epochs), "--library", library]
        subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": python_path})


if __name__ == "__main__":
    main()
