"""The lab from Python: claims about batch normalization, each run by a program and drawn.

The program is `demo`: `swift build -c release --product demo` makes it in a checkout. It is looked
for where the environment's NORMKIT_LAB says, beside the library, in .build/release of the checkout,
and as normkit-demo in PATH. Drawing needs matplotlib.
"""

from normkit.lab._experiments import Experiment, list, load, run
from normkit.lab._result import Chart, Result, Table

__all__ = ["Chart", "Experiment", "Result", "Table", "list", "load", "run"]
