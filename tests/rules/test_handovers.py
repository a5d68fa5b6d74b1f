"""Hand-overs: the numbers of cards, who the receiver is, and the day (ENR-7)."""

from __future__ import annotations

from datetime import date

import pytest

from ishtirak.rules.handovers import (
    HandoverToCome,
    HandoverTooEarly,
    IdentityPaper,
    InvalidCardNumber,
    Receiver,
    ReceiverUnidentified,
    card_number_of,
    check_day,
    check_receiver,
)

pytestmark = pytest.mark.requirement("ENR-7")

TODAY = date(2026, 6, 9)
PASSPORT = IdentityPaper.PASSPORT


@pytest.mark.parametrize(
    ("written", "number"),
    [("١٢٣٤", "1234"), (" c-0012345 ", "C-0012345"), ("\u200e0012\u200f", "0012"), ("9" * 32, "9" * 32)],
)
def test_a_card_number_is_read_as_it_is_printed(written: str, number: str) -> None:
    assert card_number_of(written) == number


@pytest.mark.parametrize(
    "written", ["", "123", "-1234", "1234-", "12--34", "12 34", "ABCD", "بطاقة1", "9" * 33, "1_23"]
)
def test_what_can_not_be_printed_as_a_card_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidCardNumber) as refusal:
        card_number_of(written)

    assert refusal.value.code == "invalid_card_number"


@pytest.mark.parametrize(
    "receiver",
    [Receiver("سالم", "119720070006"), Receiver("Ann", None, PASSPORT, "X1"), Receiver("Ann", "1", PASSPORT, "X1")],
)
def test_a_receiver_is_known_by_a_number_of_his_own(receiver: Receiver) -> None:
    check_receiver(receiver)


@pytest.mark.parametrize(
    "receiver", [Receiver("سالم"), Receiver("Ann", None, PASSPORT), Receiver("Ann", identity_number="X1")]
)
def test_a_name_alone_is_nobody(receiver: Receiver) -> None:
    with pytest.raises(ReceiverUnidentified):
        check_receiver(receiver)


def test_a_hand_over_lies_between_the_day_on_which_the_thing_was_there_and_today() -> None:
    for there in (None, TODAY, date(2026, 1, 1)):
        check_day(TODAY, TODAY, there)

    with pytest.raises(HandoverToCome):
        check_day(date(2026, 6, 10), TODAY)
    with pytest.raises(HandoverTooEarly):
        check_day(date(2026, 6, 8), TODAY, TODAY)
