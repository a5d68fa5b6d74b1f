"""Finding subscribers by what is known of them, each by one query over an index of their own records (ENR-2)."""

from __future__ import annotations

from typing import NamedTuple

from ishtirak.rules.searching import family_key, person_key
from ishtirak.storage import persons, table
from ishtirak.storage.subscribers import LETTERS_OF_A_NAME

LOOKED_AT = 500
"""How many entries of an index one search reads at most where it sifts them: some 100 KB."""


class Found(NamedTuple):
    """Ids of subscribers, and where the rest begins (None at the end)."""

    subscriber_ids: list[str]
    after: str | None


def by_name(name: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    """A page of those whose names begin with `name`, in alphabetical order.

    registered_by: only those that this agent has registered; None for all.
    """
    key = person_key(name)
    return _found("names", ("name_begins", key[:LETTERS_OF_A_NAME]), key, registered_by, limit, after)


def by_family(family: str, name: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    """A page of those of a family name whose names begin with `name`, which may be empty."""
    return _found("families", ("family_name", family_key(family)), person_key(name), registered_by, limit, after)


def by_phone(phone: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    """A page of those who have a phone number, in E.164."""
    return _found("phones", ("phone", phone), "", registered_by, limit, after)


def by_security_number(number: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    """A page of those who have a number at social security."""
    return _found("security_numbers", ("social_security_number", number), "", registered_by, limit, after)


def by_iban(iban: str, limit: int) -> Found:
    """A page of those whose bank account it is."""
    return _found("ibans", ("iban", iban), "", None, limit, None)


def by_national_number(national_number: str) -> Found:
    """The subscriber that a person is or was, or in whose family the person is covered."""
    covered = persons.find(national_number)
    if covered is None:
        return Found([], None)
    ids = dict.fromkeys(each for each in (covered.subscriber_id, covered.own_subscription) if each)
    return Found(list(ids), None)


def _found(
    index: str, at: tuple[str, str], begins: str, registered_by: str | None, limit: int, after: str | None
) -> Found:
    page = table.index_page(
        index,
        at,
        begins=("name_key", begins) if begins else None,
        equal={"registered_by": registered_by} if registered_by else {},
        limit=LOOKED_AT if registered_by else limit,
        after=after,
    )
    return Found([item["pk"].partition("#")[2] for item in page.items], page.after)
