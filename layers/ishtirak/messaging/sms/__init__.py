"""Sending one SMS, never twice: the provider is asked once, and what it did not answer is not asked again.

Every provider stands behind the same small interface; the setting SMS_PROVIDER says which one sends.
"""

from __future__ import annotations

from typing import Protocol

from ishtirak import settings
from ishtirak.errors import Defect, Refused


class SmsRefused(Refused):
    """The provider will not send to this number or this text, however often it is asked."""

    code = "sms_refused"
    ar = "رفض مزود الخدمة إرسال الرسالة: {reason}"
    en = "The provider refuses to send the message: {reason}"


class SmsNotSent(Defect):
    """The message certainly did not leave; trying again is right."""

    code = "sms_not_sent"
    ar = "لم تُرسل الرسالة: {reason}"
    en = "The message was not sent: {reason}"


class SmsInDoubt(Defect):
    """Nobody knows whether the message has left: the provider was asked, and did not answer."""

    code = "sms_in_doubt"
    ar = "لا يُعرف هل أُرسلت الرسالة: {reason}"
    en = "Nobody knows whether the message was sent: {reason}"


class Provider(Protocol):
    """Who sends SMS.

    knows_references: whether it knows messages by our references: it can be asked for one, and its receipts name it.
    """

    knows_references: bool

    def send(self, to: str, text: str, reference: str) -> str:
        """Send `text` to the E.164 number `to`, once, and return the provider's id of the message.

        Args: reference: by which we know it. A provider that can be asked never sends twice under the same one.
        Raises: SmsRefused; SmsNotSent where it certainly did not leave; SmsInDoubt where nobody knows.
        """

    def find(self, reference: str) -> str | None:
        """The provider's id of the message that it has taken under a reference; None where it has taken none.

        Raises: SmsInDoubt where it does not say.
        """


def provider() -> Provider:
    """The provider that this deployment sends by. Raises: MissingSetting."""
    if settings.get("SMS_PROVIDER") == "gateway":
        from ishtirak.messaging.sms.gateway import Gateway  # who sends by AWS goes without

        return Gateway(settings.get("SMS_GATEWAY_URL"))
    from ishtirak.messaging.sms.sns import Sns

    return Sns()
