"""The workloads of docs/performance.md that are races: what each library does, and what the contract wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench import libraries
from bench.race import OURS, Pace, race
from bench.row import Row, judged, row_of
from bench.side import Command, Side


@dataclass(frozen=True)
class Machine:
    """What the machine can do at most."""

    flops: float
    """Floating-point operations a second, all threads together."""
    bytes: float
    """Bytes a second that a plain copy moves, read and written."""


@dataclass(frozen=True)
class Network:
    """A training workload."""

    name: str
    wanted: str
    operations: float
    """Of the products and convolutions of a step, computed directly; the first layer has no input gradient."""
    bytes: float
    """Of the least traffic that finds nothing in a cache: see `_traffic`."""
    image: bool


def _dense(batch: int, *widths: int) -> float:
    products = [2.0 * batch * a * b for a, b in pairwise(widths)]
    return 3 * sum(products) - products[0]


def _convolutions(batch: int, layers: Sequence[tuple[int, int, int, int]], dense: float) -> float:
    """Layers as (pixels out, kernel area, channels in, channels out)."""
    products = [2.0 * batch * p * k * a * b for p, k, a, b in layers]
    return 3 * (sum(products) + dense) - products[0]


def _traffic(batch: int, inputs: int, outputs: float, weights: float) -> float:
    """Bytes of a step from the numbers in a sample, in all layers' outputs for a sample, and in the weights.

    An output is written, read by the next layer, and read twice on the way back, by the product that gives the weights'
    gradient and for the activation's derivative; its gradient is written and read twice. A weight is read forward and
    back, its gradient written and read, weight and momentum read and written.
    """
    return 4.0 * (batch * (2 * inputs + 7 * outputs) + 8 * weights)


_CNN = [(784, 9, 1, 32), (784, 9, 32, 32), (196, 9, 32, 64), (196, 9, 64, 64)]
_RESNET = (
    [(1024, 9, 3, 16)]
    + [(1024, 9, 16, 16)] * 6
    + [(256, 9, 16, 32), (256, 1, 16, 32)]
    + [(256, 9, 32, 32)] * 5
    + [(64, 9, 32, 64), (64, 1, 32, 64)]
    + [(64, 9, 64, 64)] * 5
)

NETWORKS = [
    Network("mlp100", ">= 3.5", _dense(60, 784, 100, 100, 100, 10), _traffic(60, 784, 310, 99_400), image=False),
    Network("mlp512", ">= 2.2", _dense(128, 784, 512, 512, 10), _traffic(128, 784, 1034, 668_672), image=False),
    Network(
        "cnn",
        ">= 1.6",
        _convolutions(64, _CNN, 2.0 * 64 * 3136 * 10),
        _traffic(64, 784, sum(p * c for p, _, _, c in _CNN), sum(k * a * b for _, k, a, b in _CNN) + 31_360),
        image=True,
    ),
    Network(
        "resnet20",
        ">= 1.7",
        _convolutions(64, _RESNET, 2.0 * 64 * 64 * 10),
        _traffic(64, 3072, sum(p * c for p, _, _, c in _RESNET), sum(k * a * b for _, k, a, b in _RESNET) + 640),
        image=True,
    ),
]


def train(network: Network, pace: Pace, machine: Machine) -> Iterator[Row]:
    """A training step."""
    torch = libraries.torch
    commands = [
        *libraries.ours("train", network.name),
        *torch("PyTorch", "train", network.name),
        *torch("PyTorch, compiled", "train", network.name, options=("--compile",)),
        *libraries.keras(network.name),
    ]
    if network.image:
        last = ("--channels-last",)
        commands += torch("PyTorch, channels_last", "train", network.name, options=last)
        both = (*last, "--compile")
        commands += torch("PyTorch, channels_last, compiled", "train", network.name, options=both)
    row = row_of(network.name, race(commands, pace), network.wanted, network.operations / machine.flops * 1e6)
    if row is not None:
        yield row


def share(pace: Pace, machine: Machine) -> Iterator[Row]:
    """What batch normalization costs the cnn: a step with it over a step without it."""
    last = ("--channels-last",)
    with_it = "PyTorch, channels_last"
    plain = "without"
    commands: list[Command] = [
        *libraries.ours("train", "cnn"),
        *libraries.torch(with_it, "train", "cnn", options=last),
    ]
    without: list[Command] = [
        *libraries.ours("train", "cnn", "--plain", library=f"{OURS} {plain}"),
        *libraries.torch(f"{with_it} {plain}", "train", "cnn", "--plain", options=last),
    ]
    sides = race(commands, pace, others=without)

    def cost(library: str) -> tuple[float, int] | None:
        best = min((s for s in sides if s.library == library), key=_median, default=None)
        other = min((s for s in sides if s.library == f"{library} {plain}"), key=_median, default=None)
        return (best.median / other.median, best.threads) if best and other else None

    own, theirs = cost(OURS), cost(with_it)
    if own is not None:
        row = Row("bn-share", own[1], own[0], unit="with/without", limit=1.0)
        row.note = "a step of the cnn with batch normalization over one without"
        if theirs is not None:
            row.peers = {with_it: theirs[0]}
            row.best_peer = with_it
        yield judged(row, "<= 1.05", own[0])


def _median(side: Side) -> float:
    return side.median


def alone(sizes: tuple[int, int, int, int], wanted: str, pace: Pace, machine: Machine) -> Iterator[Row]:
    """Batch normalization by itself, forward in training and backward."""
    rows, channels = sizes[0] * sizes[1] * sizes[2], sizes[3]
    words = [str(size) for size in sizes]
    blocks = libraries.c_library
    commands = [
        *libraries.ours("normalization", str(rows), str(channels)),
        *libraries.torch("PyTorch", "normalization", *words),
        *blocks("oneDNN, NHWC", "onednn_normalization", "dnnl", "nhwc", *words),
        *blocks("oneDNN, blocked", "onednn_normalization", "dnnl", "blocked", *words),
    ]
    if sizes[1] > 1:
        last = ("--channels-last",)
        commands += libraries.torch("PyTorch, channels_last", "normalization", *words, options=last)
    # Forward reads x and writes y; backward reads dy and x and writes dx.
    traffic = 5 * 4 * rows * channels / machine.bytes * 1e6
    row = row_of(f"bn-alone [{rows}, {channels}]", race(commands, pace), limit=traffic)
    if row is not None:
        yield _judged_by_peers(row, wanted)


def _judged_by_peers(row: Row, wanted: str) -> Row:
    """Judges by a wish for each peer: "PyTorch >= 3.5, oneDNN, NHWC >= 1.2"; peers that are missing ask nothing."""
    row.wanted = wanted
    verdicts = []
    for wish in wanted.split("; "):
        peer, _, bound = wish.partition(" >= ")
        if peer in row.peers:
            verdicts.append(row.peers[peer] / row.ours >= float(bound))
    row.met = all(verdicts) if verdicts else None
    return row


def infer(network: str, batch: int, wanted: str, pace: Pace, machine: Machine) -> Iterator[Row]:
    """A network's answer to a batch."""
    operations = {"mlp100": 2.0 * (784 * 100 + 2 * 100 * 100 + 1000), "cnn": 2.0 * 3136 * 10}[network]
    if network == "cnn":
        operations += sum(2.0 * p * k * a * b for p, k, a, b in _CNN)
    commands = [
        *libraries.ours("infer", network, "--batch", str(batch)),
        *libraries.onnx_runtime(network, batch),
        *libraries.torch("PyTorch", "infer", network, "--batch", str(batch)),
    ]
    if network == "cnn":
        last = ("--channels-last",)
        commands += libraries.torch("PyTorch, channels_last", "infer", network, "--batch", str(batch), options=last)
    limit = batch * operations / machine.flops * 1e6
    row = row_of(f"inference {network} {batch}", race(commands, pace), wanted, limit)
    if row is not None:
        yield row


def matmul(size: int, pace: Pace, machine: Machine) -> Iterator[Row]:
    """A square product, on one thread and on two; the contract wants a share of the peak, and a speed-up."""
    words = ("product", str(size))
    commands = [
        *libraries.ours(*words),
        *libraries.torch("PyTorch (MKL)", *words),
        *libraries.c_library("OpenBLAS", "blas_product", "openblas", str(size)),
    ]
    sides = race(commands, pace)
    times: dict[int, float] = {}
    for threads in libraries.THREADS:
        row = row_of(f"matmul {size}", [side for side in sides if side.threads == threads])
        if row is None:
            continue
        times[threads] = row.ours
        row.limit = 2.0 * size**3 / machine.flops * 1e6 * (max(libraries.THREADS) / threads)
        share = row.limit / row.ours
        if threads == 1:
            row.note = f"{share:.1%} of the multiply-add peak"
            yield judged(row, ">= 0.9", share)
        else:
            row.note = f"{times[1] / row.ours:.2f} times one thread, {share:.1%} of the peak"
            yield judged(row, ">= 1.9", times[1] / row.ours)


_BY_IMAGE = "PyTorch >= 3.5; oneDNN, NHWC >= 1.2; oneDNN, blocked >= 1"
_BY_MATRIX = "PyTorch >= 1.5; oneDNN, NHWC >= 1.5; oneDNN, blocked >= 1.5"
_BY_SMALL = "PyTorch >= 5; oneDNN, NHWC >= 1; oneDNN, blocked >= 1"

Work = Callable[[Pace, Machine], Iterator[Row]]


def races() -> dict[str, list[Work]]:
    """Every race by the name that `make bench WORKLOADS=…` knows it by."""
    works: dict[str, list[Work]] = {
        "matmul": [lambda p, m, size=size: matmul(size, p, m) for size in (256, 512, 1024)],  # type: ignore[misc]
    }
    for network in NETWORKS:
        works[network.name] = [lambda p, m, network=network: train(network, p, m)]  # type: ignore[misc]
    works["bn-share"] = [share]
    works["bn-alone"] = [
        lambda p, m: alone((64, 32, 32, 64), _BY_IMAGE, p, m),
        lambda p, m: alone((128, 16, 16, 128), _BY_IMAGE, p, m),
        lambda p, m: alone((4096, 1, 1, 512), _BY_MATRIX, p, m),
        lambda p, m: alone((64, 1, 1, 256), _BY_SMALL, p, m),
    ]
    works["inference"] = [
        lambda p, m: infer("mlp100", 1, ">= 2", p, m),
        lambda p, m: infer("cnn", 1, ">= 1.2", p, m),
        lambda p, m: infer("cnn", 64, "", p, m),
    ]
    return works
