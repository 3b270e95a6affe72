"""Digits over photographs: a second domain made from a first, like MNIST-M (Ganin et al. 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from normkit._errors import InvalidArgumentError, ShapeError

Images = npt.NDArray[np.uint8]


def build(digits: npt.ArrayLike, photos: Sequence[npt.ArrayLike], seed: int = 0) -> Images:
    """Each digit as |patch − digit| over a random patch of a random photograph, per channel.

    Call the result "MNIST-M-like": the published set was made from other photographs. Take other
    photographs for training images than for test images, lest a net knows their patches.

    Parameters
    ----------
    digits
        [N, H, W] bytes 0…255.
    photos
        Pictures [height, width, 3] in bytes 0…255, none smaller than a digit.
    seed
        The same one gives the same patches.

    Returns
    -------
    numpy.ndarray
        [N, H, W, 3], of bytes.

    Raises
    ------
    ShapeError
        For arrays of another shape, or a photograph smaller than a digit.
    InvalidArgumentError
        For other numbers than bytes, or no photograph.

    Examples
    --------
        >>> import numpy as np
        >>> from normkit.datasets import mnist_m
        >>> photo = np.full((40, 50, 3), 200, np.uint8)
        >>> digit = np.zeros((1, 28, 28), np.uint8)
        >>> digit[0, 3, 4] = 255
        >>> made = mnist_m.build(digit, [photo])
        >>> made.shape, int(made[0, 3, 4, 0]), int(made[0, 0, 0, 0])
        ((1, 28, 28, 3), 55, 200)
    """
    x = _bytes("digits", digits, 3)
    pictures = [_bytes("photos", photo, 3) for photo in photos]
    if not pictures:
        raise InvalidArgumentError("mnist_m.build: expected at least one photograph")
    height, width = x.shape[1:]
    for picture in pictures:
        if picture.shape[0] < height or picture.shape[1] < width or picture.shape[2] != 3:
            raise ShapeError(
                f"mnist_m.build: expected photographs of at least [{height}, {width}, 3], "
                f"got {picture.shape}"
            )
    random = np.random.default_rng(seed)
    made = np.empty((*x.shape, 3), np.uint8)
    for index, digit in enumerate(x):
        picture = pictures[random.integers(len(pictures))]
        top = random.integers(picture.shape[0] - height + 1)
        left = random.integers(picture.shape[1] - width + 1)
        patch = picture[top : top + height, left : left + width].astype(np.int16)
        made[index] = np.abs(patch - digit[..., None])
    return made


def _bytes(name: str, value: npt.ArrayLike, axes: int) -> Images:
    array = np.asarray(value)
    if array.ndim != axes:
        raise ShapeError(f"mnist_m.build: {name}: expected {axes} axes, got shape {array.shape}")
    if array.dtype != np.uint8:
        raise InvalidArgumentError(
            f"mnist_m.build: {name}: expected bytes 0…255, got {array.dtype}"
        )
    return array
