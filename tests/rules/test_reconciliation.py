"""What each line of a bank's statement is among what is recorded of that bank (COL-9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.rules.money import Money
from ishtirak.rules.reconciliation import Matcher, Outcome, Posting, Recorded, Stand

pytestmark = pytest.mark.requirement("COL-9")

DAY = date(2026, 2, 5)
REFERENCE, IBAN = "RF93EWCAMZHFHDKMW", "LY38021001000000123456789"


def recorded(id_: str, dinars: str = "50", on: date = DAY, stand: Stand = Stand.HERE, **said: Any) -> Recorded:
    told = {"payer_reference": None, "payer_iban": None, **said}
    return Recorded(id_, Money.dinars(dinars), on, stand=stand, **told)


def line(*ids: str, dinars: str = "50", credit: bool = True, on: date = DAY, **said: Any) -> Posting:
    return Posting(1, 1, IBAN, on, Money.dinars(dinars), credit, False, ids, **said)


def matcher(*known: Recorded) -> Matcher:
    return Matcher(lambda day: [each for each in known if each.settled_on == day])


def outcomes(found: Matcher, postings: Iterable[Posting]) -> list[tuple[Outcome, str | None]]:
    return [(each.outcome, each.recorded.id if each.recorded else None) for each in map(found.match, postings)]


def test_a_credit_is_the_payment_that_has_one_of_its_ids_whoever_paid() -> None:
    found = matcher(recorded("a"), recorded("b"))

    assert outcomes(found, [line("x", "b"), line("a")]) == [(Outcome.MATCHED, "b"), (Outcome.MATCHED, "a")]


def test_another_amount_under_a_known_id_is_for_a_person() -> None:
    assert outcomes(matcher(recorded("a")), [line("a", dinars="50.001")]) == [(Outcome.DIFFERS, "a")]


@pytest.mark.parametrize("said", [{"payer_reference": REFERENCE}, {"payer_iban": IBAN}])
def test_without_its_id_a_payment_is_known_by_payer_amount_and_nearly_the_day(said: dict[str, Any]) -> None:
    late, near = (recorded(id_, on=DAY + timedelta(days), **said) for id_, days in (("late", 3), ("near", -1)))
    far, more = recorded("far", on=DAY + timedelta(4), **said), recorded("more", "51", **said)

    found = matcher(late, near, far, more)

    assert outcomes(found, [line(**said), line(**said), line(**said)]) == [
        (Outcome.MATCHED, "near"),
        (Outcome.MATCHED, "late"),
        (Outcome.NEW, None),
    ]


def test_money_of_nobody_is_new_however_alike_the_amounts_are() -> None:
    assert outcomes(matcher(recorded("a")), [line()]) == [(Outcome.NEW, None)]


def test_a_payment_that_was_taken_back_is_not_the_one_that_came_again() -> None:
    gone = recorded("a", stand=Stand.REVERSED, payer_reference=REFERENCE)

    assert outcomes(matcher(gone), [line(payer_reference=REFERENCE)]) == [(Outcome.NEW, None)]


def test_a_debit_is_a_payment_taken_back_money_given_back_or_something_else() -> None:
    here, returned = recorded("a"), recorded("b", stand=Stand.RETURNED, payer_iban=IBAN)
    found = matcher(here, returned)

    debits = [
        line("a", credit=False),
        line("b", credit=False),
        line(credit=False, payer_iban=IBAN),
        line("a", credit=False, dinars="1.500"),
    ]

    assert outcomes(found, debits) == [
        (Outcome.REVERSED, "a"),
        (Outcome.RETURNED, "b"),
        (Outcome.RETURNED, "b"),
        (Outcome.DEBIT, None),
    ]


def test_what_is_recorded_and_in_no_line_is_told_for_the_days_of_the_statement() -> None:
    known = (
        recorded("seen"),
        recorded("unseen"),
        recorded("before", on=DAY - timedelta(1)),
        recorded("reversed", stand=Stand.REVERSED),
    )
    found = matcher(*known)
    found.match(line("seen"))

    assert [each.id for each in found.unseen(DAY, DAY)] == ["unseen"]


IDS = st.sampled_from(["a", "b", "c", "d"])
KNOWN = st.lists(
    st.builds(
        recorded,
        IDS,
        st.sampled_from(["10", "20"]),
        st.integers(-4, 4).map(lambda days: DAY + timedelta(days)),
        st.sampled_from(Stand),
        payer_reference=st.sampled_from([None, REFERENCE]),
    ),
    max_size=4,
    unique_by=lambda each: each.id,
)
LINES = st.lists(
    st.builds(
        line,
        IDS,
        dinars=st.sampled_from(["10", "20"]),
        on=st.integers(-4, 4).map(lambda days: DAY + timedelta(days)),
        payer_reference=st.sampled_from([None, REFERENCE]),
    ),
    max_size=8,
)


@given(KNOWN, LINES)
def test_each_recorded_payment_is_one_credit_at_most(known: list[Recorded], postings: list[Posting]) -> None:
    found = matcher(*known)

    matched = [id_ for _, id_ in outcomes(found, postings) if id_ is not None]

    assert len(matched) == len(set(matched))
    assert not {each.id for each in found.unseen(date.min, date.max)} & set(matched)
