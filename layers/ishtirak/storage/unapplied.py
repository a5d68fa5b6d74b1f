"""What banks have told and could not be applied as it stands: kept until a person has looked at it (COL-3, COL-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ishtirak.errors import FundError, NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownBankEvent(NotFound):
    """No event of this id waits for a person, or has waited."""

    code = "unknown_bank_event"
    ar = "لا يوجد حدث بالرقم {event_id} من المصرف {bank} ينتظر النظر فيه."
    en = "There is no event {event_id} of the bank {bank} for a person to look at."


class UnappliedState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Unapplied:
    """What a bank has told, why it moved nothing, and what a person made of it.

    why: code, ar and en of the refusal.
    """

    bank: str
    event_id: str
    type: str
    received_on: date
    told: Mapping[str, Any]
    why: Mapping[str, str]
    state: UnappliedState = UnappliedState.OPEN
    outcome: str | None = None
    closed_by: str | None = None
    version: int = 0

    @classmethod
    def of(
        cls, bank: str, event_id: str, type_: str, received_on: date, told: Mapping[str, Any], why: FundError
    ) -> Unapplied:
        return cls(
            bank, event_id, type_, received_on, told, {"code": why.code, "ar": why.in_arabic, "en": why.in_english}
        )

    def closed(self, outcome: str, actor_id: str) -> Unapplied:
        """The event once a person has looked at it."""
        return replace(self, state=UnappliedState.CLOSED, outcome=outcome, closed_by=actor_id)


def load(bank: str, event_id: str) -> Unapplied:
    """Raises: UnknownBankEvent."""
    found = find(bank, event_id)
    if found is None:
        raise UnknownBankEvent(bank=bank, event_id=event_id)
    return found


def find(bank: str, event_id: str) -> Unapplied | None:
    """None where the event was applied as it stood, or never told."""
    item = table.get(keys.bank_event(bank, event_id))
    return _unapplied(item) if item is not None else None


def waiting(limit: int, after: str | None = None) -> tuple[list[Unapplied], str | None]:
    """A page of those that nobody has looked at, the oldest first, and where the next page begins."""
    page = table.due_page(keys.UNAPPLIED, limit=limit, after=after)
    found = table.get_all(page.keys)
    events = [_unapplied(found[key]) for key in page.keys if key in found]
    return [each for each in events if each.state is UnappliedState.OPEN], page.after


def put_new(event: Unapplied) -> Put:
    """The write that keeps an event; it raises Moved where it is kept already."""
    return Put(keys.bank_event(event.bank, event.event_id), _item(event, 1), unless_exists=Moved())


def put_over(seen: Unapplied, event: Unapplied) -> Put:
    """The write of an event over what was seen; it raises Moved where another writer was faster."""
    key = keys.bank_event(event.bank, event.event_id)
    return Put(key, _item(event, seen.version + 1), if_is={"version": seen.version})


def _item(event: Unapplied, version: int) -> dict[str, Any]:
    waits = event.state is UnappliedState.OPEN
    return {
        "bank": event.bank,
        "event_id": event.event_id,
        "type": event.type,
        "received_on": event.received_on.isoformat(),
        "told": dict(event.told),
        "why": dict(event.why),
        "state": event.state.value,
        "outcome": event.outcome,
        "closed_by": event.closed_by,
        "version": version,
        "due_shard": keys.UNAPPLIED if waits else None,
        "due_on": event.received_on.isoformat() if waits else None,
    }


def _unapplied(item: dict[str, Any]) -> Unapplied:
    return Unapplied(
        bank=item["bank"],
        event_id=item["event_id"],
        type=item["type"],
        received_on=date.fromisoformat(item["received_on"]),
        told=item["told"],
        why=item["why"],
        state=UnappliedState(item["state"]),
        outcome=item.get("outcome"),
        closed_by=item.get("closed_by"),
        version=item["version"],
    )
