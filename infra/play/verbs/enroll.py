"""Registration: employers, subscribers, their families (ENR-1, ENR-2, FAM-1)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from infra.play import fields, invented
from infra.play.doors import INSURANCE_AFFAIRS
from infra.play.fields import (
    Category,
    Day,
    Dinars,
    EmployerHandle,
    Gender,
    NewHandle,
    NotYet,
    Relation,
    Sector,
    SubscriberHandle,
    Text,
)
from infra.play.stage import Party, Stage
from infra.play.verb import Deed

AGES_OF_WORKERS = (25, 55)
AGES = {"spouse": AGES_OF_WORKERS, "child": (2, 12), "parent": (60, 75)}

GROSS_WHERE_NONE_IS_GIVEN = "1000.00"


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
        person = invented.person(lot, AGES_OF_WORKERS, stage.today, self.gender, self.birth_date, self.national_number)
        body = {
            "category": self.category,
            "employer_id": stage.party(self.employer).id if self.employer else None,
            "name": person.name,
            "national_number": person.national_number,
            "birth_date": person.birth_date.isoformat(),
            "gender": person.gender,
            "gross": self.gross or GROSS_WHERE_NONE_IS_GIVEN,
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


class Dependant(Deed):
    """Added to the family of a subscriber that day."""

    introduces: ClassVar[str | None] = fields.DEPENDANT

    as_: NewHandle = Field(alias="as")
    of: SubscriberHandle
    relation: Relation
    birth_date: Day | None = None
    gender: Gender | None = None
    national_number: Text | None = None

    def do(self, stage: Stage) -> None:
        subscriber = stage.party(self.of)
        gender = self.gender or (None if self.national_number else self._gender_beside(subscriber))
        person = invented.person(
            stage.lot(self.as_), AGES[self.relation], stage.today, gender, self.birth_date, self.national_number
        )
        body = {
            "relation": self.relation,
            "name": person.name,
            "national_number": person.national_number,
            "birth_date": person.birth_date.isoformat(),
            "gender": person.gender,
        }
        answer = stage.doors.post(f"{subscriber.path}/dependants", INSURANCE_AFFAIRS, body)
        party = Party(fields.DEPENDANT, answer["id"], of=subscriber.id, gender=person.gender)
        stage.parties[self.as_] = party

    def _gender_beside(self, subscriber: Party) -> str | None:
        """A spouse is of the other sex; of others nothing follows."""
        if self.relation != "spouse":
            return None
        return "female" if subscriber.gender == "male" else "male"
