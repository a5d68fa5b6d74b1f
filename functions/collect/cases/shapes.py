"""What the doors of cases take and give, as JSON."""

from __future__ import annotations

from datetime import date

from ishtirak.rules.cases import CaseKind, CaseState
from ishtirak.storage.cases import Case
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Words
from ishtirak.web.parsing import Body, PageQuery


class CasesQuery(PageQuery):
    """Which kind of cases, and which page of them."""

    kind: CaseKind


class ClosingBody(Body):
    """How a case ended, in the words of who closes it."""

    outcome: Words


class CaseAnswer(Answer):
    """Something that a person must look at, and how it ended."""

    kind: CaseKind
    subscriber_id: str
    opened_on: date
    state: CaseState
    facts: dict[str, str]
    closed_on: date | None
    closed_by: str | None
    outcome: str | None

    @classmethod
    def of(cls, case: Case) -> CaseAnswer:
        same = {name: getattr(case, name) for name in cls.model_fields if name != "facts"}
        return cls(facts=dict(case.facts), **same)


class CasesAnswer(Answer):
    """Every case of a subscriber, open and closed."""

    items: list[CaseAnswer]
