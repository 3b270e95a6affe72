"""What an experiment found: the numbers, the tables, the verdict, and charts to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from normkit._errors import FormatError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FORMAT = 1


class Table(NamedTuple):
    """A table as it is printed: texts in rows."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]

    def __str__(self) -> str:
        lines = [self.headings, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.headings))]
        shown = [
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join([self.title, *(f"  {line}" for line in shown), *self.notes])


class Chart:
    """A picture's numbers.

    Attributes
    ----------
    name, title, caption
        What it is called, what stands over it, and what is to be said of it.
    data
        Axes and series as docs/lab.md tells: what the picture is drawn from.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        if "chart" not in document:
            raise FormatError(f"{document['file']} has no numbers; run the experiment anew")
        self.name: str = document["name"]
        self.caption: str = document["caption"]
        self.data: Mapping[str, Any] = document["chart"]
        self.title: str = self.data["title"]

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draws it, on new axes when `ax` is None. Needs matplotlib.

        Raises
        ------
        UnsupportedError
            Without matplotlib, or for a kind of chart of a later version.
        """
        from normkit.lab._drawing import draw  # noqa: PLC0415, drawing is an extra

        return draw(self.data, ax)

    def __repr__(self) -> str:
        return f"<Chart {self.name}: {self.title}>"


class Result:
    """An experiment's result; printed, it is the setup, the tables and the verdict.

    Attributes
    ----------
    name, title, question, claim
        Which experiment it is, and what it asks.
    configuration
        The data, the scale and the seeds that it was run with.
    setup
        What was run, in words, by a label each.
    numbers
        Every number that the experiment keeps, by name.
    tables
        What it prints.
    finding
        "Borne out", "Not borne out" and so on; `seen` says why, `number` is the one to remember,
        `reference` what others found.
    charts
        The pictures by name.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        version = document["versions"]["result_format"]
        if version != _FORMAT:
            raise FormatError(f"lab: expected a result of format {_FORMAT}, got {version}")
        self.name: str = document["name"]
        self.title: str = document["title"]
        self.question: str = document["question"]
        self.claim: str = document["claim"]
        self.configuration: Mapping[str, Any] = document["configuration"]
        self.setup = {line["label"]: line["text"] for line in document["setup"]}
        self.numbers: Mapping[str, Any] = document["numbers"]
        self.tables = [Table(**table) for table in document["tables"]]
        verdict = document["verdict"]
        self.finding: str = verdict["finding"]
        self.seen: str = verdict["seen"]
        self.number: str = verdict["number"]
        self.reference: str = verdict["reference"]
        self.charts = {figure["name"]: Chart(figure) for figure in document["figures"]}

    def plot(self) -> dict[str, Figure]:
        """Every chart in a figure of its own, by name. Needs matplotlib.

        Raises
        ------
        UnsupportedError
            Without matplotlib.
        """
        figures = {}
        for name, chart in self.charts.items():
            figure = chart.plot().get_figure(root=True)
            assert figure is not None
            figures[name] = figure
        return figures

    def __str__(self) -> str:
        width = max(map(len, self.setup), default=0)
        setup = [f"  {label.ljust(width)}   {text}" for label, text in self.setup.items()]
        lines = [f"{self.title}: {self.question}", "", *setup]
        for table in self.tables:
            lines += ["", str(table)]
        beside = [] if self.reference == "none" else [f"For comparison: {self.reference}."]
        ends = [
            f"Claimed: {self.claim}",
            f"Seen: {self.seen}",
            *beside,
            f"Finding: {self.finding}.",
        ]
        return "\n".join([*lines, "", *ends])

    def __repr__(self) -> str:
        return f"<Result {self.name}: {self.finding}>"
