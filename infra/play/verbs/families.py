"""Verbs of families: who joins one, who leaves it, who begins to work and who ends it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from infra.play import fields, invented
from infra.play.doors import INSURANCE_AFFAIRS
from infra.play.fields import (
    Day,
    DependantHandle,
    Dinars,
    EmployerHandle,
    Gender,
    NewHandle,
    PersonHandle,
    Relation,
    SubscriberHandle,
    Text,
)
from infra.play.stage import Party, Stage
from infra.play.verb import Deed
from infra.play.verbs.enroll import AGES_OF_WORKERS

AGES = {"spouse": AGES_OF_WORKERS, "child": (2, 12), "parent": (60, 75)}


class _Joining(Deed):
    """Somebody comes into the family of a subscriber."""

    introduces: ClassVar[str | None] = fields.DEPENDANT
    event: ClassVar[str | None] = None

    as_: NewHandle = Field(alias="as")
    of: SubscriberHandle
    relation: Relation
    birth_date: Day | None = None
    gender: Gender | None = None
    national_number: Text | None = None

    def do(self, stage: Stage) -> None:
        subscriber, told = stage.party(self.of), self._told(stage)
        answer = stage.doors.post(f"{subscriber.path}/dependants", INSURANCE_AFFAIRS, told)
        party = Party(fields.DEPENDANT, answer["id"], of=subscriber.id, gender=answer["gender"])
        stage.parties[self.as_] = party

    def _told(self, stage: Stage) -> dict[str, Any]:
        gender = self.gender or (None if self.national_number else self._gender_beside(stage.party(self.of)))
        lot, ages, born = stage.lot(self.as_), AGES[self.relation], self._born(stage.today)
        person = invented.person(lot, ages, stage.today, gender, born, self.national_number)
        return {
            "relation": self.relation,
            "name": person.name,
            "national_number": person.national_number,
            "birth_date": person.birth_date.isoformat(),
            "gender": person.gender,
            "event": self.event,
        }

    def _born(self, _today: date) -> date | None:
        """The day of birth; None where it is made up."""
        return self.birth_date

    def _gender_beside(self, subscriber: Party) -> str | None:
        """A spouse is of the other sex; of others nothing follows."""
        if self.relation != "spouse":
            return None
        return "female" if subscriber.gender == "male" else "male"


class Dependant(_Joining):
    """Added to the family of a subscriber that day."""


class Birth(_Joining):
    """A child was born to a subscriber: that day, unless another day of birth is given."""

    event: ClassVar[str | None] = "birth"

    relation: Relation = "child"

    def _born(self, today: date) -> date | None:
        return self.birth_date or (None if self.national_number else today)


class Marriage(_Joining):
    """A subscriber has married that day."""

    event: ClassVar[str | None] = "marriage"

    relation: Relation = "spouse"


class TakesWork(Deed):
    """A family member has begun to work: that is reported, and she or he moves once the employer pays too (FAM-3)."""

    introduces: ClassVar[str | None] = fields.SUBSCRIBER

    who: DependantHandle
    as_: NewHandle = Field(alias="as")
    employer: EmployerHandle
    gross: Dinars

    def do(self, stage: Stage) -> None:
        lot, member = stage.lot(self.as_), stage.party(self.who)
        body = {
            "employer_id": stage.party(self.employer).id,
            "gross": self.gross,
            "phone": invented.mobile(lot),
            "iban": invented.iban(lot),
            "social_security_number": invented.social_security_number(lot),
        }
        answer = stage.doors.post(f"{member.path}/work", INSURANCE_AFFAIRS, body)
        stage.parties[self.as_] = Party(
            fields.SUBSCRIBER,
            answer["id"],
            answer["reference"],
            employer=answer["employer_id"],
            gender=member.gender,
        )
        stage.control.drain()


class LeavesWork(Deed):
    """The work ends: that day is the first without cover."""

    who: SubscriberHandle
    employer: EmployerHandle

    def do(self, stage: Stage) -> None:
        body = {"kind": "work_ended", "on": stage.today.isoformat(), "employer_id": stage.party(self.employer).id}
        stage.doors.post(f"{stage.party(self.who).path}/life-events", INSURANCE_AFFAIRS, body)
        stage.control.drain()


class _Leaving(Deed):
    """Somebody is not covered any more from that day."""

    kind: ClassVar[str]

    who: PersonHandle

    def do(self, stage: Stage) -> None:
        body = {"kind": self.kind, "on": stage.today.isoformat()}
        stage.doors.post(f"{stage.party(self.who).path}/life-events", INSURANCE_AFFAIRS, body)
        stage.control.drain()


class Death(_Leaving):
    """A subscriber or a family member has died that day."""

    kind: ClassVar[str] = "death"


class Divorce(_Leaving):
    """A subscriber and a spouse have divorced that day."""

    kind: ClassVar[str] = "divorce"

    who: DependantHandle
