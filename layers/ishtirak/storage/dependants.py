"""Family members, and the times in which a subscriber covers them (FAM-1, FAM-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.packages import Reason
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownDependant(NotFound):
    """The subscriber has no dependant with this id."""

    code = "unknown_dependant"
    ar = "لا يوجد منتفع بالرقم {dependant_id} لدى المشترك {subscriber_id}."
    en = "The subscriber {subscriber_id} has no dependant {dependant_id}."


class Relation(StrEnum):
    """What a dependant is to the subscriber."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in the family: from a day until (not including) another, None while it goes on; and why it ended."""

    from_: date
    until: date | None = None
    ending: Reason | None = None


@dataclass(frozen=True, slots=True)
class Dependant:
    """A family member covered by a subscriber, in one stay after the other; the last one is that of today.

    parted_on: since when the person does not belong to the family any more (divorce, death); None for who does, also
               where a subscription of the own has taken the place of the family's cover.
    """

    id: str
    subscriber_id: str
    relation: Relation
    name: str
    national_number: str
    birth_date: date
    gender: str
    stays: tuple[Stay, ...]
    parted_on: date | None = None
    version: int = 1

    @property
    def covered_from(self) -> date:
        return self.stays[-1].from_

    @property
    def covered_until(self) -> date | None:
        """The first day without cover in this family; None while it goes on."""
        return self.stays[-1].until

    @property
    def ending(self) -> Reason | None:
        return self.stays[-1].ending

    def stay_on(self, day: date) -> Stay | None:
        """The stay that holds on `day`, or the last one before it; None where the person had not joined by then."""
        return next((stay for stay in reversed(self.stays) if stay.from_ <= day), None)

    def gone(self, until: date, ending: Reason) -> Dependant:
        """The family member whose last stay ends, or ended, on a day."""
        return replace(self, stays=(*self.stays[:-1], replace(self.stays[-1], until=until, ending=ending)))

    def back(self, on: date) -> Dependant:
        """The family member who is covered again from a day on."""
        return replace(self, stays=(*self.stays, Stay(on)), parted_on=None)


def load(subscriber_id: str, dependant_id: str) -> Dependant:
    """Raises: UnknownDependant."""
    item = table.get(keys.dependant(subscriber_id, dependant_id))
    if item is None:
        raise UnknownDependant(subscriber_id=subscriber_id, dependant_id=dependant_id)
    return read(item)


def of_subscriber(subscriber_id: str) -> list[Dependant]:
    """The family that a subscriber covers or has covered."""
    return [read(item) for item in table.partition(keys.subscriber(subscriber_id).pk, keys.DEPENDANT)]


def put_new(dependant: Dependant) -> Put:
    return Put(_key(dependant), _item(dependant), unless_exists=Moved())


def put_over(seen: Dependant, dependant: Dependant) -> Put:
    """The write of a family member over what was seen; it raises Moved where another writer was faster."""
    return Put(_key(seen), {**_item(dependant), "version": seen.version + 1}, if_is={"version": seen.version})


def _key(dependant: Dependant) -> keys.Key:
    return keys.dependant(dependant.subscriber_id, dependant.id)


_PLAIN = ("id", "subscriber_id", "name", "national_number", "gender", "version")


def _item(dependant: Dependant) -> dict[str, Any]:
    return {
        **{name: getattr(dependant, name) for name in _PLAIN},
        "relation": dependant.relation.value,
        "birth_date": dependant.birth_date.isoformat(),
        "stays": [_stay_item(stay) for stay in dependant.stays],
        "parted_on": dependant.parted_on.isoformat() if dependant.parted_on else None,
    }


def _stay_item(stay: Stay) -> dict[str, str]:
    told = {
        "from": stay.from_.isoformat(),
        "until": stay.until.isoformat() if stay.until else None,
        "ending": stay.ending.value if stay.ending else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def read(item: dict[str, Any]) -> Dependant:
    """The family member that an item of the table holds."""
    parted = item.get("parted_on")
    return Dependant(
        **{name: item[name] for name in _PLAIN},
        relation=Relation(item["relation"]),
        birth_date=date.fromisoformat(item["birth_date"]),
        stays=tuple(_stay(each) for each in item["stays"]),
        parted_on=date.fromisoformat(parted) if parted else None,
    )


def _stay(item: Mapping[str, str]) -> Stay:
    until, ending = item.get("until"), item.get("ending")
    return Stay(
        from_=date.fromisoformat(item["from"]),
        until=date.fromisoformat(until) if until else None,
        ending=Reason(ending) if ending else None,
    )
