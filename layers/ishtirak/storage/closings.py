"""Closings of the books: proposed by one person, approved by another, then sealed with what the ledger holds (COL-10).

From its approval on nothing is dated in the ledger up to the end of the month. Once no worker that has read the law
before can still write, what the ledger holds of the period is added up and kept: the seal. Every later proof of the
ledger adds it up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownClosing(NotFound):
    """Nobody has asked for the books of this month to be closed."""

    code = "unknown_period_closing"
    ar = "لا يوجد إقفال لدفتر الأستاذ عن شهر {month}."
    en = "There is no closing of the ledger for the month {month}."


class ClosingState(StrEnum):
    """proposed → approved → sealed; or rejected, after which it can be proposed again."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing of the books up to the last day of `month`. Times are ISO text.

    after:  the last day that was closed before: the period begins on the next; None for the first closing.
    seal:   by ledger account, what moved on it in the period: debits less credits.
    lines:  how many lines of the ledger that is.
    """

    month: Month
    reason: str
    asked_by: str
    asked_at: str
    state: ClosingState = ClosingState.PROPOSED
    decided_by: str | None = None
    decided_at: str | None = None
    after: date | None = None
    sealed_at: str | None = None
    seal: Mapping[str, Money] = field(default_factory=dict)
    lines: int | None = None

    def decided(self, state: ClosingState, actor_id: str, at: datetime, after: date | None = None) -> Closing:
        return replace(self, state=state, decided_by=actor_id, decided_at=at.isoformat(), after=after)

    def sealed(self, at: datetime, seal: Mapping[str, Money], lines: int) -> Closing:
        return replace(self, state=ClosingState.SEALED, sealed_at=at.isoformat(), seal=seal, lines=lines)


def find(month: Month) -> Closing | None:
    item = table.get(keys.closing(month))
    return read(item) if item else None


def load(month: Month) -> Closing:
    """Raises: UnknownClosing."""
    found = find(month)
    if found is None:
        raise UnknownClosing(month=month)
    return found


def page(limit: int, after: str | None = None) -> tuple[list[Closing], str | None]:
    """A page of the closings, the newest month first, and where the next page begins."""
    found = table.page(keys.LEDGER, keys.CLOSING, limit=limit, after=after, newest_first=True)
    return [read(item) for item in found.items], found.after


def put_new(closing: Closing, seen: Closing | None) -> Put:
    """The write of a proposal, over one that was rejected; it raises Moved where another one was faster."""
    if seen is None:
        return Put(keys.closing(closing.month), _item(closing), unless_exists=Moved())
    return put_over(seen, closing)


def put_over(seen: Closing, closing: Closing) -> Put:
    """The write that moves a closing on; it raises Moved where another one was faster."""
    same = {"state": seen.state.value, "asked_at": seen.asked_at}
    return Put(keys.closing(closing.month), _item(closing), if_is=same)


def read(item: Mapping[str, Any]) -> Closing:
    """The closing that an item of the table holds."""
    known = {name: item[name] for name in Closing.__dataclass_fields__ if name in item}
    return Closing(
        **{
            **known,
            "month": Month.parse(item["month"]),
            "state": ClosingState(item["state"]),
            "after": date.fromisoformat(item["after"]) if "after" in item else None,
            "seal": {account: Money(dirhams) for account, dirhams in item["seal"].items()},
        }
    )


def _item(closing: Closing) -> dict[str, Any]:
    waits = closing.state is ClosingState.APPROVED
    return {
        **{name: getattr(closing, name) for name in Closing.__dataclass_fields__},
        "month": str(closing.month),
        "state": closing.state.value,
        "after": closing.after.isoformat() if closing.after else None,
        "seal": {account: amount.dirhams for account, amount in closing.seal.items()},
        "due_shard": keys.due_shard(keys.LEDGER) if waits else None,
        "due_on": (closing.decided_at or "")[:10] if waits else None,
    }
