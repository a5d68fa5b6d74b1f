"""A table of figures, shown on the terminal and written as Markdown from the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

from rich import box
from rich.table import Table as RichTable

LINE = 120
"""How long a line of prose is."""


@dataclass(frozen=True)
class Table:
    """The first column names its rows, the others are figures. `note` says how they were come by."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def shown(self) -> RichTable:
        table = RichTable(
            title=self.title, padding=(0, 1, 0, 0), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
        )
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        lines = [self.columns, ["---", *("---:" for _ in self.columns[1:])], *self.rows]
        rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join(part for part in (f"## {self.title}", fill(self.note, LINE), rows) if part)


def number(value: float) -> str:
    """As people read it: 1,180 · 12.5 · 0.44."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1_000:.1f}"


def dollars(value: float) -> str:
    return f"${value + 1e-9:,.2f}"  # half a cent up, as people round
