"""The report of late employers: who is on it, since when, with what, and that it stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from functions.reports import bucket, requests, snapshots
from functions.reports.datasets import DATASETS
from functions.reports.kinds import ReportName
from functions.reports.parquet import NotReconciled
from functions.reports.requests import FutureDate
from ishtirak.law.law import Law
from ishtirak.rules.references import reference_of
from ishtirak.storage import reports
from ishtirak.storage.reports import JobState, NoSnapshot
from tests.reports.fund import LAW, Fund, at


@pytest.mark.requirement("RPT-3")
def test_every_late_employer_stands_on_it_with_what_it_owes_the_latest_first(fund: Fund) -> None:
    """
    Sea      people 1000 + 1500, 5 % of it 125 a month; nothing paid: January and February are open.
             January fell due on 10 February; 15 March is 18 + 15 = 33 days later; day 91 is 12 May.
    Port     one person 2000, 100 a month; January paid: February is open, due on 10 March, day 91 is 9 June.
    Paid     one person 1000, 50 a month; both months paid.
    Empty    nobody on its list: no month was opened with anything in it.
    """
    sea = fund.employer("شركة بحر, ليبيا", "1000", "1500", region="طرابلس")
    port, paid, empty = fund.employer("ميناء", "2000"), fund.employer("مسدد", "1000"), fund.employer("بلا مشتركين")
    fund.open(sea, port, paid, empty, through="2026-03-01")
    fund.receive(port, "100", "2026-03-02")
    fund.receive(paid, "100", "2026-03-02")

    report = fund.report("2026-03-15")

    assert fund.file_of(report).decode("utf-8") == (
        "\ufeffرقم جهة العمل / employer_id,مرجع السداد / reference,جهة العمل / name,القطاع / sector,المنطقة / region,"
        "أقدم شهر غير مسدد / oldest_unpaid,تاريخ الاستحقاق / due_on,أيام التأخير / days_past_due,"
        "عدد الأشهر المفتوحة / months_open,المبلغ المفتوح بالدينار / amount_open,عدد المشتركين / people,"
        "تاريخ تخفيض الحزمة / package_lowered_on\r\n"
        f'{sea},{reference_of(sea)},"شركة بحر, ليبيا",شركة خاصة / private_company,طرابلس,'
        "2026-01,2026-02-10,33,2,250.000,2,2026-05-12\r\n"
        f"{port},{reference_of(port)},ميناء,شركة خاصة / private_company,,"
        "2026-02,2026-03-10,5,1,100.000,1,2026-06-09\r\n"
    )
    assert (report.state, report.rows) == (JobState.READY, 2)


@pytest.mark.requirement("RPT-3")
def test_an_employer_is_late_from_the_day_after_the_due_date(fund: Fund) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")

    assert fund.rows(fund.report("2026-02-10")) == []
    assert [row["days_past_due"] for row in fund.rows(fund.report("2026-02-11"))] == ["1"]


def test_a_part_payment_leaves_the_rest_of_the_month_open(fund: Fund) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")
    fund.receive(sea, "12.345", "2026-02-05")

    (row,) = fund.rows(fund.report("2026-02-20"))

    assert (row["amount_open"], row["oldest_unpaid"], row["months_open"]) == ("37.655", "2026-01", "1")


@pytest.mark.requirement("RPT-9")
@pytest.mark.parametrize("name", ["=SUM(A1)", "+218", "-1", "@cmd", "'quoted"])
def test_a_name_that_looks_like_a_formula_is_never_run(fund: Fund, name: str) -> None:
    sea = fund.employer(name, "1000")
    fund.open(sea, through="2026-02-01")

    (row,) = fund.rows(fund.report("2026-02-20"))

    assert row["name"] == (name if name.startswith("'") else f"'{name}")


@pytest.mark.requirement("RPT-10")
def test_the_same_report_of_the_same_date_gives_the_same_bytes(fund: Fund) -> None:
    sea, port = fund.employer("بحر", "1000"), fund.employer("ميناء", "1000")
    fund.open(sea, port, through="2026-02-01")

    first, second = fund.report("2026-02-20"), fund.report("2026-02-20", hour=10)

    assert first.id != second.id
    assert fund.file_of(first) == fund.file_of(second)


@pytest.mark.requirement("RPT-10")
def test_a_day_that_is_over_stays_what_it_was_at_its_last_snapshot(fund: Fund) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")
    early = fund.report("2026-02-20")
    fund.receive(sea, "10", "2026-02-20")
    last = fund.report("2026-02-20", hour=10)
    fund.receive(sea, "40", "2026-02-21")

    again, once_more = fund.report("2026-02-21", as_of="2026-02-20"), fund.report("2026-03-01", as_of="2026-02-20")

    assert [row["amount_open"] for row in fund.rows(early)] == ["50.000"]
    assert [row["amount_open"] for row in fund.rows(last)] == ["40.000"]
    assert fund.file_of(again) == fund.file_of(once_more) == fund.file_of(last)
    assert fund.rows(fund.report("2026-02-21")) == []


def test_a_snapshot_that_ends_after_its_day_was_reported_on_does_not_change_it(fund: Fund) -> None:
    fund.employer("بحر", "1000")
    last = fund.report("2026-02-20").snapshot
    fund.report("2026-02-21", as_of="2026-02-20")

    reports.remember_snapshot(date(2026, 2, 20), "a straggler", at("2026-02-20", 23))

    assert reports.close_day(date(2026, 2, 20)) == last


def test_a_day_without_a_snapshot_is_refused(fund: Fund) -> None:
    with pytest.raises(NoSnapshot) as refusal:
        fund.report("2026-02-21", as_of="2026-02-20")

    assert refusal.value.code == "no_snapshot"


def test_a_day_to_come_is_refused(fund: Fund) -> None:
    with pytest.raises(FutureDate) as refusal:
        fund.report("2026-02-21", as_of="2026-02-22")

    assert refusal.value.code == "invalid_date"


def test_a_report_of_today_that_is_made_after_midnight_says_that_the_day_was_not_recorded(fund: Fund) -> None:
    report = requests.ask(ReportName.LATE_EMPLOYERS, None, "me", at("2026-02-20", 23))

    requests.make(report.id, at("2026-02-21", 0), LAW)

    made = reports.load(report.id)
    assert made.failure is not None
    assert (made.state, made.failure.code) == (JobState.FAILED, "no_snapshot")


def test_a_message_that_comes_again_changes_nothing(fund: Fund) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")
    report = fund.report("2026-02-20")
    file = fund.file_of(report)
    fund.receive(sea, "50", "2026-02-20")

    requests.make(report.id, at("2026-02-20", 12), LAW)

    assert reports.load(report.id) == report
    assert fund.file_of(report) == file


class Killed(Exception):
    """The worker died here."""


WRITES = len(DATASETS) + 6
"""A file of each dataset, the manifest and the report; beginning, two marks of the snapshot, the end."""


@pytest.mark.parametrize("before_call", range(1, WRITES + 2))
def test_a_worker_killed_before_any_of_its_writes_is_followed_by_one_that_ends_the_work(
    fund: Fund, monkeypatch: pytest.MonkeyPatch, before_call: int
) -> None:
    sea = fund.employer("بحر", "1000")
    fund.open(sea, through="2026-02-01")
    report = requests.ask(ReportName.LATE_EMPLOYERS, None, "me", at("2026-02-20"))
    calls = 0

    def killed_in_time(real: Any) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == before_call:
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(bucket, "put", killed_in_time(bucket.put))
        for name in ("begin", "remember_snapshot", "adopt_snapshot", "finish"):
            patched.setattr(reports, name, killed_in_time(getattr(reports, name)))
        if before_call <= WRITES:
            with pytest.raises(Killed):
                requests.make(report.id, at("2026-02-20"), LAW)
        else:
            requests.make(report.id, at("2026-02-20"), LAW)
            assert calls == WRITES
    fund.receive(sea, "50", "2026-02-20")

    requests.make(report.id, at("2026-02-20", 10), LAW)

    made = reports.load(report.id)
    assert made.state is JobState.READY
    # Once the report had its snapshot (at the last two calls), it is made of that one; before, of the fund as it is.
    assert made.rows == (1 if before_call >= WRITES - 1 else 0)


def test_a_snapshot_that_does_not_hold_what_was_read_fails_the_report(
    fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    fund.employer("بحر", "1000")
    report = requests.ask(ReportName.LATE_EMPLOYERS, None, "me", at("2026-02-20"))

    def lossy(folder: Path, law: Law) -> None:
        raise NotReconciled(column="accounts rows", read=1, written=2)

    monkeypatch.setattr(snapshots, "take", lossy)
    requests.make(report.id, at("2026-02-20"), LAW)

    made = reports.load(report.id)
    assert made.failure is not None
    assert (made.state, made.failure.code) == (JobState.FAILED, "snapshot_not_reconciled")
