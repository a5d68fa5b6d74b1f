"""The family that a subscriber's contribution covers (FAM-1, ENR-6)."""

from __future__ import annotations

from datetime import date, datetime

from ishtirak.storage import deeds, keys, subscribers
from ishtirak.storage.ids import new_id
from ishtirak.storage.subscribers import AlreadyCovered, Dependant
from ishtirak.storage.transactions import write


def add(
    subscriber_id: str,
    relation: str,
    name: str,
    national_number: str,
    gender: str,
    birth_date: date,
    actor_id: str,
    now: datetime,
) -> Dependant:
    """Cover a family member from today on.

    Raises: AlreadyCovered, which says where the person is covered.
    """
    dependant = Dependant(new_id("D"), subscriber_id, relation, name, national_number, birth_date, gender, now.date())
    what = {"dependant_id": dependant.id, "relation": relation, "national_number": national_number}
    try:
        write(
            subscribers.covered_as_dependant(national_number, subscriber_id, dependant.id),
            subscribers.put_dependant(dependant),
            deeds.put_deed(keys.subscriber(subscriber_id), actor_id, "add_dependant", now, what),
        )
    except AlreadyCovered as refusal:
        raise subscribers.where_covered(national_number) or refusal from refusal
    return dependant
