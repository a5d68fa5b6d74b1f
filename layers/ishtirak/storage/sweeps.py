"""The record of each day's sweep: how far it has read the due index, what it found, what has come of it (PKG-8).

reading (shard by shard, each with its own place) → working (everything found is on the queues) → done.

What is due stands in the index and nowhere else: this record only says how far a day's sweep has come. If it were lost,
the next sweep would find the same work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update, updated, write_one

KEPT = timedelta(days=400)
"""A year, and the time in which somebody compares with the year before."""


class UnknownSweep(NotFound):
    """No sweep has begun on this day, or it is so long ago that its record is gone."""

    code = "unknown_sweep"
    ar = "لا يوجد مسح يومي ليوم {day}."
    en = "There is no sweep of {day}."


class SweepState(StrEnum):
    """reading (the index) → working (queues have all of it) → done (of each message it is known what came of it)."""

    READING = "reading"
    WORKING = "working"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a shard is read: behind which key, by which worker last, and when its end was reached (ISO text)."""

    after: str | None = None
    by: str | None = None
    read_at: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sweep of one day. Times are ISO text.

    started_by, again_by: who had it begin, and who had it begin again; the fund itself where the clock did.
    number:     how often it was begun, from 1. Figures add up over all beginnings.
    read_at:    when the last shard was through: everything that was due is on the queues.
    due:        what was found, by kind of work.
    late:       how many of these were due before this day: what an earlier sweep missed, or what failed then.
    sent:       messages sent; less than was found where the index holds something that nobody works on.
    done, failed: what the workers have said of these messages; see `counter`.
    counted_at: when a worker said so last.
    """

    day: date
    started_at: str
    started_by: str
    number: int = 1
    again_at: str | None = None
    again_by: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    read_at: str | None = None
    due: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    sent: int = 0
    done: int = 0
    failed: int = 0
    counted_at: str | None = None

    @property
    def key(self) -> keys.Key:
        return keys.sweep(self.day)

    @property
    def unread(self) -> list[str]:
        """The shards whose end is not reached."""
        return [shard for shard in keys.due_shards() if self.place(shard).read_at is None]

    @property
    def remaining(self) -> int:
        """Messages of which nobody has said yet what came of them; not below 0, see `counter`."""
        return max(0, self.sent - self.done - self.failed)

    @property
    def state(self) -> SweepState:
        if self.read_at is None:
            return SweepState.READING
        return SweepState.WORKING if self.remaining else SweepState.DONE

    @property
    def seconds(self) -> int | None:
        """From its last beginning until the last thing that is known of it; None while nothing is."""
        last = max(filter(None, (self.read_at, self.counted_at)), default=None, key=datetime.fromisoformat)
        if last is None:
            return None
        return round(
            (datetime.fromisoformat(last) - datetime.fromisoformat(self.again_at or self.started_at)).total_seconds()
        )

    def place(self, shard: str) -> Place:
        return self.places.get(shard, Place())


def find(day: date) -> Sweep | None:
    item = table.get(keys.sweep(day))
    return _read(item) if item else None


def load(day: date) -> Sweep:
    """Raises: UnknownSweep."""
    found = find(day)
    if found is None:
        raise UnknownSweep(day=day)
    return found


def page(limit: int, after: str | None = None) -> tuple[list[Sweep], str | None]:
    """A page of the sweeps, the newest day first, and where the next page begins."""
    found = table.page(keys.SWEEPS, keys.SWEPT_DAY, limit=limit, after=after, newest_first=True)
    return [_read(item) for item in found.items], found.after


def put_new(sweep: Sweep, now: datetime) -> Put:
    """The write of a sweep that begins; it raises Moved where that of the day has begun already."""
    item = {
        "day": sweep.day.isoformat(),
        "started_at": sweep.started_at,
        "started_by": sweep.started_by,
        "number": sweep.number,
        "read_at": sweep.read_at,
        "expires_at": int((now + KEPT).timestamp()),
    }
    return Put(sweep.key, {**item, **_fields_of(sweep.places)}, unless_exists=Moved())


def put_again(seen: Sweep, sweep: Sweep) -> Update:
    """The write by which a sweep begins once more with other places; figures go on adding up meanwhile.

    It raises Moved where another has had it begin again.
    """
    begun = {name: getattr(sweep, name) for name in ("number", "again_at", "again_by", "read_at")}
    places = {shard: sweep.place(shard) for shard in keys.due_shards()}
    return Update(seen.key, set={**_fields_of(places), **begun}, if_is={"number": seen.number, "read_at": seen.read_at})


def move(day: date, shard: str, seen: Place, now: Place, due: Mapping[str, int], *, late: int, sent: int) -> Sweep:
    """Move the place of a shard on over a page whose messages are sent, and count them with it in the same write.

    Raises: Moved where another worker has moved it, or where this write is done and its answer was lost.
    """
    counts = {**{f"{_DUE}{kind}": count for kind, count in due.items()}, "late": late, "sent": sent}
    return _read(
        updated(
            Update(
                keys.sweep(day),
                set=_fields_of({shard: now}),
                add={name: count for name, count in counts.items() if count},
                if_is={_field("after", shard): seen.after, _field("read_at", shard): None, "day": day.isoformat()},
            )
        )
    )


def read_whole(day: date, now: datetime) -> Update:
    """The write by which everything that was due is known to be on the queues; it raises Moved where it was known."""
    return Update(keys.sweep(day), set={"read_at": now.isoformat()}, if_is={"read_at": None})


Count = Callable[[str, int, int], None]


def counter(now: Callable[[], datetime]) -> Count:
    """How a worker says what came of a batch of a sweep's messages: the day, how many are done, how many given up.

    One write a batch. It says what was delivered, not what was due: a worker that dies behind it, or whose answer from
    the table is lost, has its batch counted twice, and one that dies before a message's last try ends is not counted
    at all. A message that is redriven from the dead letters is counted as failed and as done. So `done` and `failed`
    are figures to watch; what is really left to do stands in the due index, and what was given up in the dead letters.
    """

    def count(day: str, done: int, failed: int) -> None:
        counts = {name: number for name, number in (("done", done), ("failed", failed)) if number}
        said = {"counted_at": now().isoformat()}
        write_one(Update(keys.sweep(day), set=said, add=counts, if_is={"day": day}))

    return count


_DUE = "due_"


def _field(name: str, shard: str) -> str:
    """What a shard's place is called in the record: each is a field of its own, so that no two workers meet in one."""
    return f"{name}_{shard}"


def _fields_of(places: Mapping[str, Place]) -> dict[str, str | None]:
    fields = Place.__dataclass_fields__
    return {_field(name, shard): getattr(place, name) for shard, place in places.items() for name in fields}


def _read(item: Mapping[str, Any]) -> Sweep:
    known = {name: item[name] for name in Sweep.__dataclass_fields__ if name in item}
    places = {
        shard: Place(**{name: item.get(_field(name, shard)) for name in Place.__dataclass_fields__})
        for shard in keys.due_shards()
    }
    due = {name.removeprefix(_DUE): count for name, count in item.items() if name.startswith(_DUE)}
    begun = {shard: place for shard, place in places.items() if place != Place()}
    return Sweep(**{**known, "day": date.fromisoformat(item["day"]), "places": begun, "due": due})
