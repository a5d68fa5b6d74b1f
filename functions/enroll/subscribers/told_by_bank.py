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
from ishtirak.storage.mandates import UnknownMandate
from ishtirak.storage.subscribers import Subscriber, UnknownSubscriber
from ishtirak.storage.transactions import Moved, decided_again, write, write_one
from ishtirak.storage.unapplied import Unapplied

STATES = {
    "mandate.given": MandateState.ACTIVE,
    "mandate.refused": MandateState.REFUSED,
    "mandate.cancelled": MandateState.CANCELLED,
}

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
    last = mandates.last(person.id)
    ended = last is not None and last.state in (MandateState.REFUSED, MandateState.CANCELLED)
    if state is MandateState.ACTIVE and (last is None or (ended and last.iban != told["iban"])):
        mandating.give(person, told["iban"], on, None, actor, now)
    elif last is not None and last.iban != told["iban"]:
        raise OtherAccount
    mandating.come_to(person.id, state, on, told.get("reason"), actor, now)


@decided_again
def _change_account(subscriber_id: str, iban: str, on: date, actor: str, now: datetime) -> None:
    seen = subscribers.load(subscriber_id)
    if seen.iban == iban:
        return
    what = {**deeds.edits(seen, {"iban": iban}), "on": on}
    write(
        subscribers.change(seen, iban=iban),
        deeds.put_deed(keys.subscriber(seen.id), actor, "account_changed", now, what),
    )


def _keep(message: Mapping[str, Any], why: FundError) -> None:
    received_on = date.fromisoformat(message["received_on"])
    event = Unapplied.of(message["bank"], message["event_id"], message["type"], received_on, message["data"], why)
    try:
        write_one(unapplied.put_new(event))
    except Moved:
        return  # told again
    logger.error("a bank's event could not be applied", bank=event.bank, event_id=event.event_id, code=why.code)
