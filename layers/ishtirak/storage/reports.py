"""Reports that were asked for, the last snapshot of each day, and the last check of the ledger.

waiting → making → ready | failed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import FundError, NotFound, Refused
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Moved, Put, Update, write_one


class JobState(StrEnum):
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


UNFINISHED = (JobState.WAITING, JobState.MAKING)


class UnknownReport(NotFound):
    """No report has this id."""

    code = "unknown_report"
    ar = "لا يوجد تقرير بالرقم {report_id}."
    en = "There is no report {report_id}."


class NoSnapshot(Refused):
    """The fund was not recorded on that day, so nothing certain can be said of it."""

    code = "no_snapshot"
    ar = "لا توجد نسخة محفوظة من بيانات الصندوق ليوم {day}."
    en = "There is no snapshot of the fund of {day}."


class NeverChecked(NotFound):
    code = "never_checked"
    ar = "لم يُطلب فحص دفتر الأستاذ بعد."
    en = "No check of the ledger has been asked for yet."


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job could not be done, for the one who asked for it."""

    code: str
    ar: str
    en: str

    @classmethod
    def of(cls, error: FundError) -> Failure:
        return cls(error.code, error.in_arabic, error.in_english)


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `snapshot` is what it is made of; `rows` and `file_key` are there once it is ready."""

    id: str
    name: str
    as_of: date
    asked_by: str
    asked_at: datetime
    state: JobState = JobState.WAITING
    snapshot: str | None = None
    rows: int | None = None
    file_key: str | None = None
    failure: Failure | None = None


def put_new(report: Report) -> Put:
    """The write of a report that waits to be made; it raises Moved where its id is taken."""
    item = {
        "id": report.id,
        "name": report.name,
        "as_of": report.as_of.isoformat(),
        "asked_by": report.asked_by,
        "asked_at": report.asked_at.isoformat(),
        "state": report.state.value,
    }
    return Put(keys.report(report.id), item, unless_exists=Moved())


def load(report_id: str) -> Report:
    """Raises: UnknownReport."""
    item = table.get(keys.report(report_id))
    if item is None:
        raise UnknownReport(report_id=report_id)
    return Report(
        id=item["id"],
        name=item["name"],
        as_of=date.fromisoformat(item["as_of"]),
        asked_by=item["asked_by"],
        asked_at=datetime.fromisoformat(item["asked_at"]),
        state=JobState(item["state"]),
        snapshot=item.get("snapshot"),
        rows=item.get("rows"),
        file_key=item.get("file_key"),
        failure=_failure(item),
    )


def begin(report_id: str) -> None:
    """The report is being made; nothing happens where it was being made before."""
    _step(keys.report(report_id), JobState.WAITING, {"state": JobState.MAKING.value})


def adopt_snapshot(report_id: str, snapshot: str) -> str:
    """The snapshot that the report is made of: this one, unless an earlier delivery has named another."""
    try:
        write_one(Update(keys.report(report_id), set={"snapshot": snapshot}, if_is={"snapshot": None}))
    except Moved:
        return load(report_id).snapshot or snapshot
    return snapshot


def finish(report_id: str, rows: int, file_key: str) -> None:
    """The report lies under `file_key`; nothing happens where another delivery has said so."""
    done = {"state": JobState.READY.value, "rows": rows, "file_key": file_key}
    _step(keys.report(report_id), JobState.MAKING, done)


def fail(report_id: str, failure: Failure) -> None:
    """The report can't be made."""
    _step(keys.report(report_id), JobState.MAKING, {"state": JobState.FAILED.value, "failure": _written(failure)})


def remember_snapshot(day: date, name: str, taken_at: datetime) -> None:
    """`name` is the last snapshot of `day` from here on, unless a report was made of that day when it was over."""
    snapshot = {"name": name, "taken_at": taken_at.isoformat()}
    try:
        write_one(Update(_day(day), set=snapshot, if_is={"closed": None}))
    except Moved:
        return


def has_snapshot(day: date) -> bool:
    return table.get(_day(day)) is not None


def close_day(day: date) -> str:
    """The last snapshot of a day that is over. It stays that one: a straggler that ends after this changes nothing.

    Raises: NoSnapshot.
    """
    item = table.get(_day(day))
    if item is None:
        raise NoSnapshot(day=day)
    if "closed" in item:
        return str(item["name"])
    try:
        write_one(Update(_day(day), set={"closed": True}, if_is={"name": item["name"], "closed": None}))
    except Moved:
        return close_day(day)
    return str(item["name"])


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """The last check that was asked for, and what it found.

    balanced:    None while that is not known.
    differences: the first of them, each with kind, account, record, and amounts in dirhams: stored and summed.
    found:       how many there are.
    unsettled:   records that moved each time they were looked at, and so could not be proved.
    """

    id: str
    asked_by: str
    asked_at: datetime
    state: JobState = JobState.WAITING
    balanced: bool | None = None
    entries: int | None = None
    accounts: int | None = None
    found: int | None = None
    unsettled: int | None = None
    differences: tuple[Mapping[str, Any], ...] = ()
    checked_at: datetime | None = None
    failure: Failure | None = None


def put_check(check: LedgerCheck) -> Put:
    """The write of a new check; it takes the place of the one before."""
    item = {
        "id": check.id,
        "asked_by": check.asked_by,
        "asked_at": check.asked_at.isoformat(),
        "state": check.state.value,
    }
    return Put(keys.LEDGER_CHECK, item)


def load_check() -> LedgerCheck:
    """Raises: NeverChecked."""
    item = table.get(keys.LEDGER_CHECK)
    if item is None:
        raise NeverChecked
    plain = {name: item[name] for name in LedgerCheck.__dataclass_fields__ if name in item}
    checked_at = item.get("checked_at")
    return LedgerCheck(
        **{
            **plain,
            "asked_at": datetime.fromisoformat(item["asked_at"]),
            "state": JobState(item["state"]),
            "differences": tuple(item.get("differences", ())),
            "checked_at": datetime.fromisoformat(checked_at) if checked_at else None,
            "failure": _failure(item),
        }
    )


def finish_check(
    check_id: str, figures: Mapping[str, Any], differences: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Write down what the check found; nothing happens where a newer one was asked for meanwhile."""
    done = {
        **figures,
        "differences": list(differences),
        "checked_at": at.isoformat(),
        "state": JobState.READY.value,
    }
    _step(keys.LEDGER_CHECK, JobState.WAITING, done, check_id)


def fail_check(check_id: str, failure: Failure) -> None:
    """The check can't be made."""
    failed = {"state": JobState.FAILED.value, "failure": _written(failure)}
    _step(keys.LEDGER_CHECK, JobState.WAITING, failed, check_id)


def _step(key: Key, from_: JobState, changes: Mapping[str, Any], of_id: str | None = None) -> None:
    same = {"id": of_id} if of_id else {}
    try:
        write_one(Update(key, set=changes, if_is={"state": from_.value, **same}))
    except Moved:
        return


def _day(day: date) -> Key:
    return keys.snapshots_of(day)


def _written(failure: Failure) -> dict[str, str]:
    return {"code": failure.code, "ar": failure.ar, "en": failure.en}


def _failure(item: Mapping[str, Any]) -> Failure | None:
    return Failure(**item["failure"]) if "failure" in item else None
