"""What the doors of requests of change take and give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from ishtirak.law.catalogue import ChangeKind
from ishtirak.rules.identity import Gender
from ishtirak.rules.packages import Package
from ishtirak.storage.changes import Change, ChangeState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import CategoryCode, Code, Day, Dinars, Iban, NationalNumber, PersonName, Words
from ishtirak.web.parsing import Body


class PersonalData(Body):
    """The right data in place of those that were written down wrongly."""

    name: PersonName | None = None
    national_number: NationalNumber | None = None
    birth_date: Day | None = None
    gender: Gender | None = None


class ChangeBody(Body):
    """ENR-5: one change that is asked for, from today unless another day is given.

    category:    another category; with `social_security_number` or `gross` where it needs one that is not known.
    employer_id: another employer; the category is that of its sector, unless one is given.
    gross:       the income from then on, as a salary certificate of that day.
    iban, package, personal_data: each by itself.
    documents:   the ids of documents that were handed in for it; /v1/change-kinds tells which kinds it needs.
    submit:      whether the request is submitted at once, or stays a draft.
    """

    category: CategoryCode | None = None
    employer_id: Code | None = None
    social_security_number: Code | None = None
    gross: Dinars | None = None
    iban: Iban | None = None
    package: Package | None = None
    personal_data: PersonalData | None = None
    from_: Day | None = Field(default=None, alias="from")
    documents: list[Code] = Field(default_factory=list)
    submit: bool = True

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        move = self.category is not None or self.employer_id is not None
        asked = (move, self.iban is not None, self.package is not None, bool(self.asked_data))
        if sum(asked) != 1:
            raise ValueError("ask for one thing: category or employer_id, iban, package, or personal_data")
        if not move and (self.social_security_number, self.gross) != (None, None):
            raise ValueError("social_security_number and gross go with a category or an employer")
        return self

    @property
    def asked_data(self) -> dict[str, str]:
        """The personal data that are asked for, as text."""
        given = self.personal_data.model_dump(exclude_none=True, mode="json") if self.personal_data else {}
        return {name: str(value) for name, value in given.items()}

    @property
    def kind(self) -> str:
        """By what name the law knows the change."""
        if self.iban is not None:
            return "bank_account"
        if self.package is not None:
            return "package"
        if self.asked_data:
            return "personal_data"
        return "category" if self.category is not None else "employer"

    @property
    def asked(self) -> dict[str, str]:
        """The values that are asked for, as text."""
        names = ("category", "employer_id", "social_security_number", "gross", "iban", "package")
        plain = {name: getattr(self, name) for name in names}
        return {name: str(value) for name, value in plain.items() if value is not None} | self.asked_data


class ChangeRejectionBody(Body):
    """Why a request of change is turned down."""

    reason: Words


class ChangeAnswer(Answer):
    """ENR-5: a request of change, who asked for it, and what became of it."""

    id: str
    subscriber_id: str
    kind: str
    asked: dict[str, str]
    from_: date = Field(serialization_alias="from")
    state: ChangeState
    documents: list[str]
    entered_by: str
    entered_at: str
    submitted_at: str | None
    decided_by: str | None
    decided_at: str | None
    reason: str | None
    in_force_at: str | None

    @classmethod
    def of(cls, change: Change) -> ChangeAnswer:
        told: dict[str, Any] = {
            name: getattr(change, name) for name in cls.model_fields if name not in ("asked", "documents")
        }
        return cls(asked=dict(change.asked), documents=list(change.documents), **told)


class ChangeKindAnswer(Answer):
    """What can be changed by request, and the kinds of documents that must be approved for it."""

    code: str
    ar: str
    en: str
    needs: list[str]

    @classmethod
    def of(cls, kind: ChangeKind) -> ChangeKindAnswer:
        return cls(code=kind.code, ar=kind.name.ar, en=kind.name.en, needs=list(kind.needs))


class ChangeKindsAnswer(Answer):
    """Everything that can be changed by request."""

    items: list[ChangeKindAnswer]
