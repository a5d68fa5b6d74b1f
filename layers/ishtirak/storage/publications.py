"""What other systems were told (ENR-10): each change once, in the order of its telling, to be told again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ishtirak.errors import Conflict
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put, Update, write, write_one

KEPT = timedelta(days=400)


class AlreadyKept(Conflict):
    """The change was told before."""

    code = "already_kept"
    ar = "الحدث منشور من قبل."
    en = "The event was published before."


@dataclass(frozen=True, slots=True)
class Publication:
    """One event for other systems.

    id:   made from the change itself, so that the same change is the same event.
    at:   when it was told first, in UTC.
    data: as its schema says (`functions/notify/schemas`).
    """

    id: str
    type: str
    version: str
    at: datetime
    data: Mapping[str, Any]


def keep(event: Publication) -> Publication | None:
    """Keep an event that is about to be handed on, and return it as it was kept first; None where it was handed on."""
    marker = Put(_marker(event), {"at": moment_of(event.at), **_expiry(event.at)}, unless_exists=AlreadyKept())
    try:
        write(marker, Put(_place(event), _item(event)))
    except AlreadyKept:
        kept = table.get(marker.key) or {}
        return None if kept.get("handed_on") else replace(event, at=datetime.fromisoformat(kept["at"]))
    return event


def handed_on(event: Publication) -> None:
    """From now on the event counts as told."""
    write_one(Update(_marker(event), set={"handed_on": True}))


def find(at: str, event_id: str) -> Publication | None:
    """An event by its moment and id; None where it is not kept any more."""
    item = table.get(keys.published(at[:10], at, event_id))
    return read(item) if item is not None else None


def before(at: str) -> str:
    """The sort key behind which stand the events since a moment."""
    return f"{keys.PUBLISHED}{at}"


def place_of(event: Publication) -> str:
    """The sort key of an event."""
    return _place(event).sk


def since(after: str, until: str, limit: int) -> list[Publication]:
    """The next events behind the sort key `after`, up to a moment, oldest first; none where there is no other."""
    day = date.fromisoformat(after.removeprefix(keys.PUBLISHED)[:10])
    while day.isoformat() <= until[:10]:
        found = table.page(keys.events_of(day), keys.PUBLISHED, limit=limit, after=after).items
        if found:
            return [read(item) for item in found if item["at"] <= until]
        day += timedelta(days=1)
    return []


def read(item: Mapping[str, Any]) -> Publication:
    """The event that an item of the table holds."""
    told = {name: item[name] for name in ("id", "type", "version", "data")}
    return Publication(**told, at=datetime.fromisoformat(item["at"]))


def moment_of(at: datetime) -> str:
    """The moment in UTC, to the microsecond, so that texts sort as their moments."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _marker(event: Publication) -> keys.Key:
    return keys.publication(event.id)


def _place(event: Publication) -> keys.Key:
    at = event.at.astimezone(UTC)
    return keys.published(at.date(), moment_of(at), event.id)


def _expiry(at: datetime) -> dict[str, int]:
    return {"expires_at": int((at + KEPT).timestamp())}


def _item(event: Publication) -> dict[str, Any]:
    told = {"id": event.id, "type": event.type, "version": event.version, "data": event.data}
    return {**told, "at": moment_of(event.at), **_expiry(event.at)}
