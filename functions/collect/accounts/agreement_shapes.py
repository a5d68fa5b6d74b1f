"""What the doors of agreements take and give, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from ishtirak.rules.accounts import Account
from ishtirak.rules.agreements import AgreementState
from ishtirak.storage.agreements import ProposedAgreement
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day, Dinars, Words
from ishtirak.web.parsing import Body


class AgreementBody(Body):
    """COL-11: on how many instalments the arrears are to be spread, a month apart, and the day of the first."""

    instalments: Annotated[int, Field(ge=1, le=120)]
    first: Day
    reason: Words


class InstalmentAnswer(Answer):
    """A part of the arrears, the day by which it must be paid, and what of it is open."""

    due_on: date
    amount: Dinars
    open: Dinars


class AgreementAnswer(Answer):
    """An agreement of instalments, and what became of it. `plan` is there while it is in force."""

    payer_id: str
    number: int
    instalments: int
    first: date
    reason: str
    state: AgreementState
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    plan: list[InstalmentAnswer]

    @classmethod
    def of(cls, agreement: ProposedAgreement, account: Account) -> AgreementAnswer:
        on_account = account.agreement
        plan = on_account.instalments if on_account and on_account.number == agreement.number else ()
        same = {name: getattr(agreement, name) for name in cls.model_fields if name != "plan"}
        return cls(**same, plan=[InstalmentAnswer(due_on=e.due_on, amount=e.amount, open=e.open) for e in plan])


class AgreementsAnswer(Answer):
    """Every agreement of a payer, the newest first."""

    items: list[AgreementAnswer]


class WaitingAgreementAnswer(Answer):
    """An agreement that waits for approval."""

    payer_id: str
    number: int
    instalments: int
    first: date
    reason: str
    asked_by: str
    asked_at: datetime

    @classmethod
    def of(cls, agreement: ProposedAgreement) -> WaitingAgreementAnswer:
        return cls(**{name: getattr(agreement, name) for name in cls.model_fields})
