"""Daily closings: what was expected, received, matched and differs on a day, signed by two people (COL-9, ACC-3).

asked → made → signed; made again, as another version, until two people have signed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put

SIGNATURES = 2
CLOSINGS_OF_ONE_READ = 31


class UnknownDailyClosing(NotFound):
    """Nobody has asked for the closing of this day."""

    code = "unknown_daily_closing"
    ar = "لا يوجد إقفال يومي ليوم {day}."
    en = "There is no daily closing of {day}."


class DailyClosingState(StrEnum):
    """asked (to be made, or made again) → made → signed (by two people)."""

    ASKED = "asked"
    MADE = "made"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a closing. `of`: whose it is, a share, a bank or a month; amounts in dirhams."""

    section: str
    item: str
    of: str
    count: int | None
    dirhams: int | None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who has signed which figures, and what was said of the differences. Times are ISO text."""

    by: str
    at: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DailyClosing:
    """The closing of one day.

    number:      which making of it this is, from 1. A making has figures of its own, and starts without signatures.
    differences: how many were found; the first of them stand in `shown`.
    digest:      of figures and differences: what people sign.
    sheet_key:   of the figures and every difference as CSV.
    is_documented: whether the PDF of what stands here was asked for.
    """

    day: date
    number: int
    asked_by: str
    asked_at: str
    state: DailyClosingState = DailyClosingState.ASKED
    figures: tuple[Figure, ...] = ()
    differences: int = 0
    shown: tuple[Mapping[str, Any], ...] = ()
    digest: str | None = None
    sheet_key: str | None = None
    made_at: str | None = None
    signatures: tuple[Signature, ...] = ()
    is_documented: bool = False
    version: int = 1

    @property
    def key(self) -> keys.Key:
        return keys.daily_closing(self.day)

    @property
    def document_id(self) -> str:
        """The id of the PDF of what stands here: of this making, with these signatures."""
        return f"{self.day}-{self.number}-{len(self.signatures)}"


def find(day: date) -> DailyClosing | None:
    item = table.get(keys.daily_closing(day))
    return _read(item) if item else None


def load(day: date) -> DailyClosing:
    """Raises: UnknownDailyClosing."""
    found = find(day)
    if found is None:
        raise UnknownDailyClosing(day=day)
    return found


def page(limit: int, after: str | None = None) -> tuple[list[DailyClosing], str | None]:
    """A page of the closings, the newest day first, and where the next page begins."""
    found = table.page(keys.DAILY_CLOSINGS, keys.CLOSED_DAY, limit=limit, after=after, newest_first=True)
    return [_read(item) for item in found.items], found.after


def last_signed(before: date) -> DailyClosing | None:
    """The last closing before a day that two people have signed."""
    after: str | None = keys.daily_closing(before).sk
    while after is not None:
        found, after = page(CLOSINGS_OF_ONE_READ, after)
        for closing in found:
            if closing.state is DailyClosingState.SIGNED:
                return closing
    return None


def put_asked(day: date, seen: DailyClosing | None, actor_id: str, now: datetime) -> Put:
    """The write by which a closing is to be made, or made again; it raises Moved where another writer was faster."""
    asked = DailyClosing(day, seen.number + 1 if seen else 1, actor_id, now.isoformat())
    return put_over(seen, asked) if seen else Put(asked.key, _item(asked), unless_exists=Moved())


def put_over(seen: DailyClosing, closing: DailyClosing) -> Put:
    """The write of a closing over what was seen; it raises Moved where another writer was faster."""
    now = replace(closing, version=seen.version + 1)
    return Put(closing.key, _item(now), if_is={"version": seen.version})


def _item(closing: DailyClosing) -> dict[str, Any]:
    """What is to be made, or whose PDF is to be asked for, waits in the due index: the first for the day to be over."""
    waits = closing.state is DailyClosingState.ASKED or not closing.is_documented
    due = max(date.fromordinal(closing.day.toordinal() + 1), date.fromisoformat(closing.asked_at[:10]))
    plain = {name: getattr(closing, name) for name in DailyClosing.__dataclass_fields__}
    return {
        **plain,
        "day": closing.day.isoformat(),
        "state": closing.state.value,
        "figures": [[each.section, each.item, each.of, each.count, each.dirhams] for each in closing.figures],
        "shown": list(closing.shown),
        "signatures": [{"by": each.by, "at": each.at, "note": each.note} for each in closing.signatures],
        "due_shard": keys.due_shard(closing.key.pk) if waits else None,
        "due_on": due.isoformat() if waits else None,
    }


def _read(item: Mapping[str, Any]) -> DailyClosing:
    known = {name: item[name] for name in DailyClosing.__dataclass_fields__ if name in item}
    return DailyClosing(
        **{
            **known,
            "day": date.fromisoformat(item["day"]),
            "state": DailyClosingState(item["state"]),
            "figures": tuple(Figure(*each) for each in item["figures"]),
            "shown": tuple(item["shown"]),
            "signatures": tuple(Signature(each["by"], each["at"], each.get("note")) for each in item["signatures"]),
        }
    )
