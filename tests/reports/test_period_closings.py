"""Closed books: nothing is dated in them any more, and what they held is proved for ever (COL-10)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from functions.collect.law import parameters
from functions.collect.periods import closing
from functions.reports import snapshots
from functions.reports.closings import sealing
from functions.reports.datasets import LINES
from functions.reports.queries import answers
from ishtirak.rules.calendar import Month
from ishtirak.storage import closings, laws
from ishtirak.storage.closings import Closing, ClosingState
from tests.reports.fund import LAW, Fund, at, damage, entries_of

pytestmark = pytest.mark.requirement("COL-10")

JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
CLOSED_AT = at("2026-03-05")


@pytest.fixture
def sea(fund: Fund) -> str:
    """One person of 1000: January and February opened, January paid by the employer in February."""
    employer_id = fund.employer("بحر", "1000")
    fund.open(employer_id, through="2026-03-01")
    fund.receive(employer_id, "50", "2026-02-10")
    return employer_id


def close(month: Month) -> Closing:
    closing.propose(month, "نهاية الفترة", "a clerk", CLOSED_AT)
    return closing.approve(month, "a head", CLOSED_AT)


def seal(month: Month, minutes: int = 15) -> Closing:
    sealing.seal(month, CLOSED_AT + timedelta(minutes=minutes), laws.in_force())
    return closings.load(month)


def trial_balance(folder: Path, day: str) -> list[tuple[object, ...]]:
    snapshots.take(folder, LAW)
    return list(answers(folder, (LINES,), "trial_balance", (date.fromisoformat(day),)))


def test_the_seal_is_what_moved_on_each_account_in_the_period(fund: Fund, sea: str) -> None:
    close(FEBRUARY)

    sealed = seal(FEBRUARY)

    # January was opened on 1 February and February on 1 March: the books of February hold the first alone.
    assert sealed.state is ClosingState.SEALED
    assert {account: str(amount) for account, amount in sealed.seal.items()} == {
        "bank:NAB": "50.000",
        "contributions:2026-01": "-112.500",
        "receivable:employers": "0.000",
        "receivable:social_security:2026-01": "25.000",
        "receivable:state:2026-01": "12.500",
        "receivable:subscribers": "25.000",
    }
    assert sealed.lines == 5 + 2


def test_books_are_sealed_once_no_worker_can_know_the_law_of_before(fund: Fund, sea: str) -> None:
    close(FEBRUARY)

    early, later = seal(FEBRUARY, minutes=14), seal(FEBRUARY, minutes=15)

    assert (early.state, later.state) == (ClosingState.APPROVED, ClosingState.SEALED)
    assert seal(FEBRUARY, minutes=60) == later


def test_a_period_begins_where_the_closing_before_has_ended(fund: Fund, sea: str) -> None:
    close(JANUARY)
    close(FEBRUARY)

    january, february = seal(JANUARY), seal(FEBRUARY)

    assert (january.seal, january.lines) == ({}, 0)
    assert (february.after, february.lines) == (date(2026, 1, 31), 7)


def test_what_comes_late_for_closed_books_is_dated_on_the_first_open_day(fund: Fund, sea: str, tmp_path: Path) -> None:
    before = trial_balance(tmp_path, "2026-02-28")
    close(FEBRUARY)
    seal(FEBRUARY)

    late = fund.receive(sea, "10", "2026-02-20", laws.in_force())

    assert {each["cause"]: each["on"] for each in entries_of(sea)}[late.cause] == "2026-03-01"
    assert trial_balance(tmp_path, "2026-02-28") == before
    assert fund.check("2026-03-06").balanced


def test_what_was_closed_stays_closed_when_the_law_is_added_to(fund: Fund, sea: str) -> None:
    close(FEBRUARY)
    entered = parameters.propose("due_day", date(2026, 4, 1), 12, "قرار", None, "me", CLOSED_AT)
    parameters.approve(entered.id, "another", CLOSED_AT)

    law = laws.in_force()

    assert (law.version, law.closed_until) == (1, date(2026, 2, 28))
    assert law.booked_on(date(2026, 2, 28)) == date(2026, 3, 1)
    assert law.booked_on(date(2026, 3, 9)) == date(2026, 3, 9)


def test_an_entry_that_is_moved_into_closed_books_is_found(fund: Fund, sea: str) -> None:
    close(FEBRUARY)
    seal(FEBRUARY)
    march = fund.receive(sea, "10", "2026-03-05")
    entry = next(each for each in entries_of(sea) if each["cause"] == march.cause)

    damage(entry["pk"], entry["sk"], on="2026-02-20")

    assert [(each["kind"], each["account"], each["record"]) for each in fund.check("2026-03-06").differences] == [
        ("sealed", "bank:NAB", "2026-02-28"),
        ("sealed", "receivable:employers", "2026-02-28"),
    ]


def test_books_in_which_nothing_moved_stay_empty(fund: Fund, sea: str) -> None:
    close(JANUARY)
    seal(JANUARY)

    (entry,) = (each for each in entries_of(sea) if each["cause"].startswith("receipt#"))
    damage(entry["pk"], entry["sk"], on="2026-01-20")

    assert {each["kind"] for each in fund.check("2026-03-06").differences} == {"sealed"}
