"""Reports, fetched by their link (RPT-9)."""

from __future__ import annotations

import csv
import io
from typing import Any

from infra.play.doors import FINANCE
from infra.play.fields import Cell, Day, NotYet, ReportName, Text
from infra.play.stage import Stage, StepFailed
from infra.play.verb import Check, Difference, differences, same
from ishtirak.errors import Refused
from ishtirak.rules.money import Money

READY = "ready"


class CheckReport(Check):
    """What a report says: how many rows, the totals of columns, one row that has all of these values."""

    name: ReportName
    as_of: Day | None = None
    filters: NotYet = None
    rows: int | None = None
    totals: dict[Text, Cell] | None = None
    row: dict[Text, Cell] | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        rows = self._rows(stage)
        wrong = differences(self.given("rows"), {"rows": len(rows)})
        for column, amount in (self.totals or {}).items():
            wrong += differences({f"total of {column}": amount}, {f"total of {column}": _total(rows, column)})
        if self.row and not any(_has(row, self.row) for row in rows):
            wrong.append(Difference("row", self.row, rows))
        return wrong

    def _rows(self, stage: Stage) -> list[dict[str, str]]:
        as_of = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        report = stage.doors.post("/v1/reports", FINANCE, {"name": self.name, **as_of})
        stage.control.drain()
        return read_rows(stage.doors.download(ready_link(stage.doors.get(f"/v1/reports/{report['id']}", FINANCE))))


def ready_link(report: dict[str, Any]) -> str:
    """The link of a report that is ready.

    Raises: StepFailed for one that is not.
    """
    if report["state"] != READY:
        raise StepFailed(f"the report is {report['state']}, not ready")
    return str(report["link"]["url"])


def read_rows(content: bytes) -> list[dict[str, str]]:
    """The data rows of a report's CSV, by the English names of its columns (headings are "Arabic / English")."""
    headings, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    names = [heading.rpartition(" / ")[2] for heading in headings]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _has(row: dict[str, str], wanted: dict[str, str]) -> bool:
    return all(column in row and _is(row[column], value) for column, value in wanted.items())


def _is(cell: str, value: str) -> bool:
    """A word of the fund stands in its cell behind the Arabic one."""
    return same(value, cell) or same(value, cell.rpartition(" / ")[2])


def _total(rows: list[dict[str, str]], column: str) -> str:
    try:
        return str(sum((Money.dinars(row[column]) for row in rows), Money.ZERO))
    except KeyError:
        return f"no such column (there are {', '.join(rows[0])})" if rows else "no row"
    except Refused as error:
        return error.in_english
