"""What other systems were told (ENR-10): each change once, in the order of its telling, to be told again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ishtirak.storage import keys, table
from ishtirak.storage.transactions import WRITES_OF_ONE_TRANSACTION, Moved, Put, decided_again, write

KEPT = timedelta(days=400)

KEPT_IN_ONE_WRITE = WRITES_OF_ONE_TRANSACTION // 2
"""Each event is two writes: its marker, and the event itself."""


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


@decided_again
def keep(events: Sequence[Publication]) -> list[Publication]:
    """Keep events that are about to be handed on, each once whatever happens.

    Returns those that were not handed on yet, in the order that was given, each as it was kept first.
    Raises: Busy, Moved where another worker keeps the same ones all the time.
    """
    found = table.get_all(_marker(event) for event in events)
    new = [event for event in events if _marker(event) not in found]
    for start in range(0, len(new), KEPT_IN_ONE_WRITE):
        write(*(each for event in new[start : start + KEPT_IN_ONE_WRITE] for each in _keeping(event)))
    return [_as_kept(event, found.get(_marker(event))) for event in events if not _is_handed_on(event, found)]


def handed_on(events: Sequence[Publication]) -> None:
    """From now on these events, as they were kept, count as told."""
    table.put_all({_marker(event): {**_mark(event), "handed_on": True} for event in events})


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


def moment_in(sort_key: str) -> str:
    """The moment that the sort key of an event, or one behind which events stand, names."""
    return sort_key.removeprefix(keys.PUBLISHED).partition("#")[0]


def since(after: str, until: str, limit: int) -> list[Publication]:
    """The next events behind the sort key `after`, up to a moment, oldest first; none where there is no other."""
    day = date.fromisoformat(moment_in(after)[:10])
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


def _keeping(event: Publication) -> tuple[Put, Put]:
    """The writes that keep an event; they raise Moved where another worker has kept it meanwhile."""
    return Put(_marker(event), _mark(event), unless_exists=Moved()), Put(_place(event), _item(event))


def _as_kept(event: Publication, marker: table.Item | None) -> Publication:
    return replace(event, at=datetime.fromisoformat(marker["at"])) if marker else event


def _is_handed_on(event: Publication, found: Mapping[keys.Key, table.Item]) -> bool:
    return bool(found.get(_marker(event), {}).get("handed_on"))


def _mark(event: Publication) -> dict[str, Any]:
    return {"at": moment_of(event.at), **_expiry(event.at)}


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
