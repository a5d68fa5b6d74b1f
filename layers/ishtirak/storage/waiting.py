"""People who work already and are covered in a family until their employer pays (FAM-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ishtirak.rules.calendar import Month
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Delete, Put


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: for which employer to pay which month, since which report, in which family until then."""

    subscriber_id: str
    employer_id: str
    month: Month
    reported_on: date
    family_of: str
    dependant_id: str


def put(waiting: Waiting) -> Put:
    item = {
        "subscriber_id": waiting.subscriber_id,
        "employer_id": waiting.employer_id,
        "month": str(waiting.month),
        "reported_on": waiting.reported_on.isoformat(),
        "family_of": waiting.family_of,
        "dependant_id": waiting.dependant_id,
    }
    return Put(keys.waiting(waiting.employer_id, waiting.subscriber_id), item)


def over(employer_id: str, subscriber_id: str) -> Delete:
    """The write by which somebody does not wait any more."""
    return Delete(keys.waiting(employer_id, subscriber_id))


def find(employer_id: str, subscriber_id: str) -> Waiting | None:
    item = table.get(keys.waiting(employer_id, subscriber_id))
    return _waiting(item) if item else None


def page(employer_id: str, limit: int, after: str | None = None) -> tuple[list[Waiting], str | None]:
    """A page of those who wait for an employer, and where the next page begins."""
    found = table.page(f"{keys.WAITING}{employer_id}", keys.WAITING, limit=limit, after=after)
    return [_waiting(item) for item in found.items], found.after


def _waiting(item: table.Item) -> Waiting:
    return Waiting(
        item["subscriber_id"],
        item["employer_id"],
        Month.parse(item["month"]),
        date.fromisoformat(item["reported_on"]),
        item["family_of"],
        item["dependant_id"],
    )
