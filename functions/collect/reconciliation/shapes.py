"""What the doors of bank statements take and give, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from ishtirak.rules.ledger import DebitKind
from ishtirak.rules.money import Money
from ishtirak.rules.reconciliation import Outcome
from ishtirak.storage.bank_debits import BankDebit, DebitState
from ishtirak.storage.bank_lines import BankLine
from ishtirak.storage.bank_statements import BankStatement, BankStatementState
from ishtirak.web.answers import Answer, FormAnswer
from ishtirak.web.fields import Code, Dinars, Limit, Words
from ishtirak.web.parsing import Body, Query


class BankStatementBody(Body):
    """COL-9: a statement that will come as a file: camt.053, camt.054, MT940, CSV or XLSX."""

    bank: Code
    file_name: Words


class OneStatementAnswer(Answer):
    """One statement of a file. Balances are in the smallest unit of its currency: dirhams of dinars."""

    account: str
    kind: str
    currency: str
    statement_id: str
    number: int | None
    from_: date | None = Field(alias="from")
    to: date | None
    opening: int | None
    closing: int | None


class BankStatementAnswer(Answer):
    """How far a bank's file has come, and what its check found.

    counts:  payments by what they are: matched, differs, new, reversed, returned, debit; those that are refused,
             pending or in another currency; and missing: recorded of those days, and in no line.
    totals:  what they come to.
    can_be_booked: whether it holds together and is in dinars.
    booked, taken_back: how many receipts it has made so far, and reversed.
    """

    id: str
    bank: str
    file_name: str
    state: BankStatementState
    submitted_at: datetime
    counts: dict[str, int]
    totals: dict[str, Dinars]
    statements: list[OneStatementAnswer]
    problems: list[dict[str, Any]]
    can_be_booked: bool
    repeats: str | None
    booked: int
    taken_back: int
    confirmed_by: str | None
    upload: FormAnswer | None = None

    @classmethod
    def of(cls, statement: BankStatement, form: FormAnswer | None = None) -> BankStatementAnswer:
        same = ("id", "bank", "file_name", "state", "submitted_at", "can_be_booked", "repeats", "booked", "taken_back")
        return cls(
            **{name: getattr(statement, name) for name in (*same, "confirmed_by")},
            counts=dict(statement.counts),
            totals={name: Money(dirhams) for name, dirhams in statement.totals.items()},
            statements=[OneStatementAnswer.model_validate(_whole(each)) for each in statement.statements],
            problems=[dict(problem) for problem in statement.problems],
            upload=form,
        )


def _whole(statement: Mapping[str, Any]) -> dict[str, Any]:
    """What was empty is not kept in the table."""
    empty = {"number": None, "from": None, "to": None, "opening": None, "closing": None, "statement_id": ""}
    return {**empty, **statement}


class LineGroup(StrEnum):
    """Which lines are looked at; of those that match there is nothing to see."""

    DIFFERS = "differs"
    NEW = "new"
    REVERSED = "reversed"
    RETURNED = "returned"
    DEBIT = "debit"
    MISSING = "missing"


class BankLinesQuery(Query):
    """Which group of lines is looked at, and which page of it."""

    group: LineGroup
    cursor: str | None = None
    limit: Limit = 50


class BookedLineAnswer(Answer):
    """A payment of a booked statement: where it stands in the file, and the receipt or the debit that it is.

    number: counts the payments of the file, from 1; `line` is where it stands in the file.
    """

    statement_id: str
    number: int
    line: int
    bank: str
    on: date
    amount: Dinars
    credit: bool
    outcome: Outcome
    receipt_id: str | None
    debit_id: str | None

    @classmethod
    def of(cls, line: BankLine) -> BookedLineAnswer:
        same = {name: getattr(line, name) for name in cls.model_fields if name not in ("line", "credit")}
        return cls(**same, line=line.line_no, credit=line.is_credit)


class ClassificationBody(Body):
    """COL-9: what money has left a bank for, why that is said, and the paper that shows it."""

    kind: DebitKind
    reason: Words
    document: Annotated[Words, Field(examples=["إشعار خصم 77 بتاريخ 05-02-2026"])]


class DebitDecisionBody(Body):
    """Whether the classification counts."""

    approved: bool


class DebitAnswer(Answer):
    """Money that has left an account of the fund: a line of a bank's statement, and what people say it was."""

    bank: str
    id: str
    amount: Dinars
    left_on: date
    account: str
    text: str
    statement_id: str
    number: int
    line_no: int
    state: DebitState
    kind: DebitKind | None
    reason: str | None
    document: str | None
    entered_by: str | None
    entered_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, debit: BankDebit) -> DebitAnswer:
        return cls(**{name: getattr(debit, name) for name in cls.model_fields})


class RecordedAnswer(Answer):
    """A payment that the fund has recorded of the bank."""

    id: str
    amount: str
    settled_on: date


class BankLineAnswer(Answer):
    """A payment of a statement, with the recorded one that it is or touches; a missing one is recorded only."""

    line: int | None = None
    on: date | None = None
    amount: str | None = None
    credit: bool | None = None
    ids: list[str] = Field(default_factory=list)
    payer_reference: str | None = None
    payer_iban: str | None = None
    payer_name: str | None = None
    text: str | None = None
    recorded: RecordedAnswer | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> BankLineAnswer:
        return cls.model_validate(told if "line" in told else {"recorded": told})
