"""An employer's monthly statement: declared, checked, shown, and confirmed by a person (COL-7, CON-8).

Its lines are written when it is checked and count for nothing until it is confirmed. Confirming makes it the one
that the month is assessed from, and where the month has been opened already, has it assessed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from functions.collect.statements.comparing import Comparison
from ishtirak.errors import InvalidField, Refused
from ishtirak.files.problems import MOST_SHOWN
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.calendar import InvalidMonth, Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution, Tariff, tariff_for
from ishtirak.rules.money import Money
from ishtirak.rules.rises import Stated
from ishtirak.storage import deeds, employers, keys, persons, rolls, statements, subscribers
from ishtirak.storage.ids import new_id
from ishtirak.storage.persons import CoveredPerson
from ishtirak.storage.statements import Statement, StatementState
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write

PEOPLE_OF_ONE_LOOK = 100


class NotChecked(Refused):
    """Only a statement that has been read and checked can be confirmed."""

    code = "statement_not_checked"
    ar = "كشف المرتبات {statement_id} لم يُفحص بعد أو رُفض؛ حالته: {state}."
    en = "The statement {statement_id} is not checked yet, or was refused; its state is {state}."


class SalaryMissing(InvalidField):
    """A line must say what a person earned."""

    code = "salary_missing"
    ar = "الحقل {field}: يجب ذكر إجمالي المرتب أو صافيه."
    en = "The field {field}: the gross or the net salary must be given."


@dataclass(frozen=True, slots=True)
class StatedLine:
    """One person's line: the national number or the subscriber's id, whichever is known, and the gross or the net."""

    line: int
    stated: Stated
    national_number: str | None = None
    subscriber_id: str | None = None


@dataclass
class Sums:
    """What a check adds up, line by line."""

    tariff: Tariff
    comparison: Comparison
    rows: int = 0
    refused: int = 0
    gross: Money = Money.ZERO
    net: Money = Money.ZERO
    contribution: Contribution = Contribution()
    problems: list[Mapping[str, Any]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)

    def take(self, subscriber_id: str, stated: Stated) -> None:
        """Add one person's line. What is owed follows from the gross alone; a net is only watched (SAL-2)."""
        self.people.add(subscriber_id)
        if stated.gross is not None:
            self.gross += stated.gross
            self.contribution += self.tariff.owed_on(stated.gross)
        elif stated.net is not None:
            self.net += stated.net

    def refuse(self, problem: Mapping[str, Any]) -> None:
        self.refused += 1
        self.note(problem)

    def note(self, problem: Mapping[str, Any]) -> None:
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(problem)

    def checked(self, statement: Statement) -> Statement:
        """The statement with what was found, ready to be confirmed."""
        self.comparison.take_missing(self.people)
        shares = {share.value: self.contribution.of(share).dirhams for share in Share}
        return replace(
            statement,
            state=StatementState.CHECKED,
            counts={"rows": self.rows, "good": len(self.people), "refused": self.refused},
            totals_dirhams={
                "gross": self.gross.dirhams,
                "net": self.net.dirhams,
                **shares,
                "total": self.contribution.total.dirhams,
            },
            problems=tuple(self.problems),
            comparison=self.comparison.found(),
        )


def new_statement(
    employer_id: str, month: Month, actor_id: str, now: datetime, file_name: str | None = None
) -> Statement:
    """A statement that waits for its lines.

    Raises: UnknownEmployer; InvalidMonth for one before the employer's policy or still to come.
    """
    employer = employers.load(employer_id)
    if not Month.of(employer.opened_on) <= month <= Month.of(now.date()):
        raise InvalidMonth(value=str(month))
    return Statement(new_id("T"), employer_id, month, StatementState.WAITING, actor_id, now, file_name)


def sums_for(statement: Statement, law: Law) -> Sums:
    """Empty sums for a statement of this employer, at the rates of its people's category."""
    sector = law.sectors[employers.load(statement.employer_id).sector]
    comparison = Comparison(statement.employer_id, statement.month)
    return Sums(tariff_for(sector.category, statement.month, law), comparison)


def submit(
    employer_id: str, month: Month, lines: Sequence[StatedLine], actor_id: str, now: datetime, law: Law
) -> Statement:
    """Take a statement that came by the API; its lines are checked at once.

    Raises: UnknownEmployer, InvalidMonth.
    """
    statement = new_statement(employer_id, month, actor_id, now)
    sums = sums_for(statement, law)
    sums.rows = len(lines)
    take_lines(statement, lines, sums)
    checked = sums.checked(statement)
    write(statements.put_new(checked), _deed(checked, actor_id, "submit_statement", now))
    return checked


def take_lines(statement: Statement, lines: Iterable[StatedLine], sums: Sums) -> None:
    """Write the lines of people on the employer's list, and note those of others, a hundred at a time."""
    waiting: list[StatedLine] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == PEOPLE_OF_ONE_LOOK:
            _take(statement, waiting, sums)
            waiting = []
    _take(statement, waiting, sums)


def _take(statement: Statement, lines: Sequence[StatedLine], sums: Sums) -> None:
    covered = persons.find_all(line.national_number for line in lines if line.national_number)
    said = {line.line: line.subscriber_id or _own_in(covered.get(line.national_number or "")) for line in lines}
    known = subscribers.load_all(subscriber_id for subscriber_id in said.values() if subscriber_id)
    stated: dict[str, Stated] = {}
    line_nos: dict[str, int] = {}
    for line in lines:
        subscriber_id = said[line.line]
        if subscriber_id is None or not _works_there(known.get(subscriber_id), statement):
            sums.refuse(_not_on_list(line))
        elif subscriber_id in sums.people:
            sums.refuse(_stated_twice(line))
        else:
            sums.take(subscriber_id, line.stated)
            stated[subscriber_id], line_nos[subscriber_id] = line.stated, line.line
    sums.comparison.take(stated)
    statements.put_lines(statement.id, stated, line_nos)


def _own_in(covered: CoveredPerson | None) -> str | None:
    """The subscriber that a person is, was or waits to become; None for who never was one."""
    return covered.own_subscription if covered else None


def _works_there(person: Subscriber | None, statement: Statement) -> bool:
    """Whether the month of the statement is owed on its employer's list: who has left since is still among them."""
    then = person.as_in(statement.month) if person else None
    return then is not None and then.employer_id == statement.employer_id


def _not_on_list(line: StatedLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "column": "national_number",
        "code": "not_on_list",
        "ar": "هذا الشخص ليس في قائمة مشتركي جهة العمل.",
        "en": "This person is not on the employer's list of subscribers.",
    }


def _stated_twice(line: StatedLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "column": "national_number",
        "code": "stated_twice",
        "ar": "ورد هذا الشخص في الكشف أكثر من مرة.",
        "en": "This person is in the statement more than once.",
    }


@decided_again
def confirm(statement_id: str, actor_id: str, now: datetime) -> Statement:
    """Make a checked statement the one that its month is assessed from; confirming it again changes nothing.

    Raises: UnknownStatement, NotChecked.
    """
    statement = statements.load(statement_id)
    if statement.state is StatementState.CONFIRMED:
        _assess_if_begun(statement)
        return statement
    if statement.state is not StatementState.CHECKED:
        raise NotChecked(statement_id=statement_id, state=statement.state.value)
    employer_id, month = statement.employer_id, statement.month
    confirmed = replace(statement, state=StatementState.CONFIRMED)
    roll = rolls.load(employer_id)
    writes: list[Write] = [
        statements.put_over(statement, confirmed),
        rolls.state_month(employer_id, month, rolls.month(employer_id, month).statement_id, statement.id),
        rolls.put_over(roll, roll.restate(month) if roll.has_begun(month, now.date()) else roll),
        _deed(statement, actor_id, "confirm_statement", now),
    ]
    write(*writes)
    _assess_if_begun(confirmed)
    return confirmed


def _assess_if_begun(statement: Statement) -> None:
    """Assess the month again now; if this message is lost, the next sweep finds the roll."""
    if statement.month in rolls.load(statement.employer_id).restated:
        send(Queue.OPENINGS, {"roll_id": statement.employer_id})


def _deed(statement: Statement, actor_id: str, action: str, now: datetime) -> Write:
    what = {"employer_id": statement.employer_id, "month": statement.month, **statement.counts}
    return deeds.put_deed(keys.statement(statement.id), actor_id, action, now, what)
