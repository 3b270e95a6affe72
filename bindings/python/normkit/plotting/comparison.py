"""The same net with and without batch normalization, trained on the same batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from normkit._configuration import layer_from
from normkit._errors import InvalidArgumentError
from normkit.models import Input, Sequential
from normkit.plotting.curves import plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["compare", "without_batch_normalization"]

# What gets its bias back when the batch norm after it goes: beta was in its place.
_WITH_BIAS = {"Dense", "Conv2D", "DepthwiseConv2D"}


def compare(
    models: Sequential | Mapping[str, Sequential],
    data: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    validation_data: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    epochs: int = 10,
    batch_size: int = 32,
    metric: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Trains models on the same batches and draws one metric of each over the epochs.

    Each model's history is in its `history` afterwards.

    Parameters
    ----------
    models
        Compiled models by the names that the legend shows, or one with batch normalization, which
        is compared with `without_batch_normalization` of it. They are trained on.
    data
        (x, y) to train on.
    validation_data
        (x, y) to measure after every epoch; the last fifth of `data` by default.
    epochs
        How many times to go through the data.
    batch_size
        Examples in one step.
    metric
        What to draw; by default the accuracy on the validation data, or the loss there.
    ax
        Where to draw; new axes when None. Needs matplotlib.

    Raises
    ------
    StateError
        When a model is not compiled.
    InvalidArgumentError
        For one model without batch normalization, or a metric that is not measured.

    Examples
    --------
    >>> axes = normkit.compare(model, (x, y), epochs=3)
    >>> [line.get_label() for line in axes.lines]
    ['with batch norm', 'without']
    """
    if isinstance(models, Sequential):
        models = {"with batch norm": models, "without": without_batch_normalization(models)}
    held: dict[str, Any] = {"validation_split": 0.2}
    if validation_data is not None:
        held = {"validation_data": validation_data}
    histories = {
        name: model.fit(*data, batch_size=batch_size, epochs=epochs, verbose=0, **held)
        for name, model in models.items()
    }
    if metric is None:
        measured = all("val_accuracy" in history.history for history in histories.values())
        metric = "val_accuracy" if measured else "val_loss"
    return plot(histories, metric, ax=ax)


def without_batch_normalization(model: Sequential) -> Sequential:
    """The same layers but the batch norms, compiled in the same way, with weights of the same seed.

    A layer whose bias was left out because of the batch norm after it gets one.

    Raises
    ------
    InvalidArgumentError
        When the model has no batch norm.

    Examples
    --------
    >>> plain = normkit.plotting.without_batch_normalization(model)
    >>> [layer.name for layer in plain.layers]
    ['dense', 'activation', 'dense_1']
    """
    config = model.get_config()
    documents = _without(config["layers"])
    if documents == config["layers"]:
        raise InvalidArgumentError(f"{model.name} has no batch normalization to leave out")
    shape = config["input_shape"]
    layers = [layer_from(document) for document in documents]
    inputs = [] if shape is None else [Input(tuple(shape))]
    made = Sequential(
        [*inputs, *layers], name=f"{model.name}_without_batch_norm", seed=config["seed"]
    )
    if model._compilation is not None:
        found = model._compilation
        made.compile(found.optimizer, found.loss, found.metrics)
    return made


def _without(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for document in documents:
        if document["class_name"] == "BatchNormalization":
            if kept and kept[-1]["class_name"] in _WITH_BIAS:
                kept[-1] = {
                    **kept[-1],
                    "config": {**kept[-1]["config"], "use_bias": True},
                }
            continue
        config = document["config"]
        paths = {path: _without(config[path]) for path in ("layers", "shortcut") if path in config}
        kept.append({**document, "config": {**config, **paths}})
    return kept
