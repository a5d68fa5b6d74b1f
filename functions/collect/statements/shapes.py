"""What the doors of statements take and give, as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from functions.collect.statements.submitting import SalaryMissing, StatedLine
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage.statements import Statement, StatementState
from ishtirak.web.answers import Answer, FormAnswer
from ishtirak.web.fields import Code, Dinars, MonthField, NationalNumber, Words
from ishtirak.web.parsing import Body


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
