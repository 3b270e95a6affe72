"""Layers over images, beside Keras's own numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import assert_close
from test_keras import load, tensor

import normkit as nk
from normkit import layers


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(kind, case, id=f"{kind}-{case['name']}")
        for case in load(f"layers/{kind}.json")["cases"]
    ]


CLASSES = {
    "conv2d": layers.Conv2D,
    "depthwise_conv2d": layers.DepthwiseConv2D,
    "max_pooling2d": layers.MaxPooling2D,
    "average_pooling2d": layers.AveragePooling2D,
    "global_average_pooling2d": layers.GlobalAveragePooling2D,
    "zero_padding2d": layers.ZeroPadding2D,
}


@pytest.mark.parametrize(("kind", "case"), [case for kind in CLASSES for case in cases(kind)])
def test_outputs_are_kerass(kind: str, case: dict[str, Any]) -> None:
    options = dict(case["configuration"])
    if "borders" in options:
        top, bottom, left, right = options.pop("borders")
        options["padding"] = ((top, bottom), (left, right))
    x = tensor(case["inputs"])
    layer = CLASSES[kind](**options)
    model = nk.Sequential([nk.Input(x.shape[1:]), layer])
    assert layer.name == kind
    model.set_weights([tensor(weight) for weight in case["parameters"].values()])
    expected = tensor(case["outputs"])
    assert layer.output_shape == (None, *expected.shape[1:])
    assert_close(model.predict(x), expected)


def network() -> nk.Sequential:
    """A net with every layer over images in it."""
    return nk.Sequential(
        [
            nk.Input((12, 10, 2)),
            layers.ZeroPadding2D(((1, 0), (0, 2))),
            layers.Conv2D(6, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(),
            layers.DepthwiseConv2D(
                (3, 2), strides=2, padding="same", depth_multiplier=2, activation="relu"
            ),
            layers.AveragePooling2D(3, strides=1, padding="same"),
            layers.Conv2D(
                5, (2, 1), strides=(1, 2), activation="leaky_relu", kernel_initializer="he_normal"
            ),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3),
        ],
        seed=3,
    )


def data() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    labels = random.integers(0, 3, 60)
    images = random.normal(0, 0.3, (60, 12, 10, 2)) + labels[:, None, None, None]
    return images.astype(np.float32), labels


def test_a_network_of_all_of_them_learns_and_is_the_same_after_a_file(tmp_path: Path) -> None:
    model = network()
    loss = nk.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nk.optimizers.Adam(0.02), loss, metrics=["accuracy"])
    x, y = data()
    history = model.fit(x, y, batch_size=16, epochs=12, verbose=0).history
    assert history["loss"][-1] < history["loss"][0] / 2
    path = str(tmp_path / "images.safetensors")
    model.save(path)
    loaded = nk.load_model(path)
    assert [layer.name for layer in loaded.layers] == [layer.name for layer in model.layers]
    for mine, theirs in zip(model.layers, loaded.layers, strict=True):
        assert theirs.get_config() == {**mine.get_config(), "name": mine.name}
    assert np.array_equal(loaded.predict(x), model.predict(x))
    assert (
        model.fit(x, y, epochs=1, verbose=0).history
        == loaded.fit(x, y, epochs=1, verbose=0).history
    )


def test_summary_shows_shapes_and_counts() -> None:
    lines: list[str] = []
    network().summary(lambda table: lines.extend(table.splitlines()))
    rows = {line.split()[0]: line.split()[2:] for line in lines[3:13]}
    assert rows["zero_padding2d"] == ["(None,", "13,", "12,", "2)", "0"]
    assert rows["conv2d"] == ["(None,", "13,", "12,", "6)", "108"]
    assert rows["max_pooling2d"] == ["(None,", "6,", "6,", "6)", "0"]
    assert rows["depthwise_conv2d"] == ["(None,", "3,", "3,", "12)", "84"]
    assert rows["conv2d_1"] == ["(None,", "2,", "2,", "5)", "125"]
    assert rows["global_average_pooling2d"] == ["(None,", "5)", "0"]


def test_configurations_make_the_same_layers() -> None:
    for layer in network().layers:
        assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()
    config = layers.Conv2D(4, 3, strides=2, padding="SAME").get_config()
    assert config["kernel_size"] == [3, 3]
    assert config["strides"] == [2, 2]
    assert config["padding"] == "same"
    assert layers.MaxPooling2D(3).get_config()["strides"] == [3, 3]


def test_defaults_are_kerass() -> None:
    conv = layers.Conv2D(4, 3)
    assert (conv.strides, conv.padding, conv.use_bias) == ((1, 1), "valid", True)
    pool = layers.MaxPooling2D()
    assert (pool.pool_size, pool.strides, pool.padding) == ((2, 2), (2, 2), "valid")
    assert layers.ZeroPadding2D().padding == ((1, 1), (1, 1))
    assert layers.ZeroPadding2D((2, 3)).padding == ((2, 2), (3, 3))


def test_a_frozen_convolution_stays_as_it_is() -> None:
    model = network()
    model.layers[1].trainable = False
    before = [weight.copy() for weight in model.layers[1].get_weights()]
    model.compile("sgd", nk.losses.SparseCategoricalCrossentropy(from_logits=True))
    x, y = data()
    model.fit(x, y, epochs=1, verbose=0)
    assert all(map(np.array_equal, before, model.layers[1].get_weights()))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: layers.Conv2D(0, 3), "Conv2D: filters must be at least 1, got 0"),
        (lambda: layers.Conv2D(4, (3, 0)), "Conv2D: kernel_size must be at least 1, got 0"),
        (
            lambda: layers.Conv2D(4, (3, 3, 3)),
            "Conv2D: kernel_size must be a whole number or a pair of them, got (3, 3, 3)",
        ),
        (
            lambda: layers.Conv2D(4, 3, strides=1.5),
            "Conv2D: strides must be a whole number, got 1.5",
        ),
        (
            lambda: layers.MaxPooling2D(padding="full"),
            'MaxPooling2D: padding must be "valid" or "same", got \'full\'',
        ),
        (
            lambda: layers.AveragePooling2D(data_format="channels_first"),
            "AveragePooling2D: data_format must be \"channels_last\", got 'channels_first'; "
            "transpose images to [height, width, channels]",
        ),
        (lambda: layers.Conv2D(4, 3, dilation_rate=2), "Conv2D: dilation_rate must be 1, got 2"),
        (lambda: layers.Conv2D(4, 3, groups=2), "Conv2D: groups must be 1, got 2"),
        (
            lambda: layers.DepthwiseConv2D(3, depth_multiplier=0),
            "DepthwiseConv2D: depth_multiplier must be at least 1, got 0",
        ),
        (lambda: layers.ZeroPadding2D(-1), "ZeroPadding2D: padding must be at least 0, got -1"),
        (
            lambda: layers.ZeroPadding2D((1, 2, 3)),
            "ZeroPadding2D: padding must be a number, a pair of numbers or a pair of pairs, "
            "got (1, 2, 3)",
        ),
    ],
)
def test_errors_say_what_was_expected(make: Any, text: str) -> None:
    with pytest.raises(nk.InvalidArgumentError) as caught:
        make()
    assert str(caught.value) == text


def test_a_window_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(nk.ShapeError, match=r"a window of \[3, 3\] does not fit into \[2, 9, 1\]"):
        nk.Sequential([nk.Input((2, 9, 1)), layers.Conv2D(4, 3)]).build()
    with pytest.raises(
        nk.ShapeError, match=r"expected an image \[height, width, channels\], got \[9\]"
    ):
        nk.Sequential([nk.Input((9,)), layers.MaxPooling2D()]).build()
