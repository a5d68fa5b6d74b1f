"""What the doors of life events take, as JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from ishtirak.web.fields import Code, Day
from ishtirak.web.parsing import Body


class EventKind(StrEnum):
    """What has happened."""

    WORK_ENDED = "work_ended"
    DEATH = "death"
    DIVORCE = "divorce"


class EventBody(Body):
    """FAM-4: something that ends a subscriber's cover; `on` is the first day without it, today if none is given.

    employer_id: of work that has ended, the employer for whom the person is known to work.
    document_id: the document that proves it, where one was handed in.
    """

    kind: Literal[EventKind.WORK_ENDED, EventKind.DEATH]
    on: Day | None = None
    employer_id: Code | None = None
    document_id: Code | None = None


class DependantEventBody(Body):
    """FAM-4: something that ends a family member's cover; `on` is the first day without it, today if none is given."""

    kind: Literal[EventKind.DEATH, EventKind.DIVORCE]
    on: Day | None = None
    document_id: Code | None = None
