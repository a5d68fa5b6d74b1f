"""What the doors of lists of employees from files take and give, as JSON."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from functions.enroll.lists.lines import Group
from ishtirak.rules.money import Money
from ishtirak.storage.registrations import Registration, RegistrationState
from ishtirak.web.answers import Answer, FormAnswer
from ishtirak.web.fields import Day, Dinars, Limit, Words
from ishtirak.web.parsing import Body, Query


class ListBody(Body):
    """ENR-9: a list of employees that will come as a file. Cover begins today unless another day is given."""

    file_name: Words
    covered_from: Day | None = None


class RegistrationAnswer(Answer):
    """How far a list has come, what its check found, and what was done.

    counts:    rows, good, and of each group how many people: new, returning, changed, unchanged, refused, leavers.
    totals:    dinars, of the lines that could be read: gross.
    problems:  the first hundred, each with line, column, code and a sentence in Arabic and English.
    lines_read: while it is checked, how many lines have been read.
    applied:   while it is applied, how many people were registered (returning ones too), changed, taken off the list.
    repeats:   the registration that has applied a file of the same bytes before.
    """

    id: str
    employer_id: str
    file_name: str
    covered_from: date
    state: RegistrationState
    lines_read: int
    counts: dict[str, int]
    totals: dict[str, Dinars]
    registered: int
    changed: int
    left: int
    leave_on: date | None
    confirmed_by: str | None
    repeats: str | None
    problems: list[dict[str, Any]]
    upload: FormAnswer | None = None

    @classmethod
    def of(cls, registration: Registration, form: FormAnswer | None = None) -> RegistrationAnswer:
        same = ("id", "employer_id", "file_name", "covered_from", "state", "registered", "changed", "left", "leave_on")
        return cls(
            **{name: getattr(registration, name) for name in (*same, "confirmed_by", "repeats")},
            lines_read=registration.read,
            counts=dict(registration.counts),
            totals={name: Money(dirhams) for name, dirhams in registration.totals_dirhams.items()},
            problems=[dict(problem) for problem in registration.problems],
            upload=form,
        )


class Leavers(StrEnum):
    """What becomes of those who are on the employer's list and not in the file."""

    KEEP = "keep"
    LEAVE = "leave"


class ConfirmQuery(Query):
    """Whether those who are missing from the file stay on the list or leave it, and the first day without cover then.

    Without a day it is the one on which the cover of the list begins.
    """

    leavers: Leavers = Leavers.KEEP
    left_on: Day | None = None

    @model_validator(mode="after")
    def _a_day_only_for_leavers(self) -> Self:
        if self.left_on is not None and self.leavers is Leavers.KEEP:
            raise ValueError("left_on goes with leavers=leave")
        return self


class LinesQuery(Query):
    """Which group of people is looked at, and which page of it."""

    group: Group = Field(description="new, returning, changed, refused or leavers")
    cursor: str | None = None
    limit: Limit = 50


class ListLineAnswer(Answer):
    """What a list would do to one person. A leaver has no line; a refused one has the problems of the line.

    before: of somebody who is on the list already, what stands there now.
    """

    line: int | None = None
    subscriber_id: str | None = None
    national_number: str | None = None
    name: str | None = None
    gross: str | None = None
    iban: str | None = None
    before: dict[str, str | None] | None = None
    problems: list[dict[str, Any]] = Field(default_factory=list)
