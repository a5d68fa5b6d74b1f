"""What the doors of history take and give, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from ishtirak.storage.deeds import Deed
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day
from ishtirak.web.parsing import Query


class OnQuery(Query):
    """The day of which something is asked: what was true at its end; today where none is given."""

    on: Day | None = None


class ChangeAnswer(Answer):
    """A field that a deed names: what it held, null where the deed was no edit or there was nothing, and what then."""

    field: str
    from_: Any = Field(alias="from")
    to: Any


class DeedAnswer(Answer):
    """ENR-4: what was done to a record: by whom, when, and what it changed."""

    at: datetime
    actor: str
    action: str
    changes: list[ChangeAnswer]

    @classmethod
    def of(cls, deed: Deed) -> DeedAnswer:
        told = [{"field": name, "from": each.get("from"), "to": each["to"]} for name, each in deed.changes.items()]
        changes = [ChangeAnswer.model_validate(each) for each in told]
        return cls(at=deed.at, actor=deed.actor, action=deed.action, changes=changes)
