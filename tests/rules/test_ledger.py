"""Double entry: every entry adds up to zero (COL-10)."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.rules.calendar import Month
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.ledger import Entry, Line, Unbalanced, contribution_entry, receipt_entry
from ishtirak.rules.money import Money

JANUARY, DAY = Month(2026, 1), date(2026, 2, 1)


@pytest.mark.requirement("COL-10")
def test_an_entry_that_does_not_balance_can_not_be() -> None:
    with pytest.raises(Unbalanced):
        Entry("cause", DAY, (Line("bank:B", Money(2)), Line("suspense", Money(-1))))


@pytest.mark.requirement("COL-1", "COL-8", "COL-10")
def test_contributions_are_owed_by_each_payer_and_earned_once() -> None:
    of_one = Contribution(*map(Money.dinars, ("25", "50", "25", "12.5")))
    of_another = Contribution(*map(Money.dinars, ("10", "20", "10", "5")))

    entry = contribution_entry("cause", DAY, JANUARY, "E1", [("S1", of_one), ("S2", of_another)])

    assert {line.account: str(line.amount) for line in entry.lines} == {
        "receivable:S1": "25.000",
        "receivable:S2": "10.000",
        "receivable:E1": "70.000",
        "receivable:social_security:2026-01": "35.000",
        "receivable:state:2026-01": "17.500",
        "contributions:2026-01": "-157.500",
    }


@pytest.mark.requirement("COL-1", "COL-10")
def test_of_people_without_an_employer_nobody_can_owe_the_employers_share() -> None:
    of_one = Contribution(Money(25), Money.ZERO, Money.ZERO, Money(12))

    entry = contribution_entry("cause", DAY, JANUARY, None, [("S1", of_one)])

    assert [line.account for line in entry.lines] == [
        "receivable:S1",
        "receivable:state:2026-01",
        "contributions:2026-01",
    ]
    with pytest.raises(Unbalanced):
        contribution_entry("cause", DAY, JANUARY, None, [("S1", Contribution(employer=Money(50)))])


@pytest.mark.requirement("COL-10")
def test_lines_of_nothing_are_left_out() -> None:
    assert contribution_entry("cause", DAY, JANUARY, "E1", [("S1", Contribution())]).lines == ()


@pytest.mark.requirement("COL-4", "COL-6")
@pytest.mark.parametrize(("payer", "owner"), [("E1", "receivable:E1"), (None, "suspense")])
def test_money_goes_to_its_payer_or_waits_in_suspense(payer: str | None, owner: str) -> None:
    entry = receipt_entry("cause", DAY, "NAB", payer, Money(5))

    assert entry.lines == (Line("bank:NAB", Money(5)), Line(owner, Money(-5)))
