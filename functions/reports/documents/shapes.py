"""What the doors of issued documents give, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from functions.reports.shapes import ReasonAnswer
from ishtirak.storage.issued import IssuedDocument, IssuedKind
from ishtirak.storage.reports import JobState
from ishtirak.web.answers import Answer, LinkAnswer
from ishtirak.web.fields import Day
from ishtirak.web.parsing import Body


class IssuedDocumentAnswer(Answer):
    """How far a document has come, and once it is ready what it is.

    number:    what is printed on each page; documents of the same facts have the same number and the same bytes.
    issued_on: the day whose facts it tells.
    people:    how many stood on the list then; of a statement of account, how many movements it has.
    sha256:    of the PDF, in hexadecimal digits.
    link:      to the PDF. `list`: to the list as CSV, where it is too long to be printed, and to movements always.
    reason:    why it could not be made.
    """

    id: str
    kind: IssuedKind
    state: JobState
    asked_by: str
    asked_at: datetime
    number: str | None
    issued_on: date | None
    people: int | None
    sha256: str | None
    link: LinkAnswer | None
    list: LinkAnswer | None
    reason: ReasonAnswer | None

    @classmethod
    def of(
        cls, document: IssuedDocument, link: LinkAnswer | None = None, list_: LinkAnswer | None = None
    ) -> IssuedDocumentAnswer:
        made = document.made
        return cls(
            id=document.id,
            kind=document.kind,
            state=document.state,
            asked_by=document.asked_by,
            asked_at=document.asked_at,
            number=made.number if made else None,
            issued_on=made.issued_on if made else None,
            people=made.people if made else None,
            sha256=made.sha256 if made else None,
            link=link,
            list=list_,
            reason=ReasonAnswer.of(document.failure),
        )


class PeriodBody(Body):
    """The first and the last day of a statement of account; this year up to today if none is given."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None

    def days(self, today: date) -> tuple[date, date]:
        to = self.to or today
        return self.from_ or to.replace(month=1, day=1), to
