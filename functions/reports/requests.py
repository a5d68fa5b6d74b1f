"""Asking for a report, and making it (RPT-3, RPT-9, RPT-10)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aws_lambda_powertools import Logger

from functions.reports import bucket, snapshots
from functions.reports.kinds import KINDS, Kind, ReportName
from functions.reports.queries import answers
from functions.reports.sheets import write_sheet
from ishtirak.errors import FundError, Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import reports
from ishtirak.storage.ids import new_id
from ishtirak.storage.reports import UNFINISHED, Failure, NoSnapshot, Report
from ishtirak.storage.transactions import write_one

logger = Logger(child=True)


class FutureDate(Refused):
    """Nobody knows what a day to come will bring."""

    code = "invalid_date"
    ar = "لا يُعد تقرير ليوم لم يأت بعد: {day}."
    en = "No report can be made of a day to come: {day}."


def ask(name: ReportName, as_of: date | None, actor_id: str, now: datetime) -> Report:
    """Ask for a report of the day `as_of` (today where none is given).

    The record is written first and the message second. Where the message is lost in between, nobody has been told the
    report's id: whoever asked asks again and gets a report of its own.
    Raises: FutureDate; NoSnapshot for a past day on which the fund was not recorded.
    """
    today = now.date()
    day = as_of or today
    if day > today:
        raise FutureDate(day=day)
    if day < today and not reports.has_snapshot(day):
        raise NoSnapshot(day=day)
    report = Report(new_id("R"), name.value, day, actor_id, now)
    write_one(reports.put_new(report))
    send(Queue.REPORTS, {"report_id": report.id})
    return report


def make(report_id: str, now: datetime, law: Law) -> None:
    """Make the report that was asked for. Delivered again it goes on with the snapshot that it has, or does nothing.

    What can't be made is said on the report and logged; any other error comes back with the message.
    """
    report = reports.load(report_id)
    if report.state not in UNFINISHED:
        return
    reports.begin(report_id)
    try:
        with TemporaryDirectory() as folder:
            rows, file_key = _make(report, Path(folder), now, law)
    except FundError as error:
        logger.exception("a report could not be made", report_id=report_id, code=error.code)
        reports.fail(report_id, Failure.of(error))
    else:
        reports.finish(report_id, rows, file_key)


def _make(report: Report, folder: Path, now: datetime, law: Law) -> tuple[int, str]:
    kind = KINDS[ReportName(report.name)]
    _bring_snapshot(report, kind, folder, now, law)
    sheet = folder / "report.csv"
    rows = write_sheet(sheet, kind.columns, answers(folder, kind.datasets, report.name, kind.values(report.as_of, law)))
    file_key = f"reports/{report.name}/{report.as_of}/{report.id}.csv"
    bucket.put(file_key, sheet, "text/csv; charset=utf-8", saved_as=f"{report.name}-{report.as_of}.csv")
    return rows, file_key


def _bring_snapshot(report: Report, kind: Kind, folder: Path, now: datetime, law: Law) -> None:
    """Put into `folder` what the report is made of: the fund now for today, its day's last snapshot for a past day.

    A report of today that the worker gets to after midnight is one of a past day.
    """
    taken = None
    if report.snapshot is None and report.as_of == now.date():
        taken = snapshots.keep(folder, snapshots.take(folder, law), now)
    name = reports.adopt_snapshot(report.id, report.snapshot or taken or reports.close_day(report.as_of))
    if name != taken:
        snapshots.fetch(name, kind.datasets, folder)
