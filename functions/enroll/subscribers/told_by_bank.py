"""What banks tell of mandates and accounts: kept on the subscriber's record, or shown to a person (COL-5, ENR-2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aws_lambda_powertools import Logger

from functions.enroll.subscribers import mandates as mandating
from ishtirak.errors import FundError, Refused
from ishtirak.rules.mandates import MandateDecided, MandateState
from ishtirak.rules.references import UnknownReference, payer_of
from ishtirak.storage import deeds, keys, mandates, subscribers, unapplied
from ishtirak.storage.mandates import Mandate, UnknownMandate
from ishtirak.storage.subscribers import Subscriber, UnknownSubscriber
from ishtirak.storage.transactions import Moved, decided_again, write, write_one
from ishtirak.storage.unapplied import Unapplied

STATES = {
    "mandate.given": MandateState.ACTIVE,
    "mandate.refused": MandateState.REFUSED,
    "mandate.cancelled": MandateState.CANCELLED,
}

ACCOUNT_CHANGED = "account_changed"
"""What the deed of another account is called that a bank has told of."""

logger = Logger(child=True)


class OtherAccount(Refused):
    """The mandate that a bank tells of is for another account than the subscriber's."""

    code = "other_account"
    ar = "الإقرار المبلغ عنه من المصرف لحساب غير حساب الإقرار المسجل."
    en = "The bank tells of a mandate for another account than the one on record."


def apply(message: Mapping[str, Any], now: datetime) -> None:
    """Do what a bank has told of a mandate or an account; told again it changes nothing.

    What can't be done as it stands is kept for a person to look at.
    """
    bank, told = message["bank"], message["data"]
    actor, on = f"bank:{bank}", date.fromisoformat(told["on"])
    try:
        person = subscribers.load(payer_of(told["payer_reference"]))
        if message["type"] in STATES:
            _mandate(person, STATES[message["type"]], told, on, actor, now)
        else:
            _change_account(person.id, told["iban"], on, actor, now)
    except (UnknownReference, UnknownSubscriber, UnknownMandate, MandateDecided, OtherAccount) as why:
        _keep(message, why)


def _mandate(
    person: Subscriber, state: MandateState, told: Mapping[str, Any], on: date, actor: str, now: datetime
) -> None:
    """A mandate that was given at the bank itself is taken in as it is taken up."""
    known = mandates.of_subscriber(person.id)
    if any(_has_come_to(each, state, told) for each in known):
        return
    last = known[0] if known else None
    ended = last is not None and last.state in (MandateState.REFUSED, MandateState.CANCELLED)
    if state is MandateState.ACTIVE and (last is None or (ended and last.iban != told["iban"])):
        mandating.give(person, told["iban"], on, None, actor, now)
    elif last is not None and last.iban != told["iban"]:
        raise OtherAccount
    mandating.come_to(person.id, state, on, told.get("reason"), actor, now)


def _has_come_to(mandate: Mandate, state: MandateState, told: Mapping[str, Any]) -> bool:
    """Whether this was told before, of a mandate that may have ended since."""
    steps = [(step["state"], step["on"]) for step in mandate.history]
    return mandate.iban == told["iban"] and (state.value, told["on"]) in steps


@decided_again
def _change_account(subscriber_id: str, iban: str, on: date, actor: str, now: datetime) -> None:
    """The newest account stands, in whatever order they are told; of two of one day, the one that came last."""
    seen = subscribers.load(subscriber_id)
    if seen.iban == iban or _is_old(subscriber_id, iban, on.isoformat()):
        return
    what = {**deeds.edits(seen, {"iban": iban}), "on": on}
    write(
        subscribers.change(seen, iban=iban),
        deeds.put_deed(keys.subscriber(seen.id), actor, ACCOUNT_CHANGED, now, what),
    )


def _is_old(subscriber_id: str, iban: str, on: str) -> bool:
    """Whether a bank has told this before, or of an account that came after it."""
    done = deeds.since(keys.subscriber(subscriber_id), date.min)
    told = [(each.changes["on"]["to"], each.changes["iban"]["to"]) for each in done if each.action == ACCOUNT_CHANGED]
    return (on, iban) in told or any(on < later for later, _ in told)


def _keep(message: Mapping[str, Any], why: FundError) -> None:
    received_on = date.fromisoformat(message["received_on"])
    event = Unapplied.of(message["bank"], message["event_id"], message["type"], received_on, message["data"], why)
    try:
        write_one(unapplied.put_new(event))
    except Moved:
        return  # told again
    logger.error("a bank's event could not be applied", bank=event.bank, event_id=event.event_id, code=why.code)
