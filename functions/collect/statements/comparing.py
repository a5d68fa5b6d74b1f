"""A statement against the month before: who is new, who is missing, whose salary has changed (COL-7).

It is shown before anybody confirms. What was assessed then is read by the hundred, beside the people themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import assessments, members, rolls
from ishtirak.storage.assessments import Assessed

MOST_CHANGES_SHOWN = 100
PEOPLE_OF_ONE_LOOK = 100


class Difference(StrEnum):
    """How a person stands in a statement, against what was assessed for the month before.

    joined:   nothing was owed for the person then.
    raised, lowered, same: the gross salary against the income of then.
    net_only: only a net is given, which is compared with nothing here.
    missing:  on the list and not in the statement: assessed from the salary certificate.
    left:     not on the list any more on the last day of the month.
    """

    JOINED = "joined"
    RAISED = "raised"
    LOWERED = "lowered"
    SAME = "same"
    NET_ONLY = "net_only"
    MISSING = "missing"
    LEFT = "left"


SHOWN = frozenset(Difference) - {Difference.SAME, Difference.NET_ONLY}


@dataclass
class Comparison:
    """What a check finds out against the month before, line by line."""

    roll_id: str
    month: Month
    counts: Counter[Difference] = field(default_factory=Counter)
    changes: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def before(self) -> Month:
        return self.month.plus(-1)

    def take(self, stated: Mapping[str, Stated]) -> None:
        """Compare some good lines, by subscriber."""
        then = assessments.load_all(stated, self.before)
        for subscriber_id, line in stated.items():
            old = self._of_then(then.get(subscriber_id))
            self._note(subscriber_id, _difference(old, line.gross), old, line.gross)

    def take_missing(self, named: Collection[str]) -> None:
        """Look for those of the month before whom the statement does not name."""
        for page in members.every(self.roll_id, self.before.first_day, PEOPLE_OF_ONE_LOOK):
            absent = {each.subscriber_id: each for each in page.members if each.subscriber_id not in named}
            for subscriber_id, assessed in assessments.load_all(absent, self.before).items():
                old = self._of_then(assessed)
                if old is not None:
                    is_on = absent[subscriber_id].is_on(self.month.last_day)
                    self._note(subscriber_id, Difference.MISSING if is_on else Difference.LEFT, old, None)

    def found(self) -> dict[str, Any]:
        """What is kept with the statement: counts, the first changes, and the sums of the month before."""
        then = rolls.month(self.roll_id, self.before)
        return {
            "month": str(self.before),
            "counts": {each.value: self.counts[each] for each in Difference},
            "changes": self.changes,
            "total_before_dirhams": then.contribution.total.dirhams,
            "gross_before_dirhams": then.income.dirhams,
        }

    def _of_then(self, assessed: Assessed | None) -> Money | None:
        """The income of then, where anything was owed on this very list."""
        if assessed is None or assessed.withdrawn or assessed.roll_id != self.roll_id:
            return None
        return assessed.assessment.income

    def _note(self, subscriber_id: str, difference: Difference, before: Money | None, now: Money | None) -> None:
        self.counts[difference] += 1
        if difference in SHOWN and len(self.changes) < MOST_CHANGES_SHOWN:
            amounts = {"before_dirhams": before, "now_dirhams": now}
            told = {name: amount.dirhams for name, amount in amounts.items() if amount is not None}
            self.changes.append({"subscriber_id": subscriber_id, "difference": difference.value, **told})


def _difference(before: Money | None, now: Money | None) -> Difference:
    if before is None:
        return Difference.JOINED
    if now is None:
        return Difference.NET_ONLY
    if now == before:
        return Difference.SAME
    return Difference.RAISED if now > before else Difference.LOWERED
