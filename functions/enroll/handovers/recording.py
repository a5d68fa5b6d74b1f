"""Recording that a policy document or a card was handed over, and that this was recorded wrongly (ENR-7).

With the hand-over of a card its number begins to lead to the person, in the same transaction (CRD-3, SRV-4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from ishtirak.errors import Conflict, Refused
from ishtirak.rules.handovers import HandedOver, Receiver, check_day, check_receiver
from ishtirak.storage import cards, deeds, dependants, documents, handovers, issued, keys, policies
from ishtirak.storage.cards import Card, CardState
from ishtirak.storage.handovers import Handover, Revocation
from ishtirak.storage.ids import new_id
from ishtirak.storage.transactions import Write, decided_again, write

RECEIPT = "handover_receipt"
"""The kind of document that a receiver signs."""


class DocumentNotReady(Conflict):
    """A document that is not made can't have been handed over."""

    code = "document_not_ready"
    ar = "المستند {document_id} لم يُعد بعد."
    en = "The document {document_id} has not been made."


class NotAReceipt(Refused):
    """The document is no receipt of this person, or its file has not come or was turned down."""

    code = "not_a_receipt"
    ar = "المستند {receipt_id} ليس إيصال استلام لهذا الشخص، أو لم يصل ملفه، أو رُفض."
    en = "The document {receipt_id} is no receipt of this person, or its file has not come or was turned down."


class HandoverRevoked(Conflict):
    """It was revoked before, for another reason."""

    code = "handover_revoked"
    ar = "سبق إلغاء هذا التسليم بسبب: {reason}"
    en = "This hand-over was revoked before, because: {reason}"


class NotTheCard(Conflict):
    """Only the last hand-over of a number says whose card it is."""

    code = "not_the_card"
    ar = "التسليم {handover_id} أُلغي، أو سُلمت البطاقة نفسها بعده."
    en = "The hand-over {handover_id} was revoked, or the same card was handed over after it."


@dataclass(frozen=True, slots=True)
class NewHandover:
    """What is told of a hand-over: to whom, and on which day."""

    receiver: Receiver
    handed_on: date


def policy_handed_over(
    employer_id: str, new: NewHandover, document_id: str | None, actor_id: str, now: datetime
) -> Handover:
    """Record that an employer's policy document was handed over.

    document_id: which of the documents that the fund has issued; None for a paper that was not made here.
    Raises: UnknownEmployer, UnknownIssuedDocument, DocumentNotReady, ReceiverUnidentified, HandoverToCome,
            HandoverTooEarly.
    """
    of, there, number = keys.employer(employer_id), policies.load(employer_id).opened_on, None
    if document_id is not None:
        made = issued.load(of, document_id).made
        if made is None:
            raise DocumentNotReady(document_id=document_id)
        there, number = made.issued_on, made.number
    check_day(new.handed_on, now.date(), there)
    handover = _handover(HandedOver.POLICY, of, new, actor_id, now)
    return _recorded(replace(handover, document_id=document_id, number=number), now)


@decided_again
def card_handed_over(
    subscriber_id: str,
    new: NewHandover,
    card_number: str,
    dependant_id: str | None,
    receipt_id: str | None,
    actor_id: str,
    now: datetime,
) -> Handover:
    """Record that the card of a subscriber, or of a family member, was handed over.

    Raises: UnknownDependant, UnknownDocument, NotAReceipt, ReceiverUnidentified, HandoverToCome; CardNumberTaken where
            another person has a card with that number.
    """
    if dependant_id is not None:
        dependants.load(subscriber_id, dependant_id)
    if receipt_id is not None:
        _check_receipt(subscriber_id, dependant_id, receipt_id)
    check_day(new.handed_on, now.date())
    handover = _handover(HandedOver.CARD, keys.subscriber(subscriber_id), new, actor_id, now)
    whole = replace(handover, number=card_number, dependant_id=dependant_id, receipt_id=receipt_id)
    seen = cards.find(card_number)
    return _recorded(whole, now, cards.put(_card(whole, card_number, seen), seen))


@decided_again
def card_lost(subscriber_id: str, handover_id: str, actor_id: str, now: datetime) -> Card:
    """Say that a card that was handed over is lost: by its number and its code nothing is shown any more.

    Said again it changes nothing. A card that was found counts again once it is handed over again.
    Raises: UnknownHandover, NotTheCard.
    """
    of = keys.subscriber(subscriber_id)
    handed = handovers.load(of, handover_id)
    card = cards.find(handed.number or "")
    if card is None or card.handover_id != handover_id or card.state is CardState.REVOKED:
        raise NotTheCard(handover_id=handover_id)
    if card.state is CardState.LOST:
        return card
    write(cards.put_lost(card), _deed(handed, "report_card_lost", actor_id, now))
    return replace(card, state=CardState.LOST)


@decided_again
def revoke(of: keys.Key, handover_id: str, reason: str, actor_id: str, now: datetime) -> Handover:
    """Say that a hand-over was recorded wrongly, with the reason. Said again with the same one it changes nothing.

    Raises: UnknownHandover, HandoverRevoked.
    """
    seen = handovers.load(of, handover_id)
    if seen.revoked is not None and seen.revoked.reason == reason:
        return seen
    if seen.revoked is not None:
        raise HandoverRevoked(reason=seen.revoked.reason)
    revoked = replace(seen, revoked=Revocation(reason, actor_id, now.isoformat()))
    done = _deed(seen, f"revoke_{seen.what.value}_handover", actor_id, now, reason=reason)
    write(handovers.put_revocation(seen, Revocation(reason, actor_id, now.isoformat())), *_number_freed(seen), done)
    return revoked


def _number_freed(revoked: Handover) -> list[Write]:
    """The write by which the number leads where it did before this hand-over: to an earlier one, or to nobody.

    Who has reported the card lost is not contradicted by a hand-over that never was.
    """
    card = cards.find(revoked.number) if revoked.what is HandedOver.CARD and revoked.number else None
    if card is None or card.handover_id != revoked.id:
        return []
    earlier = next((each for each in handovers.of_record(revoked.of) if _counts_as_well(each, revoked)), None)
    if earlier is None:
        return [cards.put_revoked(card)]
    return [cards.put_back(card, earlier.id, earlier.handed_on)]


def _counts_as_well(other: Handover, revoked: Handover) -> bool:
    """Whether the same card was handed over to the same person another time."""
    same = (other.what, other.number, other.dependant_id) == (revoked.what, revoked.number, revoked.dependant_id)
    return same and other.revoked is None and other.id != revoked.id


def _card(handover: Handover, number: str, seen: Card | None) -> Card:
    card = Card(number, handover.of.owner_id, handover.dependant_id, handover.id, handover.handed_on)
    return replace(card, lost=seen.lost) if seen else card


def _handover(what: HandedOver, of: keys.Key, new: NewHandover, actor_id: str, now: datetime) -> Handover:
    check_receiver(new.receiver)
    return Handover(
        id=new_id("H"),
        what=what,
        of=of,
        receiver=new.receiver,
        handed_on=new.handed_on,
        by=actor_id,
        recorded_at=now.isoformat(),
    )


def _recorded(handover: Handover, now: datetime, *more: Write) -> Handover:
    write(handovers.put_new(handover), *more, _deed(handover, f"hand_over_{handover.what.value}", handover.by, now))
    return handover


def _check_receipt(subscriber_id: str, dependant_id: str | None, receipt_id: str) -> None:
    receipt = documents.load(subscriber_id, receipt_id)
    if receipt.kind != RECEIPT or receipt.dependant_id != dependant_id or not receipt.is_kept:
        raise NotAReceipt(receipt_id=receipt_id)


def _deed(handover: Handover, action: str, actor_id: str, now: datetime, **more: str) -> Write:
    """In the history stands to whom it was given by name; the receiver's numbers stand in the record alone."""
    told = {"number": handover.number, "dependant_id": handover.dependant_id}
    what = {
        "handover_id": handover.id,
        "handed_on": handover.handed_on,
        "receiver": handover.receiver.name,
        **{name: value for name, value in told.items() if value is not None},
        **more,
    }
    return deeds.put_deed(handover.of, actor_id, action, now, what)
