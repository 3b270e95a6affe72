"""Writes docs/keras.md: each public name of Keras that is compared, with what is here.

`python bindings/python/tools/keras_table.py [--check]`. keras_names.json is Keras's side.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import normkit
import normkit.callbacks
import normkit.losses
import normkit.metrics
import normkit.optimizers

TABLE = Path(__file__).resolve().parents[3] / "docs" / "keras.md"
NAMES = Path(__file__).with_name("keras_names.json")

# Why something is not there, by the name's beginning or end.
REASONS = {
    "_regularizer": "weight decay is the optimizer's (`weight_decay`)",
    "_constraint": "no constraints",
    "data_format": "channels are last",
    "dilation_rate": "dilation is 1",
    "groups": "no grouped convolution but DepthwiseConv2D",
    "dtype": "everything is float32",
    "reduction": "the mean over the examples, weighted by sample_weight",
    "ema_overwrite_frequency": "`take_averaged_weights` between epochs",
    "loss_scale_factor": "float32 needs no scaling",
    "gradient_accumulation_steps": "larger batches cost no more memory than they need",
    "amsgrad": "not built",
    "lora_": "not built",
    "quantiz": "not built",
    "activity_regularizer": "not built",
    "seed": "all random numbers come from the model's seed",
    "noise_shape": "each number is dropped by itself",
    "steps": "arrays alone",
    "callbacks": "callbacks belong to fit",
    "validation_steps": "validation data are arrays",
    "validation_batch_size": "running statistics do not depend on it",
    "validation_freq": "measured after every epoch",
    "weighted_metrics": "metrics do not weigh",
    "loss_weights": "one output, one loss",
    "run_eagerly": "there is no graph",
    "jit_compile": "there is no graph",
    "steps_per_execution": "an epoch is one native call",
    "auto_scale_loss": "float32 needs no scaling",
    "moving_": "0 and 1, as in Keras by default",
    "save_freq": "after every epoch",
    "save_weights": "`save` with `include_optimizer=False`",
    "load_weights": "`set_weights`, or `load_model`",
    "export": "`normkit.convert.export_onnx`",
    "synchronized": "the whole model's: `set_all_reduce` joins processes, statistics and gradients",
    "ignore_class": "`sample_weight` 0",
    "axis": "channels are last",
    "verbose": "not built",
    "name": "named by its class",
    "rebuild": "a built model's layers are fixed",
    "filepath": "called path",
    "overwrite": "a file is replaced, whole",
    "zipped": "one file",
    "custom_objects": "no layers but the package's",
    "jax": "machinery",
    "depthwise_initializer": "called kernel_initializer",
}
# What a name means here that is not quite what it means to Keras.
NOTES = {
    "BatchNormalization": "`renorm` corrects by the layer's own running mean and variance, so "
    "that `renorm_momentum` must be `momentum`, and `rmin` is 1/`rmax`; Keras keeps averages of "
    "deviations for it, and its numbers are others. `renormalization` has limits that rise.",
}
# Keras's machinery for making layers and backends, which no user of a model calls.
MACHINERY = frozenset(
    {
        "add_loss",
        "add_metric",
        "add_variable",
        "add_weight",
        "build_from_config",
        "call",
        "compile_from_config",
        "compute_dtype",
        "compute_loss",
        "compute_loss_and_updates",
        "compute_mask",
        "compute_metrics",
        "compute_output_shape",
        "compute_output_spec",
        "dtype_policy",
        "get_build_config",
        "get_compile_config",
        "get_metrics_result",
        "get_quantization_layer_structure",
        "get_state_tree",
        "input",
        "input_dtype",
        "input_spec",
        "inputs",
        "jax_state_sync",
        "load_own_variables",
        "losses",
        "make_predict_function",
        "make_test_function",
        "make_train_function",
        "metrics",
        "metrics_variables",
        "non_trainable_variables",
        "output",
        "outputs",
        "path",
        "predict_step",
        "quantization_mode",
        "quantize",
        "quantized_build",
        "quantized_call",
        "rematerialized_call",
        "reset_metrics",
        "save_own_variables",
        "set_state_tree",
        "stateless_call",
        "stateless_compute_loss",
        "supports_masking",
        "symbolic_call",
        "test_step",
        "train_step",
        "trainable_variables",
        "variable_dtype",
        "variables",
    }
)


def own_arguments(kind: Any) -> list[str]:
    """What a class or function of normkit takes."""
    return [name for name in inspect.signature(kind).parameters if name not in {"self", "cls"}]


def reason(name: str) -> str:
    """Why a name is absent: the reason for the longest part that fits."""
    parts = [part for part in REASONS if name.startswith(part) or name.endswith(part)]
    return REASONS[max(parts, key=len)] if parts else "not built"


def compared(names: Iterable[str], ours: Iterable[str]) -> str:
    """Which arguments are the same, which absent and why, which are normkit's own."""
    here = list(ours)
    same = [name for name in names if name in here]
    absent = [name for name in names if name not in here]
    more = [name for name in here if name not in names and name not in {"name", "trainable"}]
    parts = ["same: " + ", ".join(same)] if same else []
    if absent:
        parts.append("absent: " + "; ".join(f"{name} ({reason(name)})" for name in absent))
    if more:
        parts.append("besides: " + ", ".join(more))
    return ". ".join(parts) or "no arguments"


def row(name: str, state: str, text: str) -> str:
    """One line of a table."""
    return f"| `{name}` | {state} | {text} |"


def class_row(name: str, keras_arguments: list[str], ours: Any) -> str:
    """A class's line."""
    if ours is None:
        return row(name, "absent", "not built")
    here = own_arguments(ours)
    missing = [argument for argument in keras_arguments if argument not in here]
    text = compared(keras_arguments, here)
    if name in NOTES:
        text += ". " + NOTES[name]
    return row(name, "different" if missing or name in NOTES else "same", text)


def table() -> str:
    """The whole page."""
    names = json.loads(NAMES.read_text(encoding="utf-8"))
    lines = [
        "# Keras's names, and what they are here",
        "",
        f"Written by bindings/python/tools/keras_table.py from the public names of Keras "
        f"{names['version']} and this package's; do not edit. *same*: every argument that Keras "
        "has; *different*: some are absent, for the reason given. [The same script with both]"
        "(../bindings/python/README.md#the-same-script-with-keras) has its numbers there.",
        "",
        "## `Sequential`",
        "",
        "| name | here | arguments |",
        "|---|---|---|",
    ]
    for member, keras_arguments in names["classes"]["Sequential"]["members"].items():
        if member in MACHINERY:
            continue
        ours = inspect.getattr_static(normkit.Sequential, member, None)
        if ours is None and member in {"layers", "trainable"}:
            ours = True
        if ours is None:
            lines.append(row(member, "absent", reason(member)))
        elif inspect.isfunction(ours) or isinstance(ours, classmethod):
            function = ours.__func__ if isinstance(ours, classmethod) else ours
            lines.append(class_row(member, keras_arguments, function))
        else:
            lines.append(row(member, "same", "a property"))
    lines += ["", "## Layers", "", "| name | here | arguments |", "|---|---|---|"]
    for name, found in names["classes"].items():
        if name != "Sequential":
            short = name.removeprefix("layers.")
            ours = getattr(normkit.layers, short, None)
            lines.append(class_row(short, found["arguments"], ours))
    for module, items in names["modules"].items():
        lines += ["", f"## `{module}`", "", "| name | here | arguments |", "|---|---|---|"]
        for name, keras_arguments in items.items():
            ours = getattr(getattr(normkit, module), name, None)
            lines.append(class_row(name, keras_arguments, ours))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Writes the page, or with --check says whether it is up to date."""
    text = table()
    if "--check" not in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
        return 0
    if TABLE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{TABLE.name} is stale; run {Path(__file__).name}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
