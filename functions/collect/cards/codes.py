"""The code of the card that a person has (CRD-3)."""

from __future__ import annotations

from typing import NamedTuple

from functions.collect.cards.signing import card_keys
from ishtirak.errors import NotFound
from ishtirak.rules.card_codes import CardCode, code_of
from ishtirak.rules.handovers import HandedOver
from ishtirak.storage import cards, handovers, keys
from ishtirak.storage.cards import Card, CardState


class NoCard(NotFound):
    """Nothing was handed over, or what was does not count any more."""

    code = "no_card"
    ar = "لا توجد بطاقة سارية سُلمت لهذا الشخص."
    en = "No card that counts was handed over to this person."


class SignedCode(NamedTuple):
    """A code, what it says, and the id of the key that signed it."""

    text: str
    card: CardCode
    key_id: str


def code_of_card(subscriber_id: str, dependant_id: str | None) -> SignedCode:
    """The code of the card that was handed over last to the subscriber, or to a family member, of those that count.

    Raises: NoCard.
    """
    card = _last_card(subscriber_id, dependant_id)
    told, key = CardCode(card.number, subscriber_id, dependant_id, card.handed_on), card_keys()[0]
    return SignedCode(code_of(told, key), told, key.id)


def _last_card(subscriber_id: str, dependant_id: str | None) -> Card:
    """Hand-overs that stand say which cards there are, the newest first, and each card's own row whether it counts."""
    for handed in handovers.of_record(keys.subscriber(subscriber_id)):
        if handed.what is HandedOver.CARD and handed.dependant_id == dependant_id and handed.revoked is None:
            card = cards.find(handed.number or "")
            if card is not None and card.state is CardState.VALID and card.is_of(subscriber_id, dependant_id):
                return card
    raise NoCard
