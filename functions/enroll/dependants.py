"""The family that a subscriber's contribution covers (FAM-1, ENR-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ishtirak.storage import deeds, keys, subscribers
from ishtirak.storage.ids import new_id
from ishtirak.storage.subscribers import AlreadyCovered, Dependant, Relation
from ishtirak.storage.transactions import write


@dataclass(frozen=True, slots=True)
class NewDependant:
    """What is told of a family member."""

    relation: Relation
    name: str
    national_number: str
    birth_date: date
    gender: str


def add(subscriber_id: str, new: NewDependant, actor_id: str, now: datetime) -> Dependant:
    """Cover a family member from today on.

    Raises: AlreadyCovered, which says where the person is covered.
    """
    told = {name: getattr(new, name) for name in NewDependant.__dataclass_fields__}
    dependant = Dependant(id=new_id("D"), subscriber_id=subscriber_id, from_=now.date(), **told)
    what = {"dependant_id": dependant.id, "relation": new.relation.value, "national_number": new.national_number}
    try:
        write(
            subscribers.covered_as_dependant(new.national_number, subscriber_id, dependant.id),
            subscribers.put_dependant(dependant),
            deeds.put_deed(keys.subscriber(subscriber_id), actor_id, "add_dependant", now, what),
        )
    except AlreadyCovered as refusal:
        raise subscribers.where_covered(new.national_number) or refusal from refusal
    return dependant
