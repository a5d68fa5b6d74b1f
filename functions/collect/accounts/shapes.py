"""What the doors of accounts give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from functions.collect.accounts.contributions import History, HistoryMonth
from functions.collect.accounts.owed import Owed
from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account, PayerKind
from ishtirak.rules.assessments import IncomeSource
from ishtirak.rules.calendar import Month, due_on
from ishtirak.rules.categories import Share
from ishtirak.rules.money import Money
from ishtirak.rules.movements import KIND_NAMES, AccountStatement, MovementKind, Row
from ishtirak.storage import rolls
from ishtirak.storage.assessments import Assessed
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day, Dinars, MonthField
from ishtirak.web.parsing import Query


class OpenMonthAnswer(Answer):
    """A month that is not settled, what of it is open, and when it falls or fell due."""

    month: MonthField
    open: Dinars
    due_on: date


class AccountAnswer(Answer):
    """What a payer owes. `balance` is what is opened and not paid, less credit; below zero is credit.

    oldest_unpaid: the month that is owed first, opened or still to come, and the day on which it falls due.
    lapses_on:     the day on which cover is lowered if nothing is paid (past where that has happened).
    forgiven:      what was settled without having been paid, because a receipt came within the tolerance (COL-12).
    agreed:        what is open under an agreement of instalments (COL-11); those months are not among the open ones.
    """

    payer_id: str
    kind: PayerKind
    balance: Dinars
    credit: Dinars
    owed: Dinars
    paid: Dinars
    forgiven: Dinars
    agreed: Dinars
    oldest_unpaid: MonthField
    due_on: date
    days_past_due: int
    lapses_on: date
    open_months: list[OpenMonthAnswer]

    @classmethod
    def of(cls, account: Account, today: date, law: Law) -> AccountAnswer:
        standing = account.standing
        return cls(
            payer_id=account.payer_id,
            kind=account.kind,
            balance=account.balance,
            credit=account.credit,
            owed=account.charged,
            paid=account.charged - account.balance - account.forgiven,
            forgiven=account.forgiven,
            agreed=account.agreement.open if account.agreement else Money.ZERO,
            oldest_unpaid=standing.oldest_unpaid,
            due_on=standing.due_on(law),
            days_past_due=standing.days_past_due(today, law),
            lapses_on=standing.lapses_on(law),
            open_months=[
                OpenMonthAnswer(month=each.month, open=each.open, due_on=due_on(each.month, law))
                for each in account.open_months
            ],
        )


class PeriodQuery(Query):
    """The first and the last day of a period; the current year up to today if none is given."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None

    def days(self, today: date) -> tuple[date, date]:
        to = self.to or today
        return self.from_ or to.replace(month=1, day=1), to


class MovementAnswer(Answer):
    """Something that moved an account: above zero is owed more, below zero less; and what was owed after it.

    cause: that of the entry in the ledger; of an employer's months, the month.
    """

    on: date
    kind: MovementKind
    kind_ar: str
    kind_en: str
    month: MonthField | None
    amount: Dinars
    balance: Dinars
    cause: str

    @classmethod
    def of(cls, row: Row) -> MovementAnswer:
        movement, name = row.movement, KIND_NAMES[row.movement.kind]
        same = {name: getattr(movement, name) for name in ("on", "kind", "month", "amount", "cause")}
        return cls(**same, kind_ar=name.ar, kind_en=name.en, balance=row.balance)


class AccountStatementAnswer(Answer):
    """COL-10: a payer's statement of account: what was owed before, each movement, and what was owed after."""

    payer_id: str
    from_: date = Field(alias="from")
    to: date
    opening: Dinars
    charged: Dinars
    paid: Dinars
    closing: Dinars
    movements: list[MovementAnswer]

    @classmethod
    def of(cls, payer_id: str, statement: AccountStatement) -> AccountStatementAnswer:
        return cls.model_validate(
            {
                "payer_id": payer_id,
                "from": statement.from_,
                "to": statement.to,
                "opening": statement.opening,
                "charged": statement.total(MovementKind.CHARGE, MovementKind.CORRECTION),
                "paid": -statement.total(MovementKind.PAYMENT, MovementKind.TAKEN_BACK),
                "closing": statement.closing,
                "movements": [MovementAnswer.of(row) for row in statement.rows],
            }
        )


class OwedAnswer(Answer):
    """What was owed for a month, what of it is paid, and what is still open."""

    month: MonthField
    owed: Dinars
    paid: Dinars
    open: Dinars

    @classmethod
    def of(cls, month: Month, owed: Owed) -> OwedAnswer:
        return cls(month=month, owed=owed.owed, paid=owed.paid, open=owed.open)


class AssessmentAnswer(Answer):
    """What a subscriber's month was assessed at: the income, where it comes from, and what each payer owes.

    employer_id: on whose list the month was booked; none for a person without an employer.
    age:         whole years on the first of the month, where the state pays an amount by age (CON-3); then no income.
    waiting:     whether the person was still covered in a family, so that only the employer's part is owed (FAM-3).
    """

    subscriber_id: str
    month: MonthField
    category: str
    employer_id: str | None
    income: Dinars
    source: IncomeSource
    subscriber: Dinars
    employer: Dinars
    social_security: Dinars
    state: Dinars
    total: Dinars
    age: int | None
    waiting: bool
    number: int
    statement_id: str | None

    @classmethod
    def of(cls, assessed: Assessed) -> AssessmentAnswer:
        assessment = assessed.assessment
        return cls(
            subscriber_id=assessed.subscriber_id,
            month=assessment.month,
            category=assessment.category,
            employer_id=rolls.employer_of(assessed.roll_id),
            income=assessment.income,
            source=assessment.source,
            **{share.value: assessment.contribution.of(share) for share in Share},
            total=assessment.contribution.total,
            age=assessment.age,
            waiting=assessment.waiting,
            number=assessed.number,
            statement_id=assessed.statement_id,
        )


class HistoryMonthAnswer(Answer):
    """One month of a person: on whose list, what was owed by whom, and what of the own share is open.

    counts: false for a month in which the person was still covered in a family (FAM-3).
    """

    month: MonthField
    employer_id: str | None
    sector: str | None
    category: str
    income: Dinars
    subscriber: Dinars
    employer: Dinars
    social_security: Dinars
    state: Dinars
    open: Dinars
    counts: bool


class SectorMonthsAnswer(Answer):
    """How many months a person has in a sector; without a sector, those without an employer."""

    sector: str | None
    months: int


class ContributionsAnswer(Answer):
    """ENR-8: a person's whole contribution history, the oldest month first.

    months_counted: of all sectors together; months_settled: those of which nothing of the own share is open.
    """

    subscriber_id: str
    months_counted: int
    months_settled: int
    by_sector: list[SectorMonthsAnswer]
    months: list[HistoryMonthAnswer]

    @classmethod
    def of(cls, history: History) -> ContributionsAnswer:
        return cls(
            subscriber_id=history.subscriber_id,
            months_counted=history.counted,
            months_settled=history.settled,
            by_sector=[SectorMonthsAnswer(sector=sector, months=count) for sector, count in history.by_sector.items()],
            months=[_history_month(each) for each in history.months],
        )


def _history_month(each: HistoryMonth) -> HistoryMonthAnswer:
    assessment = each.assessed.assessment
    return HistoryMonthAnswer(
        month=assessment.month,
        employer_id=each.employer_id,
        sector=each.sector,
        category=assessment.category,
        income=assessment.income,
        **{share.value: assessment.contribution.of(share) for share in Share},
        open=each.open,
        counts=each.counts,
    )
