"""What the doors of statements take and give, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from functions.collect.statements.comparing import Difference
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


class ChangeSinceAnswer(Answer):
    """Somebody who stands otherwise in the statement than in the month before; amounts are gross salaries."""

    subscriber_id: str
    difference: Difference
    before: Dinars | None
    now: Dinars | None

    @classmethod
    def of(cls, change: Mapping[str, Any]) -> ChangeSinceAnswer:
        amounts = {name: change.get(f"{name}_dirhams") for name in ("before", "now")}
        told = {name: None if dirhams is None else Money(dirhams) for name, dirhams in amounts.items()}
        return cls(subscriber_id=change["subscriber_id"], difference=change["difference"], **told)


class ComparisonAnswer(Answer):
    """COL-7: a statement against the month before.

    counts:  how many people have joined, left, are missing, are paid more, less, the same, or are told by a net only.
    changes: the first hundred of those who don't stand as before.
    gross_before, total_before: what the month before added up to: salaries, and all four shares on them.
    """

    month: MonthField
    counts: dict[Difference, int]
    changes: list[ChangeSinceAnswer]
    gross_before: Dinars
    total_before: Dinars

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> ComparisonAnswer:
        return cls.model_validate(
            {
                "month": found["month"],
                "counts": found["counts"],
                "changes": [ChangeSinceAnswer.of(each) for each in found["changes"]],
                "gross_before": Money(found["gross_before_dirhams"]),
                "total_before": Money(found["total_before_dirhams"]),
            }
        )


class StatementAnswer(Answer):
    """How far a statement has come, and what its check found.

    counts:   rows, good, refused.
    totals:   dinars, of the good lines: gross, the four shares on it, and their total; net where only that is given.
    problems: the first hundred, each with line, column, code and a sentence in Arabic and English.
    comparison: with the month before; None until it is checked.
    """

    id: str
    employer_id: str
    month: MonthField
    state: StatementState
    file_name: str | None
    counts: dict[str, int]
    totals: dict[str, Dinars]
    problems: list[dict[str, Any]]
    comparison: ComparisonAnswer | None
    upload: FormAnswer | None = None

    @classmethod
    def of(cls, statement: Statement, form: FormAnswer | None = None) -> StatementAnswer:
        same = ("id", "employer_id", "month", "state", "file_name")
        return cls(
            **{name: getattr(statement, name) for name in same},
            counts=dict(statement.counts),
            totals={name: Money(dirhams) for name, dirhams in statement.totals_dirhams.items()},
            problems=[dict(problem) for problem in statement.problems],
            comparison=ComparisonAnswer.of(statement.comparison) if statement.comparison else None,
            upload=form,
        )
