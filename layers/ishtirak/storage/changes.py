"""Changes of a subscriber that are asked for, and what becomes of them (ENR-5).

One that waits for a decision stands in the due index since the day it was submitted; one that is approved for a day to
come stands there as something that is due that day.
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


class UnknownChange(NotFound):
    """Nobody has asked for a change with this id."""

    code = "unknown_change"
    ar = "لا يوجد طلب تغيير بالرقم {change_id} للمشترك {subscriber_id}."
    en = "There is no request of change {change_id} for the subscriber {subscriber_id}."


class ChangeState(StrEnum):
    """draft → submitted → approved → in_force; or rejected, or withdrawn before it is decided on."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Change:
    """A request of change: of what kind, to what, from which day on.

    asked:     the new values, by field, as text.
    documents: those that were handed in for it, by id.
    reason:    why it was rejected.
    Times are ISO text, None for what has not happened.
    """

    id: str
    subscriber_id: str
    kind: str
    asked: Mapping[str, str]
    from_: date
    entered_by: str
    entered_at: str
    documents: tuple[str, ...] = ()
    state: ChangeState = ChangeState.DRAFT
    submitted_at: str | None = None
    decided_by: str | None = None
    decided_at: str | None = None
    reason: str | None = None
    in_force_at: str | None = None
    version: int = 1

    def now(self, state: ChangeState, at: datetime, by: str | None = None, reason: str | None = None) -> Change:
        """The request once it has come to `state`."""
        moment = at.isoformat()
        if state is ChangeState.SUBMITTED:
            return replace(self, state=state, submitted_at=moment)
        if state is ChangeState.IN_FORCE:
            decided = replace(self, decided_by=by, decided_at=moment) if by else self
            return replace(decided, state=state, in_force_at=moment)
        return replace(self, state=state, decided_by=by, decided_at=moment, reason=reason)


def load(subscriber_id: str, change_id: str) -> Change:
    """Raises: UnknownChange."""
    item = table.get(keys.change(subscriber_id, change_id))
    if item is None:
        raise UnknownChange(subscriber_id=subscriber_id, change_id=change_id)
    return _change(item)


def of_subscriber(subscriber_id: str) -> list[Change]:
    """Every change that was asked for, the newest first."""
    found = [_change(item) for item in table.partition(keys.subscriber(subscriber_id).pk, keys.CHANGE)]
    return sorted(found, key=lambda each: (each.entered_at, each.id), reverse=True)


def submitted(limit: int, after: str | None = None) -> tuple[list[Change], str | None]:
    """A page of those that wait for a decision, those that wait longest first, and where the next page begins."""
    page = table.due_page(keys.SUBMITTED_CHANGES, limit=limit, after=after)
    found = table.get_all(page.keys)
    waiting = [_change(found[key]) for key in page.keys if key in found]
    return [each for each in waiting if each.state is ChangeState.SUBMITTED], page.after


def put_new(change: Change) -> Put:
    return Put(keys.change(change.subscriber_id, change.id), _item(change), unless_exists=Moved())


def put_over(seen: Change, change: Change) -> Put:
    """The write of a request over what was seen; it raises Moved where another writer was faster."""
    item = {**_item(change), "version": seen.version + 1}
    return Put(keys.change(seen.subscriber_id, seen.id), item, if_is={"version": seen.version})


def _item(change: Change) -> dict[str, Any]:
    plain = {name: getattr(change, name) for name in Change.__dataclass_fields__ if name != "from_"}
    shard, due = _due(change)
    return {
        **plain,
        "asked": dict(change.asked),
        "documents": list(change.documents),
        "from": change.from_.isoformat(),
        "state": change.state.value,
        "due_shard": shard,
        "due_on": due,
    }


def _due(change: Change) -> tuple[str | None, str | None]:
    if change.state is ChangeState.SUBMITTED and change.submitted_at:
        return keys.SUBMITTED_CHANGES, change.submitted_at[:10]
    if change.state is ChangeState.APPROVED:
        return keys.due_shard(keys.subscriber(change.subscriber_id).pk), change.from_.isoformat()
    return None, None


def _change(item: dict[str, Any]) -> Change:
    known = {name: item[name] for name in Change.__dataclass_fields__ if name in item}
    told = {"from_": date.fromisoformat(item["from"]), "documents": tuple(item["documents"])}
    return Change(**{**known, **told, "state": ChangeState(item["state"])})
