"""Lists of people: which months of one wait to be opened, and what each month adds up to. `members` says who is on it.

The roll of an employer has the employer's id; people without one share the rolls that `keys.individuals` names.
A roll is opened month by month, and again where a statement comes late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month, opening_day
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update, Write, write_one


class UnknownRoll(NotFound):
    """No roll has this id."""

    code = "unknown_roll"
    ar = "لا توجد قائمة بالرقم {roll_id}."
    en = "There is no roll {roll_id}."


class Work(NamedTuple):
    """What a roll waits for: a month to be assessed and the day it is booked on; no month where it is thresholds."""

    month: Month | None
    on: date


@dataclass(frozen=True, slots=True)
class Roll:
    """Which months of a list wait to be assessed.

    next_month:  the month that is opened next, on the first of the month after it.
    first_month: the first that was ever opened, or will be.
    restated:    opened months that must be assessed again, oldest first: a statement has come, or the law has changed.
    law_version: the law under which its months were assessed.
    rethink:     whether the days on which its people's accounts wait for something must be worked out again.
    """

    id: str
    next_month: Month
    first_month: Month
    restated: tuple[Month, ...] = ()
    law_version: int = 0
    rethink: bool = False
    version: int = 0

    def has_begun(self, month: Month, today: date) -> bool:
        """Whether the opening of `month` may have begun, so that what changes now must be assessed again."""
        return month < self.next_month or (month == self.next_month and opening_day(month) <= today)

    def work(self, today: date) -> Work | None:
        """What is to be done now, or None: thresholds first, then restated months, then what is due.

        An opening is booked on its own day however late it runs (PKG-9).
        """
        if self.rethink:
            return Work(None, today)
        if self.restated:
            return Work(self.restated[0], today)
        due = opening_day(self.next_month)
        return Work(self.next_month, due) if due <= today else None

    def done(self, month: Month | None) -> Roll:
        """The roll once `month` has been assessed, or once its people's thresholds have been worked out."""
        if month is None:
            return replace(self, rethink=False)
        if month in self.restated:
            return replace(self, restated=tuple(each for each in self.restated if each != month))
        return replace(self, next_month=month.next) if month == self.next_month else self

    def restate(self, *months: Month) -> Roll:
        """The roll once these months must be assessed again."""
        return replace(self, restated=tuple(sorted({*self.restated, *months})))

    def under(self, version: int, first_touched: Month | None, rethink: bool) -> Roll:
        """The roll under a newer law, which touches the months from `first_touched` on (CON-6)."""
        first = max(first_touched or self.next_month, self.first_month)
        opened = first.through(self.next_month.plus(-1))
        return replace(self.restate(*opened), law_version=version, rethink=self.rethink or rethink)


def employer_of(roll_id: str) -> str | None:
    """The employer whose list the roll is; None for a roll of people without an employer."""
    return None if roll_id.startswith(keys.INDIVIDUALS) else roll_id


def new_roll(roll_id: str, first_month: Month, law_version: int) -> Roll:
    """A roll of which nothing has been opened yet."""
    return Roll(roll_id, first_month, first_month, law_version=law_version)


def load(roll_id: str) -> Roll:
    """Raises: UnknownRoll."""
    roll = find(roll_id)
    if roll is None:
        raise UnknownRoll(roll_id=roll_id)
    return roll


def find(roll_id: str) -> Roll | None:
    """The roll, or None where nobody has been put on it yet."""
    item = table.get(keys.roll(roll_id))
    if item is None:
        return None
    restated = tuple(Month.parse(month) for month in item["restated"])
    return Roll(
        id=item["id"],
        next_month=Month.parse(item["next_month"]),
        first_month=Month.parse(item["first_month"]),
        restated=restated,
        law_version=item["law_version"],
        rethink=item["rethink"],
        version=item["version"],
    )


def put_new(roll: Roll) -> list[Write]:
    """The writes of a roll that must not be there yet, and of its place among all rolls."""
    return [
        Put(keys.roll(roll.id), _item(roll, 1), unless_exists=Moved()),
        Put(keys.listed_roll(roll.id), {"roll_id": roll.id}),
    ]


def every(limit: int, after: str | None = None) -> tuple[list[str], str | None]:
    """A page of the ids of all rolls, and where the next page begins."""
    page = table.page(keys.ROLLS, keys.LISTED_ROLL, limit=limit, after=after)
    return [item["roll_id"] for item in page.items], page.after


def save(seen: Roll, roll: Roll) -> None:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, roll))


def put_over(seen: Roll, roll: Roll) -> Put:
    """The write that moves a roll on from what was seen; it raises Moved where another writer was faster."""
    return Put(keys.roll(roll.id), _item(roll, seen.version + 1), if_is={"version": seen.version})


def _item(roll: Roll, version: int) -> dict[str, Any]:
    # What must be done again is due from the first day of its month: the next sweep takes it, whenever that is.
    again = roll.restated[0] if roll.restated else roll.next_month
    due = again.first_day if roll.restated or roll.rethink else opening_day(roll.next_month)
    return {
        "id": roll.id,
        "next_month": str(roll.next_month),
        "first_month": str(roll.first_month),
        "restated": [str(month) for month in roll.restated],
        "law_version": roll.law_version,
        "rethink": roll.rethink,
        "version": version,
        "due_shard": keys.due_shard(keys.roll(roll.id).pk),
        "due_on": due.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class RollMonth:
    """What a month adds up to for one roll, and the confirmed statement that it is assessed from."""

    people: int = 0
    income: Money = Money.ZERO
    contribution: Contribution = Contribution()
    statement_id: str | None = None


def month(roll_id: str, month: Month) -> RollMonth:
    """The roll's month, with nothing in it where it has not been opened."""
    item = table.get(keys.roll_month(roll_id, month)) or {}
    shares = (Money(item.get(f"{share.value}_dirhams", 0)) for share in Share)
    income = Money(item.get("income_dirhams", 0))
    return RollMonth(item.get("people", 0), income, Contribution(*shares), item.get("statement_id"))


def statements_of(roll_id: str, months: Iterable[Month]) -> dict[Month, str]:
    """The confirmed statement of each of these months that has one, in one read."""
    wanted = {keys.roll_month(roll_id, month): month for month in months}
    found = table.get_all(wanted)
    return {wanted[key]: item["statement_id"] for key, item in found.items() if "statement_id" in item}


def add_to_month(
    roll_id: str, month: Month, people: int, income: Money, owed: Contribution, statement_id: str | None
) -> Update:
    """The write that adds to the roll's month; it raises Moved where another statement has been confirmed."""
    amounts = {f"{share.value}_dirhams": owed.of(share).dirhams for share in Share}
    return Update(
        keys.roll_month(roll_id, month),
        set={"month": str(month), "roll_id": roll_id},
        add={"people": people, "income_dirhams": income.dirhams, **amounts},
        if_is={"statement_id": statement_id},
    )


def state_month(roll_id: str, month: Month, seen_id: str | None, statement_id: str) -> Update:
    """The write by which a confirmed statement becomes the one the month is assessed from."""
    return Update(
        keys.roll_month(roll_id, month),
        set={"month": str(month), "roll_id": roll_id, "statement_id": statement_id},
        if_is={"statement_id": seen_id},
    )
