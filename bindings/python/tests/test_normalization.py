"""Normalizations: named statistics, recalibration, ghost batches, renormalization, other norms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import normkit as nk
from normkit import layers
from normkit.layers.batch_normalization import RENORMALIZATION
from tests.conftest import Data, assert_close


def numbers(shape: tuple[int, ...], seed: int = 1, mean: float = 0.5) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, 1.5, shape).astype(np.float32)


def chain(*chosen: layers.Layer, shape: tuple[int, ...] = (6,)) -> nk.Sequential:
    return nk.Sequential([nk.Input(shape), *chosen], seed=3)


def test_recalibration_pools_all_examples() -> None:
    x = numbers((300, 6))
    model = chain(layers.BatchNormalization(name="norm"), layers.Dense(2))
    seen: list[tuple[int, int]] = []
    model.recalibrate(x, batch_size=100, progress=lambda done, all_: seen.append((done, all_)))
    gamma, beta, mean, variance = model.get_layer("norm").get_weights()
    assert_close(mean, x.astype(np.float64).mean(0), 1e-6)
    assert_close(variance, x.astype(np.float64).var(0), 1e-6)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert np.all(gamma == 1)
    assert np.all(beta == 0)


def test_the_papers_second_algorithm() -> None:
    model = chain(layers.BatchNormalization(), shape=(1,))
    model.recalibrate(np.array([[1], [3], [4], [10], [9]], np.float32), "alg2", batch_size=2)
    weights = model.layers[0].get_weights()
    assert (weights[2], weights[3]) == (4.5, 10)


def test_a_cancelled_recalibration_changes_nothing() -> None:
    model = chain(layers.BatchNormalization())
    before = model.get_weights()
    with pytest.raises(nk.CancelledError, match="cancelled after batch 2 of 3"):
        model.recalibrate(numbers((300, 6)), batch_size=100, progress=lambda done, _: done < 2)

    def fail(done: int, _: int) -> None:
        raise KeyError(done)

    with pytest.raises(KeyError):
        model.recalibrate(numbers((300, 6)), progress=fail)
    for now, old in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(now, old)


def test_named_statistics_for_another_domain(tmp_path: Path) -> None:
    model = chain(layers.Dense(5), layers.BatchNormalization(name="norm"), layers.Dense(2))
    bright = numbers((200, 6), seed=2, mean=8)
    plain = model.predict(bright)
    model.add_statistics_set("bright")
    assert model.statistics_sets == ["bright"]
    assert model.statistics_set is None
    names = [weight.name for weight in model.get_layer("norm").weights]
    assert names[-2:] == ["moving_mean.bright", "moving_variance.bright"]
    model.recalibrate(bright, into="bright")
    assert np.array_equal(model.predict(bright), plain)
    model.use_statistics_set("bright")
    assert model.statistics_set == "bright"
    adapted = model.predict(bright)
    assert not np.array_equal(adapted, plain)
    model.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors")
    assert loaded.statistics_sets == ["bright"]
    assert np.array_equal(loaded.predict(bright), plain)
    loaded.use_statistics_set("bright")
    assert np.array_equal(loaded.predict(bright), adapted)
    with pytest.raises(nk.InvalidArgumentError, match="no statistics set is called night"):
        model.use_statistics_set("night")


@pytest.mark.parametrize(
    "options",
    [
        {"virtual_batch_size": 8},
        {"renormalization": RENORMALIZATION},
        {"axis": 1},
        {"statistics_sets": ("a", "b"), "affine_per_set": True},
    ],
)
def test_variants_train_and_come_back(options: dict[str, object], tmp_path: Path) -> None:
    norm = layers.BatchNormalization(name="norm", **options)  # type: ignore[arg-type]
    model = chain(layers.Dense(5), norm, layers.Flatten(), layers.Dense(1), shape=(3, 4))
    model.compile("adam", "mean_squared_error")
    x, y = numbers((32, 3, 4)), numbers((32, 1))
    first = model.train_on_batch(x, y)
    for _ in range(20):
        last = model.train_on_batch(x, y)
    assert isinstance(first, float)
    assert isinstance(last, float)
    assert last < first
    model.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors")
    assert loaded.train_on_batch(x, y) == model.train_on_batch(x, y)
    assert loaded.get_layer("norm").get_config() == model.get_layer("norm").get_config()


@pytest.mark.parametrize(
    ("layer", "axes"),
    [
        (layers.LayerNormalization(), (3,)),
        (layers.InstanceNormalization(), (1, 2)),
        (layers.GroupNormalization(1), (1, 2, 3)),
        (layers.GroupNormalization(-1), (1, 2)),
    ],
)
def test_norms_of_each_examples_own(layer: layers.Layer, axes: tuple[int, ...]) -> None:
    x = numbers((4, 3, 5, 6))
    wide = x.astype(np.float64)
    expected = (wide - wide.mean(axes, keepdims=True)) / np.sqrt(
        wide.var(axes, keepdims=True) + 1e-3
    )
    assert_close(chain(layer, shape=(3, 5, 6)).predict(x), expected)


def test_rms_normalization(tmp_path: Path) -> None:
    x = numbers((4, 6))
    model = chain(layers.RMSNormalization())
    wide = x.astype(np.float64)
    expected = wide / np.sqrt((wide**2).mean(1, keepdims=True) + 1e-6)
    assert_close(model.predict(x), expected)
    assert [weight.name for weight in model.weights] == ["gamma"]
    model.save(tmp_path / "model.safetensors")
    assert np.array_equal(
        nk.load_model(tmp_path / "model.safetensors").predict(x), model.predict(x)
    )


@pytest.mark.parametrize(
    "kind", [layers.LayerNormalization, layers.InstanceNormalization, layers.GroupNormalization]
)
def test_gamma_and_beta_start_as_told(kind: type[layers.Layer], tmp_path: Path) -> None:
    options: dict[str, object] = {"groups": 2} if kind is layers.GroupNormalization else {}
    # Such as a residual branch that starts as nothing: γ = 0.
    norm = kind(gamma_initializer="zeros", beta_initializer=nk.initializers.Constant(3), **options)
    model = chain(norm)
    assert np.all(model.predict(numbers((4, 6))) == 3)
    model.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors").layers[0]
    assert loaded.get_config() == norm.get_config()
    assert loaded.get_config()["gamma_initializer"] == "zeros"
    with pytest.raises(nk.InvalidArgumentError, match="initializer must be one of"):
        kind(beta_initializer="nothing", **options)


def test_rms_starts_as_told(tmp_path: Path) -> None:
    model = chain(layers.RMSNormalization(gamma_initializer=nk.initializers.Constant(0.5)))
    assert np.all(model.get_weights()[0] == 0.5)
    model.save(tmp_path / "model.safetensors")
    loaded = nk.load_model(tmp_path / "model.safetensors").layers[0]
    assert loaded.get_config() == model.layers[0].get_config()


def test_groups_must_divide_the_channels() -> None:
    with pytest.raises(nk.InvalidArgumentError, match="divide the 6 channels, got 4"):
        chain(layers.GroupNormalization(4))


def test_joined_training_of_equal_workers() -> None:
    def trained(joined: bool) -> nk.Sequential:
        model = chain(layers.Dense(5), layers.BatchNormalization(), layers.Dense(1))
        model.compile("sgd", "mean_squared_error")
        if joined:
            # Another worker with the same part of the batch.
            model.set_all_reduce(lambda numbers: numbers.__imul__(2))
        for _ in range(5):
            model.train_on_batch(numbers((16, 6)), numbers((16, 1)))
        return model

    for alone, joined in zip(
        trained(False).get_weights(), trained(True).get_weights(), strict=True
    ):
        assert_close(joined, alone, 1e-6)


def test_a_failing_sum_ends_the_step() -> None:
    def fail(_: np.ndarray) -> None:
        raise RuntimeError

    model = chain(layers.Dense(1))
    model.compile("sgd", "mean_squared_error")
    model.set_all_reduce(fail)
    before = model.get_weights()
    with pytest.raises(nk.FileAccessError, match="the sum over all workers failed with 1"):
        model.train_on_batch(numbers((16, 6)), numbers((16, 1)))
    for now, old in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(now, old)


def test_renorm_is_kerass_name_for_limits_that_stay(digits: tuple[Data, Data]) -> None:
    (x, y), _ = digits

    def trained(norm: layers.BatchNormalization) -> list[np.ndarray]:
        ends = layers.Dense(10, activation="softmax")
        model = nk.Sequential([nk.Input((64,)), layers.Dense(16), norm, ends])
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(x[:320], y[:320], verbose=0)
        assert type(norm).from_config(norm.get_config()).get_config() == norm.get_config()
        return model.get_weights()

    def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
        return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))

    norm = layers.BatchNormalization
    limits = ((3.0, 3.0, 0, 0), (5.0, 5.0, 0, 0))
    clipping = {"rmax": 3, "rmin": 1 / 3, "dmax": 5}
    clipped = trained(norm(renorm=True, renorm_clipping=clipping))
    assert same(clipped, trained(norm(renormalization=limits)))
    free = trained(norm(renorm=True, renorm_momentum=0.99))
    assert all(np.isfinite(values).all() for values in free)
    assert not same(free, clipped)
    assert not same(free, trained(norm()))
    assert same(trained(norm()), trained(norm(renorm=False, renorm_momentum=0.5)))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"renorm_clipping": {"rmax": 3}}, "rmin must be 1/rmax"),
        ({"renorm_clipping": {"max": 3}}, "has rmax, rmin and dmax, got 'max'"),
        ({"renorm_momentum": 0.9}, r"whose momentum is 0\.99: renorm_momentum must be that"),
        ({"renormalization": ((1, 1, 0, 0), (0, 0, 0, 0))}, "renorm or renormalization, not both"),
    ],
)
def test_mistakes_of_renorm(options: dict[str, Any], text: str) -> None:
    with pytest.raises(nk.InvalidArgumentError, match=text):
        layers.BatchNormalization(renorm=True, **options)
