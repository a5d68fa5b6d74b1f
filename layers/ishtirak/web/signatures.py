"""What other systems send signed, as Standard Webhooks says: banks their events, a provider of SMS its receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aws_lambda_powertools import Logger

from ishtirak.web.faults import Unauthenticated

logger = Logger(child=True)


class UnsignedEvent(Unauthenticated):
    """The headers of Standard Webhooks are missing."""

    code = "unsigned_event"
    ar = "الحدث غير موقع: تلزم الترويسات webhook-id وwebhook-timestamp وwebhook-signature."
    en = "The event is not signed: it needs webhook-id, webhook-timestamp and webhook-signature."


class StaleEvent(Unauthenticated):
    """The event was signed more than five minutes ago, or that much ahead."""

    code = "stale_event"
    ar = "وقت توقيع الحدث بعيد عن الوقت الحالي بأكثر من خمس دقائق."
    en = "The event was signed more than five minutes away from now."


class BadSignature(Unauthenticated):
    """Not one of the sender's secrets has signed this body."""

    code = "bad_signature"
    ar = "توقيع الحدث غير صحيح."
    en = "The event's signature is not valid."


def verify(sender: str, secrets: Iterable[str], body: bytes, headers: Mapping[str, str]) -> None:
    """Check that one of the secrets of `sender` has signed `body` just now; a sender has two while it changes them.

    Raises: UnsignedEvent, StaleEvent, BadSignature.
    """
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError  # only doors of signed events pay for it

    if not all(headers.get(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")):
        raise UnsignedEvent
    stale = False
    for secret in secrets:
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: a signature that is not even one
            stale = stale or "timestamp too" in str(error)
        else:
            return
    refusal = StaleEvent() if stale else BadSignature()
    logger.warning("a signed event was refused", sender=sender, code=refusal.code, webhook_id=headers["webhook-id"])
    raise refusal
