"""What this room's doors take and give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from functions.collect.contributions import History, HistoryMonth
from functions.collect.owed import Owed
from functions.collect.statements import SalaryMissing, StatedLine
from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account, PayerKind
from ishtirak.rules.assessments import IncomeSource
from ishtirak.rules.calendar import Month, due_on
from ishtirak.rules.categories import Share
from ishtirak.rules.cover import Cover
from ishtirak.rules.money import Money
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.rules.rises import Stated
from ishtirak.storage import rolls
from ishtirak.storage.assessments import Assessed
from ishtirak.storage.receipts import Receipt
from ishtirak.storage.statements import Statement, StatementState
from ishtirak.web.answers import Answer, FormAnswer
from ishtirak.web.fields import Code, Day, Dinars, MonthField, NationalNumber, Words
from ishtirak.web.parsing import Body, Query


class LineBody(Body):
    """What one person earned in the month; the person by national number or by the subscriber's id.

    gross, net: at least one of them. The month is assessed on a gross; a net is only watched for a rise (SAL-2).
    """

    gross: Dinars | None = None
    net: Dinars | None = None
    national_number: NationalNumber | None = None
    subscriber_id: Code | None = None

    def stated(self, number: int) -> Stated:
        """Raises: SalaryMissing where the line gives neither."""
        if self.gross is None and self.net is None:
            raise SalaryMissing(f"lines.{number - 1}.gross")
        return Stated(self.gross, self.net)


class StatementBody(Body):
    """COL-7: what an employer's people earned in a month. A larger list comes as a file."""

    month: MonthField
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=10_000)]

    def stated(self) -> list[StatedLine]:
        return [
            StatedLine(number, line.stated(number), line.national_number, line.subscriber_id)
            for number, line in enumerate(self.lines, start=1)
        ]


class StatementFileBody(Body):
    """COL-7: a statement that will come as a file."""

    month: MonthField
    file_name: Words


class StatementAnswer(Answer):
    """How far a statement has come, and what its check found.

    counts:   rows, good, refused.
    totals:   dinars, of the good lines: gross, the four shares on it, and their total; net where only that is given.
    problems: the first hundred, each with line, column, code and a sentence in Arabic and English.
    """

    id: str
    employer_id: str
    month: MonthField
    state: StatementState
    file_name: str | None
    counts: dict[str, int]
    totals: dict[str, Dinars]
    problems: list[dict[str, Any]]
    upload: FormAnswer | None = None

    @classmethod
    def of(cls, statement: Statement, form: FormAnswer | None = None) -> StatementAnswer:
        same = ("id", "employer_id", "month", "state", "file_name")
        return cls(
            **{name: getattr(statement, name) for name in same},
            counts=dict(statement.counts),
            totals={name: Money(dirhams) for name, dirhams in statement.totals_dirhams.items()},
            problems=[dict(problem) for problem in statement.problems],
            upload=form,
        )


class BankQuery(Query):
    """Which bank the event comes from: the code under which the fund keeps its secrets."""

    bank: Code


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
    """

    payer_id: str
    kind: PayerKind
    balance: Dinars
    credit: Dinars
    owed: Dinars
    paid: Dinars
    forgiven: Dinars
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
            oldest_unpaid=standing.oldest_unpaid,
            due_on=standing.due_on(law),
            days_past_due=standing.days_past_due(today, law),
            lapses_on=standing.lapses_on(law),
            open_months=[
                OpenMonthAnswer(month=each.month, open=each.open, due_on=due_on(each.month, law))
                for each in account.open_months
            ],
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


class CoverQuery(Query):
    """The day that is asked about; today if none is given."""

    on: Day | None = None


class CoverAnswer(Answer):
    """PKG-6: the package on a day, why, since when, and when it changes next if nothing happens."""

    on: date
    package: Package
    package_ar: str
    package_en: str
    reason: Reason
    reason_ar: str
    reason_en: str
    since: date | None
    until: date | None

    @classmethod
    def of(cls, cover: Cover, law: Law) -> CoverAnswer:
        package, reason = law.packages[cover.package.value].name, REASON_TEXTS[cover.reason]
        return cls(
            on=cover.on,
            package=cover.package,
            package_ar=package.ar,
            package_en=package.en,
            reason=cover.reason,
            reason_ar=reason.ar,
            reason_en=reason.en,
            since=cover.since,
            until=cover.until,
        )


class ReceiptAnswer(Answer):
    """A payment that a bank reported. `payer_id` is None while it stands in suspense."""

    bank: str
    id: str
    amount: Dinars
    received_on: date
    settled_on: date
    payer_reference: str | None
    payer_iban: str | None
    payer_name: str | None
    payer_id: str | None

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptAnswer:
        return cls(**{name: getattr(receipt, name) for name in cls.model_fields})
