"""Data sets to try a model on; each has load_data, which returns what Keras's does."""

from normkit.datasets import digits, fashion_mnist, mnist, mnist_m, svhn

__all__ = ["digits", "fashion_mnist", "mnist", "mnist_m", "svhn"]
