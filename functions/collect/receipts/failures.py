"""Payments that did not come about: kept on the payer's record, and the subscriber is told once (COL-5, NOT-1)."""

from __future__ import annotations

from datetime import datetime

from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import Reason
from ishtirak.rules.references import UnknownReference, payer_of
from ishtirak.storage import failures, keys, notices, subscribers
from ishtirak.storage.failures import AlreadyKept, Failure
from ishtirak.storage.notices import AlreadyNotified, Notice
from ishtirak.storage.subscribers import Subscriber, UnknownSubscriber
from ishtirak.storage.transactions import Write, write

OF_NOBODY = "nobody"
"""Under which the failed payments stand whose reference names no payer."""


def keep(failure: Failure, now: datetime) -> None:
    """Keep a failed payment; told again it changes nothing, and tells nobody twice, whatever day it is told of."""
    payer_id = _payer(failure.payer_reference)
    writes: list[Write] = [failures.put_new(payer_id, failure)]
    person = _subscriber(payer_id)
    if person is not None:
        writes.append(notices.put_new(_notice(person, failure, now)))
    try:
        write(*writes)
    except (AlreadyKept, AlreadyNotified):
        return


def _payer(reference: str | None) -> str:
    try:
        return payer_of(reference or "")
    except UnknownReference:
        return OF_NOBODY


def _subscriber(payer_id: str) -> Subscriber | None:
    """The subscriber whose payment it was; employers are not written to, and neither are the dead."""
    try:
        person = subscribers.load(payer_id)
    except UnknownSubscriber:
        return None
    return None if person.spells[-1].ending is Reason.DECEASED else person


def _notice(person: Subscriber, failure: Failure, now: datetime) -> Notice:
    values = {"name": person.name, "amount": str(failure.amount), "on": failure.failed_on.isoformat()}
    cause = f"payment_failed#{failure.bank}#{failure.payment_id}"
    return Notice(keys.subscriber(person.id), NoticeKind.PAYMENT_FAILED, cause, now.isoformat(), values)
