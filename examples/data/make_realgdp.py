"""Writes the United States' real gross domestic product by quarters, as statsmodels ships it.

Usage: python make_realgdp.py [folder]
Needs statsmodels; by default writes realgdp.csv into ./realgdp beside this file.
"""

import sys
from pathlib import Path

from statsmodels.datasets import macrodata


def main() -> None:
    """Writes the file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "realgdp"
    folder.mkdir(parents=True, exist_ok=True)
    rows = macrodata.load_pandas().data
    lines = [f"{int(row.year)}Q{int(row.quarter)},{row.realgdp:.3f}" for row in rows.itertuples()]
    (folder / "realgdp.csv").write_text("\n".join(["quarter,realgdp", *lines]) + "\n")


if __name__ == "__main__":
    main()
