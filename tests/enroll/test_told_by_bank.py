"""What banks tell of mandates and accounts: applied once in whatever order it comes, or shown to a person (COL-5)."""

from __future__ import annotations

import logging

import pytest

from functions.enroll.subscribers import mandates as mandating
from functions.enroll.subscribers import told_by_bank
from ishtirak.rules.mandates import MandateState
from ishtirak.rules.references import reference_of
from ishtirak.storage import mandates, subscribers, unapplied
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import write_one
from tests import builders
from tests.builders import at, day
from tests.cloud import Cloud

pytestmark = pytest.mark.requirement("COL-5", "ENR-2")

IBAN, OTHER, THIRD = "LY83002048000020100120361", "LY58002010000000010007000", "LY38021001000000123456789"


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def person(cloud: Cloud) -> Subscriber:
    return builders.subscriber(None, iban=IBAN)


def tell(person: Subscriber | None, kind: str, on: str, iban: str = IBAN, event_id: str = "msg_1") -> None:
    reference = reference_of(person.id if person else "S000000000000")
    data = {"payer_reference": reference, "iban": iban, "on": on, "reason": "طلب الزبون"}
    message = {"bank": "NAB", "event_id": event_id, "received_on": "2026-03-01", "type": kind, "data": data}
    told_by_bank.apply(message, at("2026-03-01"))


def come_to(person: Subscriber) -> list[tuple[str, str]]:
    """Each mandate of a person, the newest first: its account and what became of it."""
    return [(each.iban, each.state.value) for each in mandates.of_subscriber(person.id)]


def waiting() -> list[str]:
    """Why what a bank has told waits for a person."""
    return [each.why["code"] for each in unapplied.waiting(10)[0]]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["mandate.given"], "active"),
        (["mandate.refused"], "refused"),
        (["mandate.given", "mandate.cancelled"], "cancelled"),
        (["mandate.cancelled"], "cancelled"),
    ],
)
def test_a_mandate_becomes_what_its_bank_tells_however_often_it_is_told(
    person: Subscriber, told: list[str], state: str
) -> None:
    mandating.give(person, None, day("2026-01-05"), None, "a clerk", at("2026-01-05"))

    for number in range(2):
        for place, kind in enumerate(told):
            tell(person, kind, f"2026-02-0{place + 1}", event_id=f"msg_{number}")

    assert come_to(person) == [(IBAN, state)]
    step = mandates.load(person.id).history[-1]
    assert (step["by"], step["on"], step["reason"]) == ("bank:NAB", f"2026-02-0{len(told)}", "طلب الزبون")
    assert waiting() == []


def test_a_mandate_that_was_given_at_the_bank_is_taken_in_as_it_is_taken_up(person: Subscriber) -> None:
    tell(person, "mandate.given", "2026-02-01", OTHER)

    (made,) = mandates.of_subscriber(person.id)
    assert [step["state"] for step in made.history] == [MandateState.GIVEN, MandateState.ACTIVE]
    assert (made.iban, str(made.signed_on)) == (OTHER, "2026-02-01")


def test_a_worker_that_died_between_the_two_takes_the_mandate_up_when_it_is_told_again(person: Subscriber) -> None:
    mandating.give(person, OTHER, day("2026-02-01"), None, "bank:NAB", at("2026-03-01"))

    tell(person, "mandate.given", "2026-02-01", OTHER)

    assert come_to(person) == [(OTHER, "active")]


@pytest.mark.requirement("COL-3")
def test_an_old_event_that_comes_again_brings_no_ended_mandate_back(person: Subscriber) -> None:
    for kind, on, iban in (
        ("mandate.given", "2026-02-01", IBAN),
        ("mandate.cancelled", "2026-02-02", IBAN),
        ("mandate.given", "2026-02-03", OTHER),
        ("mandate.cancelled", "2026-02-04", OTHER),
    ):
        tell(person, kind, on, iban)

    for again in range(2):
        tell(person, "mandate.given", "2026-02-01", IBAN, f"again-{again}")
        tell(person, "mandate.cancelled", "2026-02-02", IBAN, f"and-again-{again}")

    assert come_to(person) == [(OTHER, "cancelled"), (IBAN, "cancelled")]
    assert waiting() == [], "what was applied before is nothing for a person to look at"


@pytest.mark.parametrize(
    ("before", "kind", "iban", "why"),
    [
        ([], "mandate.refused", IBAN, "unknown_mandate"),
        ([], "mandate.cancelled", IBAN, "unknown_mandate"),
        (["mandate.given"], "mandate.refused", IBAN, "mandate_decided"),
        (["mandate.given"], "mandate.cancelled", OTHER, "other_account"),
        (["mandate.given"], "mandate.given", OTHER, "other_account"),
        (["mandate.given", "mandate.cancelled"], "mandate.given", IBAN, "mandate_decided"),
    ],
)
def test_what_can_not_be_done_as_it_stands_is_kept_once_for_a_person(
    person: Subscriber, before: list[str], kind: str, iban: str, why: str
) -> None:
    for place, each in enumerate(before):
        tell(person, each, f"2026-02-0{place + 1}")
    as_before = mandates.of_subscriber(person.id)

    for _ in range(2):
        tell(person, kind, "2026-02-10", iban, "msg_odd")

    (event,) = unapplied.waiting(10)[0]
    assert (event.event_id, event.type, event.why["code"]) == ("msg_odd", kind, why)
    assert event.told["iban"] == iban
    assert mandates.of_subscriber(person.id) == as_before


@pytest.mark.parametrize("kind", ["mandate.given", "account.changed"])
def test_what_is_told_of_nobody_is_kept_for_a_person(cloud: Cloud, kind: str) -> None:
    tell(None, kind, "2026-02-01")

    assert waiting() == ["unknown_subscriber"]


def test_another_account_is_kept_on_the_record_with_who_told_of_it_and_from_which_day(person: Subscriber) -> None:
    tell(person, "account.changed", "2026-02-01", OTHER)
    seen = subscribers.load(person.id)

    tell(person, "account.changed", "2026-02-01", OTHER)

    assert seen.iban == OTHER
    assert subscribers.load(person.id) == seen


@pytest.mark.requirement("COL-3")
@pytest.mark.parametrize(
    "order", [(1, 2), (2, 1), (1, 2, 1), (2, 1, 2), (1, 2, 1, 2, 1)], ids=lambda order: "".join(map(str, order))
)
def test_the_newest_account_stands_in_whatever_order_and_however_often_it_is_told(
    person: Subscriber, order: tuple[int, ...]
) -> None:
    for number in order:
        tell(person, "account.changed", f"2026-02-0{number}", {1: OTHER, 2: THIRD}[number], f"msg_{number}")

    assert subscribers.load(person.id).iban == THIRD
    assert waiting() == []


@pytest.mark.requirement("COL-3")
def test_two_accounts_of_one_day_are_told_once_each(person: Subscriber) -> None:
    for iban in (OTHER, THIRD, OTHER):
        tell(person, "account.changed", "2026-02-01", iban)

    assert subscribers.load(person.id).iban == THIRD


def test_an_account_that_a_person_has_edited_since_stays_when_the_bank_repeats_itself(person: Subscriber) -> None:
    tell(person, "account.changed", "2026-02-01", OTHER)
    seen = subscribers.load(person.id)
    write_one(subscribers.change(seen, iban=THIRD))

    tell(person, "account.changed", "2026-02-01", OTHER)

    assert subscribers.load(person.id).iban == THIRD
