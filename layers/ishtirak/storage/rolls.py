"""An employer's list as a thing that is opened month by month, and again where a statement comes late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ishtirak.rules.calendar import Month, opening_day
from ishtirak.storage import keys, table
from ishtirak.storage.employers import UnknownEmployer
from ishtirak.storage.transactions import Moved, Put


@dataclass(frozen=True, slots=True)
class Roll:
    """Which months of an employer's list wait to be assessed.

    next_month: the month that is opened next, on the first of the month after it.
    restated:   opened months that must be assessed again, oldest first, because a statement has come since.
    """

    employer_id: str
    next_month: Month
    restated: tuple[Month, ...] = ()
    version: int = 0

    def has_begun(self, month: Month, today: date) -> bool:
        """Whether the opening of `month` may have begun, so that what changes now must be assessed again."""
        return month < self.next_month or (month == self.next_month and opening_day(month) <= today)

    def work(self, today: date) -> tuple[Month, date] | None:
        """The month to assess now and the day it is booked on, or None: restated months first, then what is due.

        An opening is booked on its own day however late it runs (PKG-9).
        """
        if self.restated:
            return self.restated[0], today
        due = opening_day(self.next_month)
        return (self.next_month, due) if due <= today else None

    def done(self, month: Month) -> Roll:
        """The roll once `month` has been assessed."""
        if month in self.restated:
            return replace(self, restated=tuple(each for each in self.restated if each != month))
        return replace(self, next_month=month.next) if month == self.next_month else self

    def restate(self, month: Month) -> Roll:
        """The roll once `month` must be assessed again."""
        return replace(self, restated=tuple(sorted({*self.restated, month})))


def load(employer_id: str) -> Roll:
    """Raises: UnknownEmployer."""
    item = table.get(keys.roll(employer_id))
    if item is None:
        raise UnknownEmployer(employer_id=employer_id)
    restated = tuple(Month.parse(month) for month in item["restated"])
    return Roll(item["employer_id"], Month.parse(item["next_month"]), restated, item["version"])


def put_new(roll: Roll) -> Put:
    return Put(keys.roll(roll.employer_id), _item(roll, 1), unless_exists=Moved())


def put_over(seen: Roll, roll: Roll) -> Put:
    """The write that moves a roll on from what was seen; it raises Moved where another writer was faster."""
    return Put(keys.roll(roll.employer_id), _item(roll, seen.version + 1), if_is={"version": seen.version})


def _item(roll: Roll, version: int) -> dict[str, Any]:
    # A restated month is due from its first day: the next sweep takes it, whenever that is.
    due = roll.restated[0].first_day if roll.restated else opening_day(roll.next_month)
    return {
        "employer_id": roll.employer_id,
        "next_month": str(roll.next_month),
        "restated": [str(month) for month in roll.restated],
        "version": version,
        "due_shard": keys.due_shard(keys.roll(roll.employer_id).pk),
        "due_on": due.isoformat(),
    }
