"""What was really collected of the shares that the fund only records: entered by one person, approved by another.

What is approved is added up by month and share, over the fund and for each employer, so it is read at once (COL-8).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update


class UnknownCollected(NotFound):
    """Nothing was recorded for the month under this id."""

    code = "unknown_collected"
    ar = "لا يوجد تسجيل تحصيل بالرقم {collected_id} للشهر {month}."
    en = "Nothing collected was recorded for {month} under {collected_id}."


class CollectedState(StrEnum):
    """pending → approved | rejected."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Collected:
    """An amount that was collected of a share for a month, as the collection department records it.

    employer_id: of which employer's list it was; None for an amount of the whole fund.
    amount:      below zero where it takes back an earlier one.
    document:    the paper that shows it, by its number and date.
    reverses:    the id of the one that it takes back.
    """

    id: str
    share: Share
    month: Month
    amount: Money
    reason: str
    document: str
    entered_by: str
    entered_at: str
    employer_id: str | None = None
    reverses: str | None = None
    state: CollectedState = CollectedState.PENDING
    decided_by: str | None = None
    decided_at: str | None = None

    @property
    def key(self) -> keys.Key:
        return keys.collected(self.month, self.id)

    def decided(self, state: CollectedState, actor_id: str, at: str) -> Collected:
        return replace(self, state=state, decided_by=actor_id, decided_at=at)


def load(month: Month, collected_id: str) -> Collected:
    """Raises: UnknownCollected."""
    found = find(month, collected_id)
    if found is None:
        raise UnknownCollected(month=month, collected_id=collected_id)
    return found


def find(month: Month, collected_id: str) -> Collected | None:
    item = table.get(keys.collected(month, collected_id))
    return _read(item) if item is not None else None


def of_month(month: Month, limit: int, after: str | None = None) -> tuple[list[Collected], str | None]:
    """A page of everything that was recorded for a month, and where the next page begins."""
    page = table.page(keys.shares_of(month), keys.COLLECTED, limit=limit, after=after)
    return [_read(item) for item in page.items], page.after


def pending(limit: int, after: str | None = None) -> tuple[list[Collected], str | None]:
    """A page of what waits for approval, longest first, and where the next page begins."""
    page = table.due_page(keys.PENDING_COLLECTED, limit=limit, after=after)
    found = table.get_all(page.keys)
    waiting = [_read(found[key]) for key in page.keys if key in found]
    return [each for each in waiting if each.state is CollectedState.PENDING], page.after


def in_all(share: Share, month: Month, employer_id: str | None) -> Money | None:
    """What is approved for a share's month, of one employer or of the fund; None where nothing was recorded."""
    key = keys.roll_month(employer_id, month) if employer_id else keys.collected_in_all(month, share.value)
    dirhams = (table.get(key) or {}).get(_sum_of(share))
    return Money(dirhams) if dirhams is not None else None


def put_new(collected: Collected) -> Put:
    return Put(collected.key, _item(collected), unless_exists=Moved())


def decide(collected: Collected) -> Put:
    """The write of a decision; it raises Moved where somebody else has decided meanwhile."""
    return Put(collected.key, _item(collected), if_is={"state": CollectedState.PENDING.value})


def add(collected: Collected) -> list[Update]:
    """The writes that add an approved amount to its sums."""
    month, more = str(collected.month), {_sum_of(collected.share): collected.amount.dirhams}
    sums = [Update(keys.collected_in_all(month, collected.share.value), set={"month": month}, add=more)]
    if collected.employer_id is not None:
        key = keys.roll_month(collected.employer_id, month)
        sums.append(Update(key, set={"month": month, "roll_id": collected.employer_id}, add=more))
    return sums


def _sum_of(share: Share) -> str:
    return f"{share.value}_collected_dirhams"


def _item(collected: Collected) -> dict[str, Any]:
    waits = collected.state is CollectedState.PENDING
    plain = {name: getattr(collected, name) for name in Collected.__dataclass_fields__ if name != "amount"}
    return {
        **plain,
        "share": collected.share.value,
        "month": str(collected.month),
        "amount_dirhams": collected.amount.dirhams,
        "state": collected.state.value,
        "due_shard": keys.PENDING_COLLECTED if waits else None,
        "due_on": collected.entered_at[:10] if waits else None,
    }


def _read(item: dict[str, Any]) -> Collected:
    known = {name: item[name] for name in Collected.__dataclass_fields__ if name in item}
    return Collected(
        **{
            **known,
            "share": Share(item["share"]),
            "month": Month.parse(item["month"]),
            "amount": Money(item["amount_dirhams"]),
            "state": CollectedState(item["state"]),
        }
    )
