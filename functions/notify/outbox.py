"""The outbox: claim a notice, send it, record how that ended (NOT-3, NOT-4)."""

from __future__ import annotations

from datetime import datetime

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError

from functions.notify.templates import text_of
from ishtirak.messaging.sms import SmsNotSent, SmsRefused, send_sms
from ishtirak.storage import notices, subscribers
from ishtirak.storage.notices import AlreadyClaimed, Notice, NoticeState
from ishtirak.storage.templates import Wording

logger = Logger(child=True)


def deliver(notice: Notice, now: datetime, wording: Wording) -> None:
    """Send `notice` in the wording in force if nobody has taken it before.

    Raises: SmsNotSent where the provider can't be reached or has too much to do; the notice waits again, so that
            the next delivery of its record sends it.
    """
    phone = subscribers.load(notice.of.owner_id).phone
    text = text_of(notice, wording)
    try:
        notices.claim(notice, phone, text.ar, text.segments, text.en)
    except AlreadyClaimed:
        _reconcile(notice)
        return
    if phone is None:
        notices.record(notice, NoticeState.FAILED, reason="no_phone")
        return
    try:
        message_id = send_sms(phone, text.ar)
    except SmsRefused as refusal:
        notices.record(notice, NoticeState.FAILED, reason=refusal.in_english)
    except SmsNotSent:
        notices.release(notice)
        raise
    except BotoCoreError as lost:
        logger.error("nobody knows whether an SMS left", cause=notice.cause, error=repr(lost))
        notices.record(notice, NoticeState.UNCONFIRMED, reason=type(lost).__name__)
    else:
        notices.record(notice, NoticeState.SENT, message_id=message_id, sent_at=now.isoformat())


def _reconcile(notice: Notice) -> None:
    """The record was delivered again. A claim without an end means that a sender died with it: a person decides."""
    if notices.state_of(notice) is NoticeState.CLAIMED:
        logger.error("an SMS was claimed and not confirmed", cause=notice.cause)
        notices.record(notice, NoticeState.UNCONFIRMED, reason="sender_died")
