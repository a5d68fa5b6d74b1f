"""What the search of subscribers takes and gives, as JSON."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from ishtirak.rules.references import reference_of
from ishtirak.storage import subscriber_search
from ishtirak.storage.subscriber_search import Found
from ishtirak.storage.subscribers import LETTERS_OF_A_NAME, Subscriber
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Mobile, NationalNumber, Words
from ishtirak.web.parsing import PageQuery


class SubscriberQuery(PageQuery):
    """What is known of a subscriber: one of these; `name` can go with `family_name`.

    name:            the beginning of the name, one word or several; hamza, vowels and spaces do not matter.
    family_name:     the last word of the name.
    national_number: that of the subscriber, or of somebody of the family.
    """

    name: Words | None = None
    family_name: Words | None = None
    national_number: NationalNumber | None = None
    phone: Mobile | None = None
    social_security_number: Code | None = None

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        asked = [name for name, value in self.terms.items() if value is not None]
        if len(asked) != 1 and sorted(asked) != ["family_name", "name"]:
            raise ValueError("ask by one of name, family_name, national_number, phone, social_security_number")
        if self.family_name is None and self.name is not None and len(self.name.strip()) < LETTERS_OF_A_NAME:
            raise ValueError(f"name needs {LETTERS_OF_A_NAME} letters at least")
        return self

    @property
    def terms(self) -> dict[str, str | None]:
        """What is asked by, by field."""
        names = ("name", "family_name", "national_number", "phone", "social_security_number")
        return {name: getattr(self, name) for name in names}

    def find(self, registered_by: str | None, after: str | None) -> Found:
        """A page of those who are meant."""
        if self.family_name is not None:
            return subscriber_search.by_family(self.family_name, self.name or "", registered_by, self.limit, after)
        if self.name is not None:
            return subscriber_search.by_name(self.name, registered_by, self.limit, after)
        if self.phone is not None:
            return subscriber_search.by_phone(self.phone, registered_by, self.limit, after)
        if self.social_security_number is not None:
            number = self.social_security_number
            return subscriber_search.by_security_number(number, registered_by, self.limit, after)
        return subscriber_search.by_national_number(str(self.national_number))


class FoundSubscriber(Answer):
    """A subscriber who was found; the whole record stands under its own address."""

    id: str
    reference: str
    name: str
    national_number: str
    category: str
    employer_id: str | None
    phone: str | None

    @classmethod
    def of(cls, person: Subscriber) -> FoundSubscriber:
        same = ("id", "name", "national_number", "category", "employer_id", "phone")
        return cls(reference=reference_of(person.id), **{name: getattr(person, name) for name in same})
