"""Mandates: given by a subscriber, taken up or refused by the bank, cancelled by either (ENR-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from functions.enroll.papers.proofs import check_proof
from ishtirak.errors import Refused
from ishtirak.rules.mandates import MandateState, check_next
from ishtirak.storage import deeds, keys, mandates
from ishtirak.storage.mandates import Mandate
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write


class AccountMissing(Refused):
    """A mandate is given for an account."""

    code = "account_missing"
    ar = "لا حساب مصرفيا مسجلا لهذا المشترك: اذكره في الطلب."
    en = "The subscriber has no bank account on record: name it."


class MandateInForce(Refused):
    """One mandate at a time."""

    code = "mandate_in_force"
    ar = "يوجد إقرار واتفاق ثلاثي حالته {state}: يلغى أولا."
    en = "There is a mandate that is {state}: cancel it first."


@decided_again
def give(
    person: Subscriber, iban: str | None, signed_on: date, document_id: str | None, actor_id: str, now: datetime
) -> Mandate:
    """Take in a mandate for an account, the one on record where none is named.

    Raises: AccountMissing, MandateInForce, UnknownDocument.
    """
    check_proof(person.id, document_id)
    account, before = iban or person.iban, mandates.last(person.id)
    if account is None:
        raise AccountMissing
    if before is not None and before.state in (MandateState.GIVEN, MandateState.ACTIVE):
        raise MandateInForce(state=before.state.value)
    number = before.number + 1 if before else 1
    said = _said(MandateState.GIVEN, signed_on, actor_id, None)
    mandate = Mandate(person.id, number, account, signed_on, MandateState.GIVEN, (said,), document_id)
    write(mandates.put_new(mandate), _deed(mandate, actor_id, now))
    return mandate


@decided_again
def come_to(
    subscriber_id: str, state: MandateState, on: date, reason: str | None, actor_id: str, now: datetime
) -> Mandate:
    """Keep what became of the mandate; said again it changes nothing.

    Raises: UnknownMandate, MandateDecided.
    """
    seen = mandates.load(subscriber_id)
    if seen.state is state:
        return seen
    check_next(seen.state, state)
    said = _said(state, on, actor_id, reason)
    mandate = replace(seen, state=state, history=(*seen.history, said))
    write(mandates.put_over(seen, mandate), _deed(mandate, actor_id, now))
    return replace(mandate, version=seen.version + 1)


def _said(state: MandateState, on: date, actor_id: str, reason: str | None) -> dict[str, Any]:
    told = {"state": state.value, "on": on.isoformat(), "by": actor_id, "reason": reason}
    return {name: value for name, value in told.items() if value is not None}


def _deed(mandate: Mandate, actor_id: str, now: datetime) -> Write:
    what = {"number": mandate.number, "state": mandate.state, "iban": mandate.iban}
    return deeds.put_deed(keys.subscriber(mandate.subscriber_id), actor_id, "mandate", now, what)
