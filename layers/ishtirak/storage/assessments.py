"""What each subscriber's months were assessed at: the one in force, and those that it superseded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.assessments import Assessment, IncomeSource
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Write


class NotAssessed(NotFound):
    """The subscriber's month has not been opened, or the subscriber was not covered in it."""

    code = "not_assessed"
    ar = "لم يُفتح شهر {month} للمشترك {subscriber_id}."
    en = "The month {month} has not been opened for the subscriber {subscriber_id}."


@dataclass(frozen=True, slots=True)
class Assessed:
    """The `number`-th assessment of a subscriber's month, and the cause of the ledger entry that booked it.

    roll_id:     the roll on which the month was booked.
    on:          the day on which it was booked.
    law_version: the law under which it was made; it explains the amounts for ever.
    withdrawn:   whether it says that nothing is owed any more, because the person was not on the roll in the month.
    """

    subscriber_id: str
    assessment: Assessment
    number: int
    entry_cause: str
    roll_id: str
    on: date
    law_version: int
    statement_id: str | None = None
    withdrawn: bool = False


def load(subscriber_id: str, month: Month) -> Assessed:
    """The assessment in force.

    Raises: NotAssessed.
    """
    item = table.get(keys.assessment(subscriber_id, month))
    if item is None or item.get("withdrawn"):
        raise NotAssessed(subscriber_id=subscriber_id, month=month)
    return _assessed(item)


def load_all(subscriber_ids: Iterable[str], month: Month) -> dict[str, Assessed]:
    """Those of the subscribers' assessments of `month` that are there, the withdrawn ones too."""
    found = table.get_all(keys.assessment(subscriber_id, month) for subscriber_id in subscriber_ids)
    return {item["subscriber_id"]: _assessed(item) for item in found.values()}


def history(subscriber_id: str) -> list[Assessed]:
    """Every month of a subscriber as it is assessed now, the oldest first; what was withdrawn is no month."""
    items = table.partition(keys.subscriber(subscriber_id).pk, keys.ASSESSMENT)
    found = (item for item in items if item["sk"].count("#") == 1)
    return [_assessed(item) for item in found if not item.get("withdrawn")]


def of_month(subscriber_id: str, month: Month) -> list[Assessed]:
    """Every assessment of a month that there ever was, the newest last; what was withdrawn too.

    Raises: NotAssessed.
    """
    items = table.partition(keys.subscriber(subscriber_id).pk, keys.assessment(subscriber_id, month).sk)
    found = sorted((_assessed(item) for item in items), key=lambda each: each.number)
    if not found:
        raise NotAssessed(subscriber_id=subscriber_id, month=month)
    return found


def superseded(subscriber_id: str, month: Month, number: int) -> Assessed:
    """The `number`-th assessment of a month, one that another has superseded.

    Raises: NotAssessed.
    """
    item = table.get(keys.superseded_assessment(subscriber_id, month, number))
    if item is None:
        raise NotAssessed(subscriber_id=subscriber_id, month=month)
    return _assessed(item)


def writes(assessed: Assessed, before: Assessed | None) -> list[Write]:
    """The writes that put an assessment in force and keep the one it supersedes; they raise Moved if that was done."""
    month = assessed.assessment.month
    key = keys.assessment(assessed.subscriber_id, month)
    if before is None:
        return [Put(key, _item(assessed), unless_exists=Moved())]
    kept = keys.superseded_assessment(assessed.subscriber_id, month, before.number)
    return [Put(key, _item(assessed), if_is={"number": before.number}), Put(kept, _item(before))]


def _item(assessed: Assessed) -> dict[str, Any]:
    assessment = assessed.assessment
    shares = {f"{share.value}_dirhams": assessment.contribution.of(share).dirhams for share in Share}
    return {
        "subscriber_id": assessed.subscriber_id,
        "month": str(assessment.month),
        "category": assessment.category,
        "income_dirhams": assessment.income.dirhams,
        "source": assessment.source.value,
        "age": assessment.age,
        "waiting": assessment.waiting or None,
        **shares,
        "number": assessed.number,
        "entry_cause": assessed.entry_cause,
        "roll_id": assessed.roll_id,
        "on": assessed.on.isoformat(),
        "law_version": assessed.law_version,
        "withdrawn": assessed.withdrawn or None,
        "statement_id": assessed.statement_id,
    }


def _assessed(item: dict[str, Any]) -> Assessed:
    contribution = Contribution(*(Money(item[f"{share.value}_dirhams"]) for share in Share))
    assessment = Assessment(
        Month.parse(item["month"]),
        item["category"],
        Money(item["income_dirhams"]),
        IncomeSource(item["source"]),
        contribution,
        item.get("age"),
        item.get("waiting", False),
    )
    return Assessed(
        item["subscriber_id"],
        assessment,
        item["number"],
        item["entry_cause"],
        item["roll_id"],
        date.fromisoformat(item["on"]),
        item["law_version"],
        item.get("statement_id"),
        item.get("withdrawn", False),
    )
