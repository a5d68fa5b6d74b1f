"""What a provider says of an SMS that it has taken: applied once, in whatever order it comes (NOT-4).

The gateway says it to a door, signed; what Amazon SNS says stands in its logs (delivery_lines).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from functions.notify import recipients
from ishtirak.messaging.sms.gateway import receipt_secrets
from ishtirak.rules.notices import Hindrance
from ishtirak.storage import failing_numbers, keys, outgoing
from ishtirak.storage.notices import AlreadyClaimed, Delivery
from ishtirak.storage.outgoing import Sms, Why
from ishtirak.storage.transactions import Moved, Write, decided_again, write
from ishtirak.web.signatures import verify


def check_signature(body: bytes, headers: Mapping[str, str]) -> None:
    """Raises: UnsignedEvent, StaleEvent, BadSignature (where the gateway has no secret too)."""
    verify("gateway", receipt_secrets(), body, headers)


@decided_again
def receive(
    reference: str,
    message_id: str,
    delivery: Delivery,
    said: str | None,
    at: datetime,
    speaks_of_number: bool = True,
) -> Delivery:
    """Write down what became of an SMS. That it was delivered is the last word, whatever comes after it.

    An SMS of which nobody knew whether it had left is known to have done so now.
    Args:    speaks_of_number: whether the number is to be corrected where it did not arrive.
    Returns: what stands there now.
    Raises:  UnknownReference.
    """
    sms = outgoing.sms_under(reference)
    seen = sms.carrier.delivery
    if seen is Delivery.DELIVERED or seen is delivery:
        return seen
    try:
        of_number = _number(sms, delivery, said, at) if speaks_of_number or delivery is Delivery.DELIVERED else []
        write(*outgoing.receive(sms, message_id, delivery, said, at), *of_number)
    except AlreadyClaimed as error:
        raise Moved from error
    return delivery


def _number(sms: Sms, delivery: Delivery, said: str | None, at: datetime) -> list[Write]:
    """A number at which nothing arrives is to be corrected, unless it was corrected since, or proves to be right."""
    of = sms.carrier.of
    if delivery is Delivery.UNDELIVERED:
        to = recipients.load(of)
        return list(to.not_reached(Why(Hindrance.UNDELIVERED, said), at)) if to.phone == sms.to else []
    if sms.carrier.delivery is Delivery.UNDELIVERED and of.sk == keys.SUBSCRIBER:
        return list(failing_numbers.proved_right(of.owner_id, sms.to, at.date()))
    return []
