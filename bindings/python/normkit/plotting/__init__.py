"""Pictures with matplotlib, which is imported when something is drawn; each returns its Axes.

pip install normkit[plot]
"""

from normkit.plotting.comparison import compare, without_batch_normalization
from normkit.plotting.curves import plot, plot_history
from normkit.plotting.diagnoses import plot_diagnosis
from normkit.plotting.graph import plot_model

__all__ = [
    "compare",
    "plot",
    "plot_diagnosis",
    "plot_history",
    "plot_model",
    "without_batch_normalization",
]
