"""Who has asked whether somebody is covered, about whom, and when (SRV-4, ACC-2): one write each, kept for a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from ishtirak.rules.eligibility import Shown
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put, write_one

KEPT = timedelta(days=400)
"""A year, and what it takes to look into something that was asked at its beginning."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question, and what came of it.

    who:           the provider whose people or machines ask, else the one who asked; `by` is always that one.
    shown:         by what the person was asked for. What was shown itself is not kept.
    on:            the day that was asked about.
    outcome:       the package; else the code of the refusal, and then nothing is known of the person but for a card
                   that does not count any more.
    """

    id: str
    who: str
    by: str
    at: datetime
    on: date
    shown: Shown
    outcome: str
    subscriber_id: str | None = None
    dependant_id: str | None = None


def record(check: Check) -> None:
    """Write down a check, for as long as checks are kept."""
    told = {field.name: getattr(check, field.name) for field in fields(check) if field.name != "who"}
    item = {
        **told,
        "at": check.at.isoformat(),
        "on": check.on.isoformat(),
        "shown": check.shown.value,
        "expires_at": int((check.at + KEPT).timestamp()),
    }
    write_one(Put(keys.check(check.who, check.at.isoformat(), check.id), item))  # written twice it is the same


def page(who: str, limit: int, after: str | None = None) -> tuple[list[Check], str | None]:
    """A page of what was asked by a provider, or by somebody of the fund, newest first, and where the next begins."""
    found = table.page(keys.checks_by(who), keys.CHECK, limit=limit, after=after, newest_first=True)
    return [_read(who, item) for item in found.items], found.after


def _read(who: str, item: Mapping[str, Any]) -> Check:
    return Check(
        id=item["id"],
        who=who,
        by=item["by"],
        at=datetime.fromisoformat(item["at"]),
        on=date.fromisoformat(item["on"]),
        shown=Shown(item["shown"]),
        outcome=item["outcome"],
        subscriber_id=item.get("subscriber_id"),
        dependant_id=item.get("dependant_id"),
    )
