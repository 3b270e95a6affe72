"""Checks the demo's JSON against itself, and makes a small data set with MNIST's file names packed with gzip.

Usage: python3 demo_smoke.py numbers FILE.json OUTPUT.txt | pack FOLDER
"""

import gzip
import json
import math
import random
import struct
import sys
from pathlib import Path
from statistics import mean, median


def check_numbers(path: Path, text: str) -> None:
    """Recomputes summaries, choice of rates and verdict from the single runs."""
    record = json.loads(path.read_text())
    settings, runs = record["settings"], record["runs"]
    assert [record["data"][key] for key in ("trainCount", "heldOutCount", "testCount")] == [1200, 237, 360]
    arms, rates, seeds = ["without", "with"], settings["learningRates"], settings["seeds"]
    expected = [(arm, rate, seed) for arm in arms for rate in rates for seed in seeds]
    assert [(run["arm"], run["learningRate"], run["seed"]) for run in runs] == expected
    for run in runs:
        steps = [entry["step"] for entry in run["measurements"]]
        assert steps == settings["measuredSteps"] and steps[-1] == settings["steps"]
        for entry in run["measurements"]:
            # 360 test images: every accuracy is a whole number of them.
            images = entry["testAccuracy"] * 360
            assert 0 <= entry["testAccuracy"] <= 1 and abs(images - round(images)) < 1e-6
            assert 0 <= entry["heldOutAccuracy"] <= 1 and entry["trainingLoss"] > 0
        assert ("lastTestAccuracyByBatchStatistics" in run) == (run["arm"] == "with")
    check_summaries(record, runs, arms, rates, text)


def check_summaries(record: dict, runs: list, arms: list, rates: list, text: str) -> None:
    """What is summed up is what the runs say, and batch norm leads."""

    def reached(run: dict, accuracy: float) -> int | None:
        return next((m["step"] for m in run["measurements"] if m["testAccuracy"] >= accuracy), None)

    held_out: dict = {}
    for summary in record["summaries"]:
        key = (summary["arm"], summary["learningRate"])
        own = [run for run in runs if (run["arm"], run["learningRate"]) == key]
        assert summary["stepsTo90"] == [reached(run, 0.90) for run in own]
        assert summary["stepsTo95"] == [reached(run, 0.95) for run in own]
        assert summary["lastTestAccuracies"] == [run["measurements"][-1]["testAccuracy"] for run in own]
        best = mean(max(m["testAccuracy"] for m in run["measurements"]) for run in own)
        assert math.isclose(summary["bestTestAccuracy"], best, rel_tol=1e-9)
        held_out[key] = mean(mean(m["heldOutAccuracy"] for m in run["measurements"]) for run in own)
        assert math.isclose(summary["meanHeldOutAccuracy"], held_out[key], rel_tol=1e-9)
    for arm in arms:
        assert record["chosenRates"][arm] == max(rates, key=lambda rate: held_out[arm, rate])
    steps = {(s["arm"], s["learningRate"]): median(s["stepsTo95"]) for s in record["summaries"]}
    fastest = min(steps["without", rate] for rate in rates)
    assert steps["with", record["chosenRates"]["with"]] < fastest, "batch norm should be faster than any baseline"
    assert record["verdict"]["trainsFaster"] is True
    assert "Trains faster: borne out." in text
    for sentence in record["verdict"]["sentences"]:
        assert sentence in text


def pack(folder: Path) -> None:
    """360 and 60 images of 28x28 in which the label's row of pixels is bright, as four .gz files."""
    folder.mkdir(parents=True)
    draw = random.Random(1)
    for part, count in (("train", 360), ("t10k", 60)):
        labels = bytes(draw.randrange(10) for _ in range(count))
        pixels = bytearray(draw.randrange(100) for _ in range(count * 784))
        for image, label in enumerate(labels):
            start = image * 784 + 28 * (2 * label + 4)
            pixels[start : start + 28] = bytes([255] * 28)
        images = struct.pack(">BBBBIII", 0, 0, 8, 3, count, 28, 28) + bytes(pixels)
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
        header = struct.pack(">BBBBI", 0, 0, 8, 1, count)
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(header + labels))


if __name__ == "__main__":
    if sys.argv[1] == "numbers":
        check_numbers(Path(sys.argv[2]), Path(sys.argv[3]).read_text())
    else:
        pack(Path(sys.argv[2]))
