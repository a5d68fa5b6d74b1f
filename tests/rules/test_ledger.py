"""Double entry: every entry adds up to zero (COL-10)."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.ledger import (
    EMPLOYERS_OWE,
    SUBSCRIBERS_OWE,
    DebitKind,
    Entry,
    Line,
    Unbalanced,
    classified_entry,
    collected_entry,
    contribution_entry,
    control_account,
    debit_entry,
    match_entry,
    paid_back_entry,
    receipt_entry,
    return_entry,
    reversal_entry,
)
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


def amounts(*entries: Entry) -> dict[str, int]:
    """What each account comes to by some entries, in dirhams; those that come to nothing are left out."""
    sums: dict[str, int] = {}
    for line in (line for entry in entries for line in entry.lines):
        sums[line.account] = sums.get(line.account, 0) + line.amount.dirhams
    return {account: amount for account, amount in sums.items() if amount}


RECEIVED = receipt_entry("receipt", DAY, "NAB", None, Money(95))


@pytest.mark.requirement("COL-6", "COL-10", "COL-12")
def test_what_is_matched_goes_from_suspense_to_its_payer_with_what_was_forgiven_and_the_same_way_back() -> None:
    matched = match_entry("match-1", DAY, "S1", Money(95), Money(5))
    back = match_entry("unmatch-2", DAY, "S1", Money(-95), Money(-5))

    assert amounts(RECEIVED, matched) == {"bank:NAB": 95, "tolerance": 5, "receivable:S1": -100}
    assert amounts(RECEIVED, matched, back) == amounts(RECEIVED) == {"bank:NAB": 95, "suspense": -95}


@pytest.mark.requirement("COL-5", "COL-10", "COL-12")
@pytest.mark.parametrize(("payer", "forgiven"), [("S1", 5), ("S1", 0), (None, 0)])
def test_a_reversal_undoes_its_receipt_to_the_dirham(payer: str | None, forgiven: int) -> None:
    received = receipt_entry("receipt", DAY, "NAB", payer, Money(95), Money(forgiven))
    reversed_ = reversal_entry("reversal", DAY, "NAB", payer, Money(95), Money(forgiven))

    assert amounts(received, reversed_) == {}


@pytest.mark.requirement("COL-6", "COL-10")
def test_what_is_given_back_is_owed_to_whom_it_came_from_and_is_not_in_suspense() -> None:
    assert amounts(RECEIVED, return_entry("return", DAY, "NAB", Money(95))) == {"bank:NAB": 95, "returned:NAB": -95}


@pytest.mark.requirement("COL-8", "COL-10")
def test_what_others_have_collected_is_less_to_be_expected_and_can_be_taken_back() -> None:
    collected = collected_entry("collected", DAY, Share.STATE, JANUARY, Money(7))
    back = collected_entry("taken back", DAY, Share.STATE, JANUARY, Money(-7))

    assert amounts(collected) == {"collected:state": 7, "receivable:state:2026-01": -7}
    assert amounts(collected, back) == {}


@pytest.mark.requirement("COL-10")
@pytest.mark.parametrize(
    ("account", "summed_up_in"),
    [
        ("receivable:E123", EMPLOYERS_OWE),
        ("receivable:S123", SUBSCRIBERS_OWE),
        ("receivable:state:2026-01", "receivable:state:2026-01"),
        ("bank:NAB", "bank:NAB"),
    ],
)
def test_what_payers_owe_is_one_account_of_the_trial_balance_for_each_kind_of_them(
    account: str, summed_up_in: str
) -> None:
    assert control_account(account) == summed_up_in


@pytest.mark.requirement("COL-6", "COL-9")
def test_money_that_is_given_back_leaves_the_bank_when_its_statement_says_so() -> None:
    given_back, left = Money.dinars("40"), paid_back_entry("d1", DAY, "NAB", Money.dinars("40"))

    assert set(left.lines) == {Line("returned:NAB", given_back), Line("bank:NAB", -given_back)}


@pytest.mark.requirement("COL-9", "ACC-3")
@pytest.mark.parametrize(
    ("kind", "account"),
    [
        (DebitKind.BANK_FEE, "fees:NAB"),
        (DebitKind.TRANSFER, "transfers:NAB"),
        (DebitKind.AGENT_COMMISSION, "agents"),
        (DebitKind.OTHER, "expenses"),
    ],
)
def test_other_money_that_leaves_a_bank_waits_until_two_people_say_what_for(kind: DebitKind, account: str) -> None:
    amount = Money.dinars("3.500")

    left, classified = debit_entry("d1", DAY, "NAB", amount), classified_entry("d2", DAY, "NAB", kind, amount)

    assert set(left.lines) == {Line("outgoing:NAB", amount), Line("bank:NAB", -amount)}
    assert set(classified.lines) == {Line(account, amount), Line("outgoing:NAB", -amount)}
