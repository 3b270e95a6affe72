"""A network that predicts numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from sklearn.base import MultiOutputMixin, RegressorMixin
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import _check_sample_weight, validate_data

import normkit as nk
from normkit.sklearn._distinct import distinct
from normkit.sklearn._network import NetworkEstimator


class NormKitRegressor(MultiOutputMixin, RegressorMixin, NetworkEstimator):  # type: ignore[misc]
    """A multi-layer perceptron with batch normalization, as scikit-learn's MLPRegressor is one.

    Targets are standardized before training and put back in `predict`, so that their scale does not
    matter. Samples that are equal count as one with the sum of their weights, and their order does
    not matter: weights are the same as repetitions.

    Parameters
    ----------
    loss : {"squared_error", "absolute_error", "huber"}, default="squared_error"
        What training makes small, of standardized targets; Huber's delta is 1.
    hidden_layer_sizes, activation, batch_norm, momentum, dropout, solver, alpha,
    learning_rate_init, batch_size, max_iter, shuffle, random_state, tol, verbose, warm_start,
    early_stopping, validation_fraction, n_iter_no_change
        As in NormKitClassifier, but a learning rate of .005.

    Attributes
    ----------
    model_ : normkit.Sequential
        The network, of standardized targets.
    loss_, loss_curve_, validation_loss_curve_, n_iter_
        As in MLPRegressor.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from normkit.sklearn import NormKitRegressor
    >>> x, y = load_diabetes(return_X_y=True)
    >>> regressor = NormKitRegressor(max_iter=50, random_state=0).fit(x[:300], y[:300])
    >>> bool(regressor.score(x[300:], y[300:]) > 0.3)
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **NetworkEstimator._parameter_constraints,
        "loss": [StrOptions({"squared_error", "absolute_error", "huber"})],
    }

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (100,),
        *,
        loss: str = "squared_error",
        activation: str = "relu",
        batch_norm: bool = True,
        momentum: float = 0.99,
        dropout: float = 0.0,
        solver: str = "adam",
        alpha: float = 0.0,
        learning_rate_init: float = 0.005,
        batch_size: int | str = "auto",
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool | int = False,
        warm_start: bool = False,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
    ) -> None:
        super().__init__(
            hidden_layer_sizes,
            activation,
            batch_norm,
            momentum,
            dropout,
            solver,
            alpha,
            learning_rate_init,
            batch_size,
            max_iter,
            shuffle,
            random_state,
            tol,
            verbose,
            warm_start,
            early_stopping,
            validation_fraction,
            n_iter_no_change,
        )
        self.loss = loss

    def _loss(self) -> nk.losses.Loss:
        return {
            "squared_error": nk.losses.MeanSquaredError,
            "absolute_error": nk.losses.MeanAbsoluteError,
            "huber": nk.losses.Huber,
        }[self.loss]()

    def fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> NormKitRegressor:
        """Trains on samples X [n, features] with numbers y [n] or [n, outputs]."""
        return self._fit(X, y, sample_weight, self.warm_start, self.max_iter)

    def partial_fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> NormKitRegressor:
        """One epoch over these samples; the first call's targets are what is standardized by."""
        return self._fit(X, y, sample_weight, True, 1)

    def _fit(
        self, X: Any, y: Any, sample_weight: Any, goes_on: bool, epochs: int
    ) -> NormKitRegressor:
        self._validate_params()
        begins = self._begins(goes_on)
        x, targets = validate_data(
            self,
            X,
            y,
            dtype=[np.float32, np.float64],
            multi_output=True,
            y_numeric=True,
            reset=begins,
        )
        weights = None
        if sample_weight is not None:
            weights = _check_sample_weight(
                sample_weight, x, dtype=np.float64, ensure_non_negative=True
            )
        rows = targets.astype(np.float32).reshape(len(targets), -1)
        inputs, numbers, counts = distinct(x.astype(np.float32), rows, weights)
        if begins:
            self._flat = targets.ndim == 1
            self.loss_curve_: list[float] = []
            self._standardize(numbers.astype(np.float64), counts)
            self.model_ = self._build(x.shape[1], numbers.shape[1])
        scaled = ((numbers - self._mean) / self._scale).astype(np.float32)
        self._train(inputs, scaled, counts, epochs)
        return self

    def _standardize(self, numbers: Any, counts: Any) -> None:
        """Notes mean and deviation of the targets, which count as often as their weights say."""
        self._mean = np.average(numbers, axis=0, weights=counts)
        deviation = np.sqrt(np.average((numbers - self._mean) ** 2, axis=0, weights=counts))
        self._scale = np.where(deviation > 0, deviation, 1.0)

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The numbers of each sample [n] or [n, outputs]."""
        outputs = self._outputs(X) * self._scale + self._mean
        return outputs[:, 0] if self._flat else outputs
