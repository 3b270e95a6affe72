"""What the classifier and the regressor share: parameters, the network, the training."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted, validate_data

import normkit as nk
from normkit.layers import Activation, BatchNormalization, Dense, Dropout, Layer
from normkit.sklearn._distinct import Array


class NetworkEstimator(BaseEstimator):  # type: ignore[misc]
    """A chain of Dense → BatchNormalization → activation → Dropout, and a Dense at the end."""

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "hidden_layer_sizes": ["array-like", Interval(Integral, 1, None, closed="left")],
        "activation": [StrOptions({"relu", "tanh", "sigmoid", "gelu", "leaky_relu", "linear"})],
        "batch_norm": ["boolean"],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "dropout": [Interval(Real, 0, 1, closed="left")],
        "solver": [StrOptions({"adam", "sgd", "rmsprop"})],
        "alpha": [Interval(Real, 0, None, closed="left")],
        "learning_rate_init": [Interval(Real, 0, None, closed="neither")],
        "batch_size": [Interval(Integral, 1, None, closed="left"), StrOptions({"auto"})],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "shuffle": ["boolean"],
        "random_state": ["random_state"],
        "tol": [Interval(Real, 0, None, closed="left")],
        "verbose": ["verbose"],
        "warm_start": ["boolean"],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int],
        activation: str,
        batch_norm: bool,
        momentum: float,
        dropout: float,
        solver: str,
        alpha: float,
        learning_rate_init: float,
        batch_size: int | str,
        max_iter: int,
        shuffle: bool,
        random_state: Any,
        tol: float,
        verbose: bool | int,
        warm_start: bool,
        early_stopping: bool,
        validation_fraction: float,
        n_iter_no_change: int,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.batch_norm = batch_norm
        self.momentum = momentum
        self.dropout = dropout
        self.solver = solver
        self.alpha = alpha
        self.learning_rate_init = learning_rate_init
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change

    # What a subclass says of its outputs.

    def _loss(self) -> nk.losses.Loss:
        raise NotImplementedError

    # The network.

    def _hidden_sizes(self) -> list[int]:
        sizes = self.hidden_layer_sizes
        found = [int(size) for size in np.atleast_1d(np.asarray(sizes))]
        if any(size < 1 for size in found):
            raise ValueError(f"hidden_layer_sizes must be at least 1 each, got {sizes}")
        return found

    def _build(self, inputs: int, outputs: int) -> nk.Sequential:
        layers: list[Layer | nk.Input] = [nk.Input((inputs,))]
        for size in self._hidden_sizes():
            layers.append(Dense(size, use_bias=not self.batch_norm))
            if self.batch_norm:
                layers.append(
                    BatchNormalization(momentum=self.momentum, averaging="bias_corrected")
                )
            layers.append(Activation(self.activation))
            if self.dropout:
                layers.append(Dropout(self.dropout))
        layers.append(Dense(outputs))
        seed = int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))
        model = nk.Sequential(layers, seed=seed)
        optimizers: dict[str, nk.optimizers.Optimizer] = {
            "adam": nk.optimizers.Adam(self.learning_rate_init, weight_decay=self.alpha),
            "sgd": nk.optimizers.SGD(
                self.learning_rate_init, 0.9, nesterov=True, weight_decay=self.alpha
            ),
            "rmsprop": nk.optimizers.RMSprop(self.learning_rate_init, weight_decay=self.alpha),
        }
        model.compile(optimizers[self.solver], self._loss())
        return model

    def _begins(self, goes_on: bool) -> bool:
        return not (goes_on and hasattr(self, "model_"))

    def _train(self, x: Array, y: Array, counts: Array, epochs: int) -> None:
        """Trains `model_` on samples that differ, until their loss does not improve any more."""
        held = self._held_out(x, y, counts) if self.early_stopping and epochs > 1 else None
        if held is not None:
            x, y, counts, held_x, held_y, held_counts = held
        size = min(200, len(x)) if self.batch_size == "auto" else int(self.batch_size)
        stopping = nk.callbacks.EarlyStopping(
            "loss" if held is None else "val_loss",
            min_delta=self.tol,
            patience=self.n_iter_no_change,
            restore_best_weights=held is not None,
        )
        history = self.model_.fit(
            x,
            y,
            batch_size=size,
            epochs=epochs,
            sample_weight=counts,
            validation_data=None if held is None else (held_x, held_y, held_counts),
            shuffle=bool(self.shuffle),
            callbacks=[stopping] if epochs > 1 else [],
            verbose=2 if self.verbose else 0,
        )
        self.loss_curve_ = [*getattr(self, "loss_curve_", []), *history.history["loss"]]
        self.validation_loss_curve_ = history.history.get("val_loss")
        self.loss_ = self.loss_curve_[-1]
        self.n_iter_ = len(self.loss_curve_)

    def _held_out(
        self, x: Array, y: Array, counts: Array
    ) -> tuple[Array, Array, Array, Array, Array, Array] | None:
        count = round(len(x) * self.validation_fraction)
        if not 0 < count < len(x):
            return None
        random = np.random.default_rng(self.model_.seed)
        order = random.permutation(len(x))
        rest, held = np.sort(order[count:]), np.sort(order[:count])
        return x[rest], y[rest], counts[rest], x[held], y[held], counts[held]

    def _outputs(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
        check_is_fitted(self)
        checked = validate_data(self, x, dtype=[np.float32, np.float64], reset=False)
        outputs: npt.NDArray[np.float64] = self.model_.predict(checked).astype(np.float64)
        return outputs
