"""Registration: employers, subscribers, their salary certificates (ENR-1, ENR-2, SAL-4)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from infra.play import fields, invented
from infra.play.doors import INSURANCE_AFFAIRS, SECOND_OF_INSURANCE_AFFAIRS, Problem
from infra.play.fields import (
    Category,
    CertificatePart,
    Day,
    Dinars,
    EmployerHandle,
    Gender,
    NewHandle,
    NotYet,
    Package,
    Sector,
    SubscriberHandle,
    Text,
)
from infra.play.stage import Party, Stage
from infra.play.verb import Deed
from infra.play.verbs.documents import hand_in
from infra.play.words import CATEGORIES_WITH_NUMBER, CATEGORIES_WITHOUT_INCOME

AGES_OF_WORKERS = (25, 55)
AGES_OF_RETIREES = (66, 75)

RETIREE = "retiree"

GROSS_WHERE_NONE_IS_GIVEN = "1000.00"

DOCUMENTS_MISSING = "documents_missing"


class Employer(Deed):
    """Registered, and its policy opened, that day."""

    introduces: ClassVar[str | None] = fields.EMPLOYER

    as_: NewHandle = Field(alias="as")
    sector: Sector
    name: Text | None = None
    region: Text | None = None
    size: int | None = None
    iban: Text | None = None
    phone: Text | None = None
    by: NotYet = None

    def do(self, stage: Stage) -> None:
        lot = stage.lot(self.as_)
        made_up = {"name": invented.company(lot), "iban": invented.iban(lot), "phone": invented.mobile(lot)}
        given = self.given("sector", "name", "region", "size", "iban", "phone")
        answer = stage.doors.post("/v1/employers", INSURANCE_AFFAIRS, {**made_up, **given})
        stage.parties[self.as_] = Party(fields.EMPLOYER, answer["id"], answer["reference"])


class Subscriber(Deed):
    """Registered, with cover from that day."""

    introduces: ClassVar[str | None] = fields.SUBSCRIBER

    as_: NewHandle = Field(alias="as")
    category: Category
    employer: EmployerHandle | None = None
    gross: Dinars | None = None
    birth_date: Day | None = None
    gender: Gender | None = None
    national_number: Text | None = None
    social_security_number: Text | None = None
    certificate_issued: Day | None = None
    phone: Text | None = None
    iban: Text | None = None
    by: NotYet = None

    def do(self, stage: Stage) -> None:
        lot = stage.lot(self.as_)
        ages = AGES_OF_RETIREES if self.category == RETIREE else AGES_OF_WORKERS
        person = invented.person(lot, ages, stage.today, self.gender, self.birth_date, self.national_number)
        body = {
            "category": self.category,
            "employer_id": stage.party(self.employer).id if self.employer else None,
            "name": person.name,
            "national_number": person.national_number,
            "birth_date": person.birth_date.isoformat(),
            "gender": person.gender,
            "gross": self.gross or self._gross_made_up(),
            "certificate_issued_on": (self.certificate_issued or stage.today).isoformat(),
            "phone": invented.mobile(lot),
            "iban": invented.iban(lot),
            "social_security_number": invented.social_security_number(lot),
            **self.given("phone", "iban", "social_security_number"),
        }
        answer = stage.doors.post("/v1/subscribers", INSURANCE_AFFAIRS, body)
        stage.parties[self.as_] = Party(
            fields.SUBSCRIBER,
            answer["id"],
            answer["reference"],
            employer=answer["employer_id"],
            gender=person.gender,
        )

    def _gross_made_up(self) -> str | None:
        return None if self.category in CATEGORIES_WITHOUT_INCOME else GROSS_WHERE_NONE_IS_GIVEN


class Certificate(Deed):
    """A new salary certificate: handed in by one person, approved by another."""

    of: SubscriberHandle
    gross: Dinars | None = None
    parts: dict[CertificatePart, Dinars] = Field(default_factory=dict)
    issued: Day | None = None

    @model_validator(mode="after")
    def _says_an_income(self) -> Self:
        if self.gross is None and not self.parts:
            raise ValueError("needs the field 'gross', or the 'parts' that add up to it")
        return self

    def do(self, stage: Stage) -> None:
        path = f"{stage.party(self.of).path}/certificates"
        body = {"issued_on": (self.issued or stage.today).isoformat(), **self.given("gross", "parts")}
        entered = stage.doors.post(path, INSURANCE_AFFAIRS, body)
        stage.doors.post(f"{path}/{entered['id']}/approve", SECOND_OF_INSURANCE_AFFAIRS)
        stage.control.drain()


class Change(Deed):
    """Something is changed by request, from that day: asked for by one person, approved by another."""

    of: SubscriberHandle
    category: Category | None = None
    employer: EmployerHandle | None = None
    iban: Text | None = None
    package: Package | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.given("category", "employer", "iban", "package"):
            raise ValueError("needs one of the fields 'category', 'employer', 'iban', 'package'")
        return self

    def do(self, stage: Stage) -> None:
        body = {"from": stage.today.isoformat(), **self.given("category", "iban", "package")}
        if self.employer:
            body["employer_id"] = stage.party(self.employer).id
        if self.category in CATEGORIES_WITH_NUMBER:
            body["social_security_number"] = invented.social_security_number(stage.lot(self.of))
        record = stage.doors.get(stage.party(self.of).path, INSURANCE_AFFAIRS)
        if record["gross"] is None and (self.category or self.employer):
            body["gross"] = GROSS_WHERE_NONE_IS_GIVEN
        path = f"{stage.party(self.of).path}/changes"
        asked = self._asked(stage, path, body)
        stage.doors.post(f"{path}/{asked['id']}/approve", SECOND_OF_INSURANCE_AFFAIRS)
        stage.control.drain()

    def _asked(self, stage: Stage, path: str, body: dict[str, object]) -> Any:
        """Asked for; where only the documents are missing, which a step leaves out, they are handed in first."""
        try:
            return stage.doors.post(path, INSURANCE_AFFAIRS, body)
        except Problem as problem:
            if problem.code != DOCUMENTS_MISSING:
                raise
        papers = [hand_in(stage, stage.party(self.of), kind, None) for kind in self._needs(stage)]
        return stage.doors.post(path, INSURANCE_AFFAIRS, {**body, "documents": papers})

    def _needs(self, stage: Stage) -> list[str]:
        """The kinds of documents that the law asks for; what a step leaves out is made up."""
        given = {"iban": "bank_account", "package": "package", "category": "category", "employer": "employer"}
        kind = next(code for field, code in given.items() if self.given(field))
        kinds = stage.doors.get("/v1/change-kinds", INSURANCE_AFFAIRS)["items"]
        return next(each["needs"] for each in kinds if each["code"] == kind)
