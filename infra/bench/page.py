"""docs/measurements.md: the figures as they were measured, and the machine they were measured on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import fill

from infra.bench.machine import machine
from infra.bench.promises import Promise
from infra.bench.tables import LINE, Table

PAGE = Path(__file__).parents[2] / "docs/measurements.md"

_HEAD = """# Measurements

Written by `make bench`; don't edit it by hand.

{taken}

Counts of calls and units are the same on every machine; times are of this one. Calls are counted inside the driver for
AWS, in the code that runs in production and without a change to it. The engine is the embedded one. It counts write
units by size as DynamoDB does, those of the index too, and doubles them in transactions; read units are counted from
the items that were answered, by DynamoDB's published rules."""


def written(tables: Sequence[Table], promises: Sequence[Promise], load: str) -> str:
    """The whole page."""
    day = date.today()  # noqa: DTZ011 - the day of whoever measures
    busy = f"{load} processes wanted a core on average in the minute before; more than there are cores lengthens times."
    head = _HEAD.format(taken=fill(f"Taken on {day} on: {machine()}. {busy}", LINE))
    return "\n\n".join([head, *(table.markdown() for table in (of_promises(promises), *tables))]) + "\n"


def of_promises(promises: Sequence[Promise]) -> Table:
    return Table(
        "Promises",
        ("", "found", ""),
        [(promise.what, promise.found, "kept" if promise.kept else "BROKEN") for promise in promises],
        "`make bench` fails where one of these is broken.",
    )
