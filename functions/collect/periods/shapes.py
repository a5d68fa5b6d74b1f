"""What the doors of closings of the books take and give, as JSON."""

from __future__ import annotations

from datetime import date, datetime

from ishtirak.storage.closings import Closing, ClosingState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Dinars, MonthField, Words
from ishtirak.web.parsing import Body


class ClosingBody(Body):
    """COL-10: the month up to whose end the books are to be closed, and why now."""

    month: MonthField
    reason: Words


class SealedAccountAnswer(Answer):
    """What moved on an account of the ledger in the period: debits less credits."""

    account: str
    balance: Dinars


class ClosingAnswer(Answer):
    """A closing of the books.

    after:  the last day that was closed before; null for the first closing.
    sealed_at: when what the ledger holds of the period was added up; from then on each check of the ledger proves it.
    lines:  how many lines the ledger holds of the period.
    """

    month: MonthField
    until: date
    after: date | None
    reason: str
    state: ClosingState
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    sealed_at: datetime | None
    lines: int | None
    seal: list[SealedAccountAnswer]

    @classmethod
    def of(cls, closing: Closing) -> ClosingAnswer:
        same = ("month", "after", "reason", "state", "asked_by", "asked_at", "decided_by", "decided_at", "sealed_at")
        return cls(
            **{name: getattr(closing, name) for name in (*same, "lines")},
            until=closing.month.last_day,
            seal=[SealedAccountAnswer(account=each, balance=amount) for each, amount in sorted(closing.seal.items())],
        )
