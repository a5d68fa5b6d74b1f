"""Who did what, when: written beside the record that it was done to, in the same transaction (ACC-2, ENR-4).

What a deed has changed stands in it field by field, with what was there before where the deed was an edit, as it
stands in the record: so what was true on an earlier day can be read by going back through the deeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple
from uuid import uuid4

from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put

FUND = "ishtirak"
"""Who stands in the records where nobody has asked for what was done."""


class Change(NamedTuple):
    """What a field held before an edit, and what it holds after."""

    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Deed:
    """`changes` holds by field a mapping with `to`, and with `from` where it was an edit; values are those of JSON."""

    actor: str
    action: str
    at: datetime
    changes: Mapping[str, Mapping[str, Any]]


def edits(seen: object, changes: Mapping[str, object]) -> dict[str, Change]:
    """Those of the fields that an edit makes other than they were, each with both values."""
    both = {name: Change(getattr(seen, name), value) for name, value in changes.items()}
    return {name: change for name, change in both.items() if change.before != change.after}


def put_deed(of: keys.Key, actor_id: str, action: str, at: datetime, changes: Mapping[str, object]) -> Put:
    """The write of one deed: `action` by `actor_id`, with what it changed (a `Change`) or what it was done with."""
    item = {
        "actor": actor_id,
        "action": action,
        "at": at.isoformat(),
        "changes": {name: _told(value) for name, value in changes.items()},
    }
    return Put(keys.deed(of, at.isoformat(), uuid4().hex[:8]), item, unless_exists=Moved())


def page(of: keys.Key, limit: int, after: str | None = None) -> tuple[list[Deed], str | None]:
    """A page of what was done to a record, the newest first, and where the next page begins."""
    found = table.page(of.pk, keys.DEED, limit=limit, after=after, newest_first=True)
    return [_deed(item) for item in found.items], found.after


def first(of: keys.Key) -> Deed | None:
    """The first that was done to a record; None for one of a list that was registered whole."""
    found = table.page(of.pk, keys.DEED, limit=1).items
    return _deed(found[0]) if found else None


def since(of: keys.Key, day: date) -> Iterator[Deed]:
    """What was done to a record after the end of a day of the fund, the newest first."""
    # Moments are kept in the fund's time, whose days are those of their text: the next day's first one lies behind.
    first = (day + timedelta(days=1)).isoformat()
    after: str | None = None
    while True:
        done, after = page(of, _DEEDS_OF_ONE_READ, after)
        yield from (deed for deed in done if deed.at.isoformat() >= first)
        if after is None or (done and done[-1].at.isoformat() < first):
            return


_DEEDS_OF_ONE_READ = 200


def before(item: Mapping[str, Any], done: Iterator[Deed]) -> dict[str, Any]:
    """The record as its `item` stood before the deeds of `done`, which come newest first."""
    then = dict(item)
    for deed in done:
        then |= {name: change["from"] for name, change in deed.changes.items() if "from" in change}
    return {name: value for name, value in then.items() if value is not None}


def _deed(item: Mapping[str, Any]) -> Deed:
    return Deed(item["actor"], item["action"], datetime.fromisoformat(item["at"]), item["changes"])


def _told(value: object) -> dict[str, Any]:
    if isinstance(value, Change):
        return {"from": _plain(value.before), "to": _plain(value.after)}
    return {"to": _plain(value)}


def _plain(value: Any) -> Any:
    """A value as JSON and the table hold it; money, months and dates are text."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Money | Month | date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
