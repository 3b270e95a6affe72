"""A network that tells classes apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

import normkit as nk
from normkit.sklearn._distinct import distinct
from normkit.sklearn._network import NetworkEstimator


class NormKitClassifier(ClassifierMixin, NetworkEstimator):  # type: ignore[misc]
    """A multi-layer perceptron with batch normalization, as scikit-learn's MLPClassifier is one.

    Trained on the cross-entropy of softmax. Samples that are equal count as one with the sum of
    their weights, and their order does not matter: weights are the same as repetitions.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(100,)
        Units of each hidden layer.
    activation : {"relu", "tanh", "sigmoid", "gelu", "leaky_relu", "linear"}, default="relu"
        What follows each hidden layer's batch normalization.
    batch_norm : bool, default=True
        Whether there is batch normalization between each hidden layer and its activation.
    momentum : float, default=0.99
        The weight of the old running statistics, which are bias-corrected.
    dropout : float, default=0
        The share of each hidden layer's outputs that training drops.
    solver : {"adam", "sgd", "rmsprop"}, default="adam"
        The optimizer; "sgd" has Nesterov's momentum of .9.
    alpha : float, default=0
        Decoupled weight decay: each step takes rate · alpha of every weight.
    learning_rate_init : float, default=0.001
        The learning rate.
    batch_size : int or "auto", default="auto"
        Samples in one step; "auto" is 200, or all when there are fewer.
    max_iter : int, default=200
        Epochs at most.
    shuffle : bool, default=True
        Whether every epoch has an order of its own.
    random_state : int, RandomState or None, default=None
        What initialization, order and dropout come from.
    tol : float, default=1e-4
        An epoch whose loss is not better by more than this is no improvement.
    verbose : bool, default=False
        Whether to print a line for each epoch.
    warm_start : bool, default=False
        Whether `fit` goes on with the network of the last one.
    early_stopping : bool, default=False
        Whether `validation_fraction` of the samples is held out, its loss watched in the training
        loss's place, and the best epoch's network kept.
    validation_fraction : float, default=0.1
        The share held out.
    n_iter_no_change : int, default=10
        Epochs without improvement after which training ends.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels.
    model_ : normkit.Sequential
        The network; not there when there is one class alone.
    loss_, loss_curve_, validation_loss_curve_, n_iter_
        As in MLPClassifier.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from normkit.sklearn import NormKitClassifier
    >>> x, y = load_digits(return_X_y=True)
    >>> classifier = NormKitClassifier(max_iter=20, random_state=0).fit(x[:1500], y[:1500])
    >>> bool(classifier.score(x[1500:], y[1500:]) > 0.9)
    True
    """

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (100,),
        *,
        activation: str = "relu",
        batch_norm: bool = True,
        momentum: float = 0.99,
        dropout: float = 0.0,
        solver: str = "adam",
        alpha: float = 0.0,
        learning_rate_init: float = 0.001,
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

    def _loss(self) -> nk.losses.Loss:
        return nk.losses.SparseCategoricalCrossentropy(from_logits=True)

    def fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> NormKitClassifier:
        """Trains on samples X [n, features] with labels y [n]."""
        self._validate_params()
        x, labels = validate_data(self, X, y, dtype=[np.float32, np.float64])
        check_classification_targets(labels)
        classes = unique_labels(labels)
        if self.warm_start and hasattr(self, "classes_") and set(classes) != set(self.classes_):
            raise ValueError(
                f"warm_start needs the same classes as before, {list(self.classes_)}, "
                f"got {list(classes)}"
            )
        return self._fit(x, labels, sample_weight, classes, self.warm_start, self.max_iter)

    def partial_fit(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        classes: npt.ArrayLike | None = None,
        sample_weight: npt.ArrayLike | None = None,
    ) -> NormKitClassifier:
        """One epoch over these samples; the first call must name all `classes`."""
        self._validate_params()
        first = not hasattr(self, "classes_")
        x, labels = validate_data(self, X, y, dtype=[np.float32, np.float64], reset=first)
        check_classification_targets(labels)
        if classes is None and first:
            raise ValueError("classes must be passed on the first call to partial_fit.")
        known = self.classes_ if classes is None else unique_labels(np.asarray(classes))
        if not first and not np.array_equal(known, self.classes_):
            raise ValueError(
                f"`classes={classes!r}` is not the same as on last call to partial_fit, "
                f"was: {self.classes_}"
            )
        unknown = np.setdiff1d(labels, known)
        if len(unknown):
            raise ValueError(f"y contains labels that are not in classes: {list(unknown)}")
        return self._fit(x, labels, sample_weight, known, not first, 1)

    def _fit(
        self, x: Any, labels: Any, sample_weight: Any, classes: Any, goes_on: bool, epochs: int
    ) -> NormKitClassifier:
        weights = None
        if sample_weight is not None:
            weights = _check_sample_weight(
                sample_weight, x, dtype=np.float64, ensure_non_negative=True
            )
        if self._begins(goes_on):
            self.classes_ = classes
            self.loss_curve_: list[float] = []
            self.__dict__.pop("model_", None)
            if len(classes) > 1:
                self.model_ = self._build(x.shape[1], len(classes))
        if len(self.classes_) == 1:
            self.loss_, self.n_iter_ = 0.0, 1
            return self
        numbers = np.searchsorted(self.classes_, labels).astype(np.float32)
        self._train(*distinct(x.astype(np.float32), numbers, weights), epochs)
        return self

    def _logits(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        check_is_fitted(self, "classes_")
        if len(self.classes_) == 1:
            x = validate_data(self, X, dtype=[np.float32, np.float64], reset=False)
            return np.zeros((len(x), 1))
        return self._outputs(X)

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Each class's probability [n, classes], in the order of `classes_`."""
        logits = self._logits(X)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return probabilities

    def predict_log_proba(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The logarithm of `predict_proba`."""
        logits = self._logits(X)
        shifted = logits - logits.max(axis=1, keepdims=True)
        logarithms: npt.NDArray[np.float64] = shifted - np.log(
            np.exp(shifted).sum(axis=1, keepdims=True)
        )
        return logarithms

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """The likeliest class of each sample [n]."""
        logits = self._logits(X)
        chosen: npt.NDArray[Any] = self.classes_[logits.argmax(axis=1)]
        return chosen
