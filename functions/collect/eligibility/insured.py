"""Whom a card, a code or a national number leads to (SRV-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from functions.collect.cards.signing import card_keys
from ishtirak.errors import NotFound, Refused
from ishtirak.law.law import Law
from ishtirak.rules.card_codes import CardCode, read_code
from ishtirak.rules.eligibility import Shown, check_day
from ishtirak.rules.identity import year_of_birth_in
from ishtirak.storage import cards, dependants, keys, laws, persons, subscribers, table
from ishtirak.storage.cards import Card, CardState
from ishtirak.storage.dependants import Dependant
from ishtirak.storage.keys import Key
from ishtirak.storage.persons import CoveredPerson
from ishtirak.storage.subscribers import Subscriber

Who = tuple[str, str | None]
"""The ids of a subscriber and, for one of the family, of the dependant."""


FAMILIES_LOOKED_AT = 4
"""Of those that somebody was in before, the last ones. Nobody is in more of them within the year that may be asked
about (`eligibility_days`), and so a question about somebody who is not covered reads four families at most."""


class UnknownInsured(NotFound):
    """The same for a number that never was and for a person of whom there is nothing to tell."""

    code = "unknown_insured"
    ar = "لا يوجد مؤمن عليه بما ذُكر."
    en = "Nobody who is insured is found by that."


class CardDoesNotCount(Refused):
    """A card that was recorded wrongly, or was given another person's number since."""

    code = "card_revoked"
    ar = "البطاقة {number} ملغاة: اطلب من حاملها إثبات هويته، واسأل بالرقم الوطني."
    en = "The card {number} is revoked: ask its holder for an identity document, and ask by the national number."

    def __init__(self, card: Card | None, number: str) -> None:
        self.card = card
        super().__init__(number=number)


class CardLost(CardDoesNotCount):
    """Somebody has reported that the card is lost: who shows it may not be its holder."""

    code = "card_lost"
    ar = "أُبلغ عن فقد البطاقة {number}: اطلب من حاملها إثبات هويته، واسأل بالرقم الوطني."
    en = "The card {number} was reported lost: ask its holder for an identity document, and ask by the national number."


@dataclass(frozen=True, slots=True)
class Insured:
    """A subscriber, or one of the family."""

    subscriber: Subscriber
    dependant: Dependant | None

    @property
    def who(self) -> Who:
        return self.subscriber.id, self.dependant.id if self.dependant else None

    @property
    def national_number(self) -> str:
        return self.dependant.national_number if self.dependant else self.subscriber.national_number

    @property
    def birth_year(self) -> int:
        """As the national number says it: a date of birth is not known of everybody."""
        return year_of_birth_in(self.national_number)


@dataclass(frozen=True, slots=True)
class Question:
    """By what somebody is asked for; `value` as it is written in the fund's records, a code as it was read."""

    shown: Shown
    value: str


def find(asked: Question, on: date, today: date) -> tuple[Law, Insured]:
    """The person, and the law of now, in two reads; by a code in one, since it says itself whose card it is.

    Raises: InvalidCardCode; TreatmentToCome, TreatmentTooLongAgo, before anything is told of anybody; UnknownInsured,
            CardDoesNotCount, CardLost.
    """
    code = read_code(asked.value, card_keys()) if asked.shown is Shown.QR else None
    number = code.number if code else asked.value
    leads = keys.person(number) if asked.shown is Shown.NATIONAL_NUMBER else keys.card(number)
    expected = _keys_of((code.subscriber_id, code.dependant_id)) if code else []
    found = table.get_all([keys.LAW_IN_FORCE, leads, *expected])
    law = laws.read(found.get(keys.LAW_IN_FORCE, {})).law
    check_day(on, today, law)
    item = found.get(leads)
    who = _of_number(number, item) if asked.shown is Shown.NATIONAL_NUMBER else _of_card(number, item, code)
    found |= table.get_all(key for key in _keys_of(who) if key not in found)
    insured = _read(who, found)
    if insured is None:
        raise UnknownInsured
    return law, insured


def elsewhere(insured: Insured) -> Iterator[Insured]:
    """The same person in another record: who became a subscriber, or went into another family, was covered in both."""
    now = persons.find(insured.national_number)
    others = _records_of(now) if now else set()
    others |= {insured.subscriber.family} if insured.dependant is None and insured.subscriber.family else set()
    wanted = sorted(others - {insured.who}, key=str)
    found = table.get_all(key for who in wanted for key in _keys_of(who))
    return (other for other in (_read(who, found) for who in wanted) if other is not None)


def _records_of(person: CoveredPerson) -> set[Who]:
    own: set[Who] = {(person.own_id, None)} if person.own_id else set()
    return own | {(person.subscriber_id, person.dependant_id), *person.families[-FAMILIES_LOOKED_AT:]}


def _of_number(national_number: str, item: table.Item | None) -> Who:
    if item is None:
        raise UnknownInsured
    person = persons.read(national_number, item)
    return person.subscriber_id, person.dependant_id


def _of_card(number: str, item: table.Item | None, code: CardCode | None) -> Who:
    card = cards.read(number, item) if item is not None else None
    if code is not None and (card is None or not card.is_of(code.subscriber_id, code.dependant_id)):
        raise CardDoesNotCount(None, number)  # it was ours, and the number is nobody's or another's now
    if card is None:
        raise UnknownInsured
    if card.state is CardState.LOST:
        raise CardLost(card, number)
    if card.state is CardState.REVOKED:
        raise CardDoesNotCount(card, number)
    return card.subscriber_id, card.dependant_id


def _keys_of(who: Who) -> list[Key]:
    subscriber_id, dependant_id = who
    return [keys.subscriber(subscriber_id), *([keys.dependant(subscriber_id, dependant_id)] if dependant_id else [])]


def _read(who: Who, found: dict[Key, table.Item]) -> Insured | None:
    needed = _keys_of(who)
    items = [found[key] for key in needed if key in found]
    if len(items) < len(needed):
        return None
    return Insured(subscribers.read(items[0]), dependants.read(items[1]) if who[1] else None)
