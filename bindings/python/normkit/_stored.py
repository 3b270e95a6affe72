"""A model on its way to a file and back."""

from __future__ import annotations

import os
from ctypes import byref, c_int64
from functools import partial
from typing import Any

from normkit import _abi
from normkit._compilation import Compilation
from normkit._errors import FileAccessError, ShapeError, StateError
from normkit._finishing import Finished
from normkit._library import library
from normkit._native import Handle, check, read_text
from normkit._weights import Weight
from normkit.layers.layer import assign_all

Path = str | os.PathLike[str]


class Stored(Finished):
    """A network that files hold, with its training when it has one."""

    _compilation: Compilation | None = None

    def save(
        self, filepath: Path, overwrite: bool = True, *, include_optimizer: bool = True
    ) -> None:
        """Writes the model to a safetensors file, which other programs read too.

        A compiled model's file holds its training as well, unless `include_optimizer` is False:
        loss, optimizer and its averages, steps and epochs. A crash leaves the old file or the new
        one, never a part.

        Parameters
        ----------
        filepath
            Where to.
        overwrite
            Whether a file that is there already is replaced.
        include_optimizer
            Whether a compiled model's training goes into the file.

        Raises
        ------
        FileAccessError
            When the file cannot be written, or is there and must not be replaced.

        Examples
        --------
        >>> model.save("digits.safetensors")
        >>> again = normkit.load_model("digits.safetensors")
        >>> bool((again.predict(x) == model.predict(x)).all())
        True
        """
        path = os.fspath(filepath)
        if not overwrite and os.path.exists(path):
            raise FileAccessError(f"save: {path} is there already, and overwrite is False")
        with_training = include_optimizer and self._compilation is not None
        name = "normkit_model_save_checkpoint" if with_training else "normkit_model_save"
        check(getattr(library, name)(self._built(), path.encode()))

    def save_weights(self, filepath: Path, overwrite: bool = True) -> None:
        """Writes the model without its training; `load_weights` reads it into another.

        Raises
        ------
        FileAccessError
            When the file cannot be written, or is there and must not be replaced.

        Examples
        --------
        >>> model.save_weights("weights.safetensors")
        >>> model.load_weights("weights.safetensors")
        """
        self.save(filepath, overwrite, include_optimizer=False)

    def load_weights(self, filepath: Path, skip_mismatch: bool = False) -> None:
        """Takes weights and running statistics over from a file that `save` wrote.

        They are found by their places among the model's weights, as in Keras, so that layers may
        have other names. The optimizer's averages stay as they are.

        Parameters
        ----------
        filepath
            The file.
        skip_mismatch
            Whether what is there under the same name, but has another shape or is missing, is left
            as it is; without it, nothing is taken over unless all fits.

        Raises
        ------
        FileAccessError
            When the file cannot be read.
        FormatError
            When it is no model's.
        ShapeError
            When the weights do not fit.
        """
        from normkit.saving import load_model  # noqa: PLC0415, imports this module

        path = os.fspath(filepath)
        theirs = load_model(path, compile=False).weights
        if skip_mismatch:
            shapes = {weight.path: weight for weight in theirs}
            for weight in self.weights:
                found = shapes.get(weight.path)
                if found is not None and found.shape == weight.shape:
                    weight.assign(found.numpy())
            return
        _check_fit(path, self.weights, theirs)
        assign_all(self.name, self.weights, [weight.numpy() for weight in theirs])

    def _restore(self, path: str) -> None:
        """Becomes what a checkpoint of this very model holds, with its training.

        Raises
        ------
        FileAccessError, FormatError
            When it cannot be read.
        StateError
            When it is another model's, or one's that was compiled in another way.
        """
        from normkit.saving import load_model  # noqa: PLC0415, imports this module

        other = load_model(path)
        mine, theirs = ([(w.path, w.shape) for w in model.weights] for model in (self, other))
        if mine != theirs or len(self.layers) != len(other.layers):
            raise StateError(f"{path} is of another model")
        if other._compilation is None or self._compilation is None:
            raise StateError(f"{path} has no training")
        here, there = (_training(model._native()) for model in (self, other))
        if here != there:
            raise StateError(f"{path} was trained with {there}, the model is compiled with {here}")
        native = self._native()
        limit, used = c_int64(), self.statistics_set
        check(library.normkit_model_memory(native.value, None, byref(limit)))
        native.take(other._native())
        for layer, found in zip(self.layers, other.layers, strict=True):
            layer._follow(found)
        self._has_average = other._has_average
        self._compilation.optimizer._learning_rate = other._compilation.optimizer._learning_rate
        self._compilation.measure(native)
        check(library.normkit_model_set_memory_limit(native.value, limit.value))
        self.check_numerics = self.check_numerics
        self.use_statistics_set(used)
        if self._reduce is not None:
            check(library.normkit_model_set_all_reduce(native.value, self._reduce, None))


def _training(model: Handle[_abi.Model]) -> dict[str, Any]:
    """How a model is trained, without what training changes."""
    import json  # noqa: PLC0415, not every program needs it

    describe = partial(library.normkit_model_training_description, model.value)
    document = json.loads(read_text(lambda buffer, capacity: describe(buffer, capacity, None)))
    kept = {name: document.get(name) for name in ("loss", "loss_options", "optimizer")}
    del kept["optimizer"]["learning_rate"]
    return kept


def _check_fit(path: str, mine: list[Weight], theirs: list[Weight]) -> None:
    shapes: list[Any] = [[weight.shape for weight in weights] for weights in (mine, theirs)]
    if shapes[0] != shapes[1]:
        raise ShapeError(
            f"load_weights: expected weights of shapes {shapes[0]}, {path} has {shapes[1]}"
        )
