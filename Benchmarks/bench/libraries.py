"""Who can be compared here, and how each is started for a workload."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.race import OURS
from bench.side import ROOT, Command

THREADS = (1, 2)
"""Each library runs on so many threads and counts with its better time."""

PEERS = ROOT / "Benchmarks" / "peers"
BUILD = ROOT / ".build"


@functools.cache
def has(module: str) -> bool:
    """Whether Python finds the module; it is not imported here, some take seconds."""
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@functools.cache
def c_peer(source: str, library: str) -> Path | None:
    """A C peer, compiled; nothing without its headers, its library or a compiler."""
    program = BUILD / "peers" / source
    program.parent.mkdir(parents=True, exist_ok=True)
    command = [
        "cc",
        "-O2",
        "-std=c11",
        "-D_GNU_SOURCE",
        f"{PEERS / source}.c",
        "-o",
        str(program),
        f"-l{library}",
        "-lm",
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print(f"  {source}: left out: it cannot be compiled here (Debian: lib{library}-dev)")
        return None
    return program


def ours(*arguments: str, library: str = OURS) -> Iterator[Command]:
    """NormKit, through the benchmarks program."""
    program = str(BUILD / "release" / "benchmarks")
    for threads in THREADS:
        yield Command(library, threads, [program, *arguments, "--threads", str(threads)])


def torch(name: str, *arguments: str, options: tuple[str, ...] = ()) -> Iterator[Command]:
    """PyTorch, where it is installed."""
    if not has("torch"):
        return
    for threads in THREADS:
        words = [
            sys.executable,
            str(PEERS / "torch_worker.py"),
            "--threads",
            str(threads),
            *options,
            *arguments,
        ]
        yield Command(name, threads, words)


def keras(network: str) -> Iterator[Command]:
    """Keras on each backend that is installed."""
    if not has("keras"):
        return
    for backend, name in (("tensorflow", "Keras, TensorFlow"), ("jax", "Keras, JAX")):
        for threads in THREADS if has(backend) else ():
            words = [sys.executable, str(PEERS / "keras_worker.py"), network, "--backend", backend]
            quiet = {
                "TF_CPP_MIN_LOG_LEVEL": "3",
                "JAX_PLATFORMS": "cpu",
                "CUDA_VISIBLE_DEVICES": "-1",
            }
            yield Command(name, threads, [*words, "--threads", str(threads)], quiet)


def onnx_runtime(network: str, batch: int) -> Iterator[Command]:
    """ONNX Runtime, where it is installed."""
    if not (has("onnxruntime") and has("onnx")):
        return
    for threads in THREADS:
        words = [sys.executable, str(PEERS / "onnx_worker.py"), network, "--batch", str(batch)]
        yield Command("ONNX Runtime", threads, [*words, "--threads", str(threads)])


def c_library(name: str, source: str, library: str, *arguments: str) -> Iterator[Command]:
    """A C library, where it is installed."""
    program = c_peer(source, library)
    if program is None:
        return
    for threads in THREADS:
        environment = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
        yield Command(name, threads, [os.fspath(program), *arguments], environment)
