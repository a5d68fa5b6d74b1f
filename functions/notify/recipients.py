"""Who is told: the number that messages go to, and what the person wants none of."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ishtirak.storage import employers, keys, subscribers
from ishtirak.storage.keys import Key


class Recipient(NamedTuple):
    """A subscriber or an employer as one who gets messages. `unwanted` are kinds of notices."""

    phone: str | None
    unwanted: Collection[str] = ()


def load(of: Key) -> Recipient:
    """The recipient whose record it is. Raises: UnknownSubscriber, UnknownEmployer."""
    if of.sk == keys.EMPLOYER:
        return Recipient(employers.load(of.owner_id).phone)
    person = subscribers.load(of.owner_id)
    return Recipient(person.phone, person.unwanted_notices)
