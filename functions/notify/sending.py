"""Sending one SMS: claimed with its price, handed to the provider once, recorded (NOT-3, NOT-4).

Between any two calls the process can die. Before the claim nothing has happened; behind it the SMS is sent at most
once, and what nobody has recorded is settled once its sender can't be at work any more.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from aws_lambda_powertools import Logger

from functions.notify.joining import Message
from functions.notify.recipients import Recipient
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.messaging import sms as messaging
from ishtirak.messaging.metrics import emit
from ishtirak.messaging.sms import Provider, SmsInDoubt, SmsNotSent, SmsRefused
from ishtirak.rules.notices import Hindrance
from ishtirak.rules.quiet import leaves_at, midnight_after
from ishtirak.rules.spending import daily_cap, daily_cap_of_kind, price_of
from ishtirak.storage import notices, outgoing
from ishtirak.storage.notices import AlreadyClaimed, CapReached, NoticeState
from ishtirak.storage.outgoing import Caps, Sms, Why
from ishtirak.storage.transactions import decided_again

logger = Logger(child=True)

CLAIM_LASTS = timedelta(minutes=10)
"""Longer than any function runs: a claim that is older was left by a sender that died."""

MOST_TRIES = 8

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)

Draw = Callable[[float, float], float]
"""A number between two others, each as likely: `random.uniform`."""

UNANSWERED_LASTS = timedelta(days=1)
"""How long a provider is asked what became of an SMS before a person is to decide."""


class Attempt(NamedTuple):
    """How an attempt has ended: when it is to be made again, where it is; whether somebody else was sending."""

    again_at: datetime | None = None
    taken: bool = False


DONE = Attempt()


def send(message: Message, to: Recipient, now: datetime, law: Law, draw: Draw = random.uniform) -> Attempt:
    """Send what waits to the recipient's number, unless somebody else does or the money of the day is spent."""
    segments, day = message.text.segments, now.date()
    price = price_of(segments, day, law)
    sms = outgoing.new_sms(message.notices, to.phone or "", Bilingual(*message.text), segments, price, now)
    caps = Caps(daily_cap(day, law), daily_cap_of_kind(day, law))
    try:
        decided_again(outgoing.claim)(sms, caps, now + CLAIM_LASTS)
    except AlreadyClaimed:
        return Attempt(taken=True)
    except CapReached:
        return _hold(sms, now, law)
    return _hand_over(sms, to, now, law, draw)


def settle(sms: Sms, now: datetime, law: Law, draw: Draw = random.uniform) -> Attempt:
    """Find out what became of an SMS whose sender died with it: from the provider, else a person must decide.

    Raises: SmsInDoubt where the provider could say and does not at the moment.
    """
    provider, lost = messaging.provider(), Why(Hindrance.SENDER_DIED)
    if not provider.knows_references:
        logger.error("an SMS was claimed and not confirmed", cause=sms.carrier.cause)
        _unless_recorded(_unconfirmed, sms, lost, now)
        return DONE
    try:
        message_id = provider.find(sms.reference)
    except SmsInDoubt as doubt:
        since = sms.carrier.due_at
        if since is None or now < since + UNANSWERED_LASTS:
            raise
        logger.error("the provider does not say whether an SMS has left", cause=sms.carrier.cause)
        _unless_recorded(_unconfirmed, sms, _why(Hindrance.IN_DOUBT, doubt), now)
        return DONE
    if message_id is None:
        return _try_later(sms, lost, now, law, draw)
    _unless_recorded(_sent, sms, message_id, now)
    return DONE


def _hand_over(sms: Sms, to: Recipient, now: datetime, law: Law, draw: Draw) -> Attempt:
    provider = messaging.provider()
    try:
        message_id = provider.send(sms.to, sms.text, sms.reference)
    except SmsRefused as refusal:
        _unless_recorded(_refuse, sms, to, _why(Hindrance.REFUSED, refusal), now)
    except SmsNotSent as failure:
        return _try_later(sms, _why(Hindrance.NOT_SENT, failure), now, law, draw)
    except SmsInDoubt as doubt:
        logger.error("nobody knows whether an SMS left", cause=sms.carrier.cause, error=doubt.in_english)
        if not provider.knows_references:
            _unless_recorded(_unconfirmed, sms, _why(Hindrance.IN_DOUBT, doubt), now)
        # Else it stays claimed: the provider is asked when what is under way to it can't be so any more.
    else:
        _record_sent(sms, message_id, provider, now)
    return DONE


def _record_sent(sms: Sms, message_id: str, provider: Provider, now: datetime) -> None:
    """Its id comes first: where the rest is lost, the provider's receipt still says of this SMS that it has left."""
    try:
        if not provider.knows_references:
            outgoing.keep_message_id(sms, message_id, now)
    finally:
        _unless_recorded(_sent, sms, message_id, now)


def _why(hindrance: Hindrance, error: SmsRefused | SmsNotSent | SmsInDoubt) -> Why:
    return Why(hindrance, str(error.values["reason"]))


@decided_again
def _refuse(sms: Sms, to: Recipient, why: Why, now: datetime) -> None:
    """The provider takes nothing for this number; somebody must correct it."""
    outgoing.did_not_leave(sms, NoticeState.FAILED, why, now, *to.not_reached(why, now))


def _try_later(sms: Sms, why: Why, now: datetime, law: Law, draw: Draw) -> Attempt:
    """It waits again, for longer each time and never into quiet hours; after so many times it is given up."""
    tries = sms.carrier.tries + (sms.carrier.token != sms.token)
    if tries >= MOST_TRIES:
        _unless_recorded(_did_not_leave, sms, NoticeState.GIVEN_UP, why, now)
        emit("notify", SmsGivenUp=1)
        return DONE
    pause = timedelta(seconds=draw(0, min(FIRST_PAUSE * 4 ** (tries - 1), LONGEST_PAUSE).total_seconds()))
    at = notices.minute_from(leaves_at(sms.carrier.kind, sms.carrier.written_at, now + pause, law))
    _unless_recorded(_did_not_leave, sms, NoticeState.WAITING, why, at)
    return Attempt(again_at=at)


_sent = decided_again(outgoing.record_sent)
_unconfirmed = decided_again(outgoing.unconfirmed)
_did_not_leave = decided_again(outgoing.did_not_leave)


def _hold(sms: Sms, now: datetime, law: Law) -> Attempt:
    """The money of today is spent: it leaves tomorrow, or when a person releases what is held."""
    logger.error("the cap on spending for SMS is reached", day=sms.day, kind=sms.carrier.kind.value)
    tomorrow = midnight_after(now)
    for notice in sms.notices:
        at = leaves_at(notice.kind, notice.written_at, tomorrow, law)
        _unless_recorded(notices.wait, notice, at, Hindrance.CAP_REACHED)
    emit("notify", SmsHeld=len(sms.notices))
    return Attempt(again_at=tomorrow)


def _unless_recorded(record: Callable[..., None], *what: object) -> None:
    """Somebody else has written down how it ended, and knows better: a receipt, or a sender taken for dead."""
    try:
        record(*what)
    except AlreadyClaimed:
        logger.info("how an SMS ended was recorded already")
