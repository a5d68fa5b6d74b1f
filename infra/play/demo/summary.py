"""The summary at the end: each figure between its English and its Arabic name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

NAMES_OF_SHARES = {
    "subscriber": ("Subscribers 2.5 %", "حصة المشتركين"),
    "employer": ("Employer 5 %", "حصة جهة العمل"),
    "social_security": ("Social security 2.5 %", "حصة الضمان الاجتماعي"),
    "state": ("State 1.25 %", "حصة الدولة"),
}

Row = tuple[str, str, str]
"""English name, figure, Arabic name."""


def show(console: Console, rows: Sequence[Row]) -> None:
    """Print the figures, Arabic on the right where it is read first."""
    table = Table(title="ملخص العرض · Summary of the demonstration", title_style="bold")
    table.add_column("", justify="left")
    table.add_column("", justify="right", style="bold")
    table.add_column("", justify="right")
    for row in rows:
        table.add_row(*row)
    console.print()
    console.print(table)


def grouped(amount: object) -> str:
    """An amount with its thousands told apart, for people."""
    whole, _, rest = str(amount).partition(".")
    return f"{int(whole):,}.{rest}" if rest else f"{int(whole):,}"
