"""The scikit-learn estimators: scikit-learn's own checks, and what its users do with them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

# Without it scikit-learn leaves out its check of arrays in other libraries' form.
os.environ.setdefault("SCIPY_ARRAY_API", "1")
sklearn = pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.datasets import load_diabetes, load_digits  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

from normkit.sklearn import NormKitClassifier, NormKitRegressor  # noqa: E402

PASSED: list[str] = []
"""The estimators whose check has passed, one for each check."""


# Without expected_failed_checks, none is expected to fail.
@parametrize_with_checks([NormKitClassifier(), NormKitRegressor()])
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)
    PASSED.append(type(estimator).__name__)


def test_how_many_checks_that_was(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("NormKitClassifier", "NormKitRegressor")
    counts = [PASSED.count(name) for name in names]
    if 0 in counts:
        pytest.skip("the checks were not run")
    each = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
    with capsys.disabled():
        sys.stdout.write(
            f"\nscikit-learn {sklearn.__version__}, checks passed: {each}; expected to fail: none\n"
        )
    # As many as scikit-learn 1.6 has, the oldest that the package takes.
    assert min(counts) > 40


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    x, y = load_digits(return_X_y=True)
    return x[:600], y[:600]


def quick(**options: Any) -> NormKitClassifier:
    return NormKitClassifier(
        max_iter=8, batch_size=32, learning_rate_init=0.01, random_state=0, **options
    )


def test_in_a_pipeline_and_searched(digits: tuple[np.ndarray, np.ndarray]) -> None:
    pipeline = make_pipeline(StandardScaler(), quick())
    search = GridSearchCV(pipeline, {"normkitclassifier__batch_norm": [True, False]}, cv=3)
    search.fit(*digits)
    assert search.best_score_ > 0.85


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_cross_validated_in_parallel(digits: tuple[np.ndarray, np.ndarray], backend: str) -> None:
    import joblib  # noqa: PLC0415

    alone = cross_val_score(quick(), *digits, cv=3)
    with joblib.parallel_backend(backend, n_jobs=2):
        np.testing.assert_array_equal(cross_val_score(quick(), *digits, cv=3), alone)


IN_CHILDREN = """
import joblib, numpy, sys
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, cross_val_score
from normkit.sklearn import NormKitClassifier

def main():
    x, y = load_digits(return_X_y=True)
    x, y = x[:300], y[:300]
    net = NormKitClassifier(max_iter=4, batch_size=32, learning_rate_init=0.01, random_state=0)
    # Threads of the library in the parent: a child must do without them.
    alone = cross_val_score(net, x, y, cv=3)
    with joblib.parallel_backend("multiprocessing", n_jobs=2):
        assert (cross_val_score(net, x, y, cv=3) == alone).all()
        search = GridSearchCV(net, {"batch_norm": [True, False]}, cv=3).fit(x, y)
    print(alone.mean(), search.best_score_)

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_children_forked_and_spawned(start: str, tmp_path: Any) -> None:
    """A program of its own: joblib takes the way to start from the environment, once."""
    program = tmp_path / "program.py"
    program.write_text(IN_CHILDREN)
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "PYTHONPATH": path, "JOBLIB_START_METHOD": start}
    words = [sys.executable, str(program)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    alone, best = map(float, done.stdout.split())
    assert best >= alone > 0.5


def test_pickled_goes_on_as_before(digits: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = digits
    one = quick().fit(x, y)
    two = pickle.loads(pickle.dumps(one))
    np.testing.assert_array_equal(one.predict_proba(x), two.predict_proba(x))
    for estimator in (one, two):
        estimator.partial_fit(x, y)
    np.testing.assert_array_equal(one.predict_proba(x), two.predict_proba(x))
    fresh = clone(one)
    assert not hasattr(fresh, "model_")


def test_partial_fit_and_warm_start_go_on(digits: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = digits
    steps = quick()
    for _ in range(6):
        steps.partial_fit(x, y, classes=np.arange(10))
    assert steps.n_iter_ == 6
    assert steps.score(x, y) > 0.85
    warm = quick(warm_start=True).fit(x, y)
    assert warm.fit(x, y).n_iter_ == 16
    assert warm.loss_curve_[-1] < warm.loss_curve_[7]


def test_early_stopping_keeps_the_best(digits: tuple[np.ndarray, np.ndarray]) -> None:
    estimator = NormKitClassifier(
        early_stopping=True, n_iter_no_change=2, random_state=0, learning_rate_init=0.01
    ).fit(*digits)
    curve = estimator.validation_loss_curve_
    assert estimator.n_iter_ == len(curve) < 200
    assert min(curve[-2:]) >= min(curve) - 1e-4


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "huber"])
def test_regression_of_several_numbers(loss: str) -> None:
    x, y = load_diabetes(return_X_y=True)
    both = np.stack([y, -3 * y], axis=1)
    regressor = NormKitRegressor(loss=loss, max_iter=60, random_state=0).fit(x[:350], both[:350])
    assert regressor.predict(x).shape == both.shape
    assert regressor.score(x[350:], both[350:]) > 0.3


def test_weights_are_repetitions_in_any_order(digits: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = digits
    random = np.random.default_rng(0)
    weights = random.integers(0, 3, len(x))
    rows = random.permutation(np.repeat(np.arange(len(x)), weights))
    weighted = quick().fit(x, y, sample_weight=weights)
    repeated = quick().fit(x[rows], y[rows])
    np.testing.assert_array_equal(weighted.predict_proba(x), repeated.predict_proba(x))


def test_mistakes(digits: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = digits
    with pytest.raises(ValueError, match="at least one non-zero"):
        quick().fit(x, y, sample_weight=np.zeros(len(x)))
    with pytest.raises(ValueError, match="hidden_layer_sizes must be at least 1 each"):
        quick(hidden_layer_sizes=(3, 0)).fit(x, y)
    with pytest.raises(ValueError, match="labels that are not in classes"):
        quick().partial_fit(x, y, classes=[0, 1])
