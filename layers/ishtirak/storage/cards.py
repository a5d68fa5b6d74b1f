"""Which person a card's number leads to, and whether the card counts (CRD-3, SRV-4).

valid → lost | revoked   A number whose hand-over was recorded wrongly is free for the person who has the card.
lost → valid             Handed over again. Where that was recorded wrongly, the card is lost again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ishtirak.errors import Conflict
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class CardNumberTaken(Conflict):
    """A number leads to one person. Whose it is is not told to who tries numbers."""

    code = "card_number_taken"
    ar = "رقم البطاقة {number} مسجل لشخص آخر."
    en = "The card number {number} is recorded for another person."


class CardState(StrEnum):
    VALID = "valid"
    LOST = "lost"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was handed over.

    dependant_id: whose card it is; None for the subscriber's own.
    handover_id:  the hand-over by which it counts.
    handed_on:    the day of that.
    lost:         the hand-overs by which it counted when it was reported lost.
    """

    number: str
    subscriber_id: str
    dependant_id: str | None
    handover_id: str
    handed_on: date
    state: CardState = CardState.VALID
    lost: tuple[str, ...] = ()

    def is_of(self, subscriber_id: str, dependant_id: str | None) -> bool:
        """Whether it is the card of that subscriber, or of that family member."""
        return (self.subscriber_id, self.dependant_id) == (subscriber_id, dependant_id)


def find(number: str) -> Card | None:
    """The card with that number; None where none was handed over."""
    item = table.get(keys.card(number))
    return read(number, item) if item is not None else None


def put(card: Card, seen: Card | None) -> Put:
    """The write of a card over what was seen under its number; it raises Moved where something else stands there now.

    Raises: CardNumberTaken at once, where a card that counts, or one that was lost, is another person's.
    """
    key = keys.card(card.number)
    if seen is None:
        return Put(key, _item(card), unless_exists=Moved())
    if seen.state is not CardState.REVOKED and not seen.is_of(card.subscriber_id, card.dependant_id):
        raise CardNumberTaken(number=card.number)
    return Put(key, _item(card), if_is=_item(seen))


def put_lost(seen: Card) -> Put:
    """The write by which a card is lost until it is handed over again."""
    return put(replace(seen, state=CardState.LOST, lost=(*seen.lost, seen.handover_id)), seen)


def put_revoked(seen: Card) -> Put:
    """The write by which no hand-over of the number stands any more."""
    return put(replace(seen, state=CardState.REVOKED), seen)


def put_back(seen: Card, handover_id: str, handed_on: date) -> Put:
    """The write by which the last hand-over of the number is as if it had never been, and an earlier one stands.

    A card that was reported lost under that one is lost again.
    """
    state = CardState.LOST if handover_id in seen.lost else CardState.VALID
    return put(replace(seen, handover_id=handover_id, handed_on=handed_on, state=state), seen)


def read(number: str, item: Mapping[str, Any]) -> Card:
    """The card with that number, by an item of the table."""
    return Card(
        number=number,
        subscriber_id=item["subscriber_id"],
        dependant_id=item.get("dependant_id"),
        handover_id=item["handover_id"],
        handed_on=date.fromisoformat(item["handed_on"]),
        state=CardState(item["state"]),
        lost=tuple(item.get("lost", ())),
    )


def _item(card: Card) -> dict[str, Any]:
    return {
        "subscriber_id": card.subscriber_id,
        "dependant_id": card.dependant_id,
        "handover_id": card.handover_id,
        "handed_on": card.handed_on.isoformat(),
        "state": card.state.value,
        "lost": list(card.lost) or None,
    }
