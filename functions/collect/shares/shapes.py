"""What the doors of shares take and give, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.collect.shares.variance import Variance
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.storage.collected import Collected, CollectedState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Dinars, MonthField, PositiveDinars, Words
from ishtirak.web.parsing import Body, Query


class VarianceQuery(Query):
    """Of which employer's list; of the whole fund if none is given."""

    employer_id: Code | None = None


class VarianceAnswer(Answer):
    """COL-8: what was expected of a share for a month, what was collected, and what is missing of it.

    recorded: what the collection department has recorded and another person has approved.
    received: what the bank's receipts have settled, of an employer's own share.
    """

    share: Share
    month: MonthField
    employer_id: str | None
    expected: Dinars
    collected: Dinars
    difference: Dinars
    recorded: Dinars | None
    received: Dinars | None

    @classmethod
    def of(cls, share: Share, month: Month, employer_id: str | None, found: Variance) -> VarianceAnswer:
        same = ("expected", "collected", "difference", "recorded", "received")
        amounts = {name: getattr(found, name) for name in same}
        return cls(share=share, month=month, employer_id=employer_id, **amounts)


class CollectedBody(Body):
    """COL-8: an amount that was really collected, why it is recorded, and the paper that shows it."""

    share: Share
    month: MonthField
    amount: PositiveDinars
    employer_id: Code | None = None
    reason: Words
    document: Annotated[Words, Field(examples=["إيصال خزينة 118 بتاريخ 12-03-2026"])]


class TakeBackBody(Body):
    """Why an approved amount is taken back, and the paper that shows it."""

    reason: Words
    document: Words


class DecisionBody(Body):
    """Whether it counts."""

    approved: bool


class CollectedAnswer(Answer):
    """An amount that was collected of a share, and whether it counts. `amount` below zero takes one back."""

    id: str
    share: Share
    month: MonthField
    amount: Dinars
    employer_id: str | None
    reason: str
    document: str
    reverses: str | None
    state: CollectedState
    entered_by: str
    entered_at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, made: Collected) -> CollectedAnswer:
        return cls(**{name: getattr(made, name) for name in cls.model_fields})
