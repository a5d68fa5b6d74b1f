"""What the doors of families take and give, as JSON."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from functions.enroll.families.dependants import NewDependant
from functions.enroll.families.transfers import NewWork
from ishtirak.rules.identity import Gender, check_identity
from ishtirak.rules.packages import Reason
from ishtirak.storage.dependants import Dependant, Relation
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Day, Dinars, Iban, Mobile, NationalNumber, PersonName
from ishtirak.web.parsing import Body


class JoiningEvent(StrEnum):
    """By what somebody has come into a family."""

    BIRTH = "birth"
    MARRIAGE = "marriage"


class DependantBody(Body):
    """FAM-1, FAM-4: a family member to be covered by the subscriber.

    event, on: by what the person has come into the family, and when. A newborn is covered from birth, a spouse from the
               day of the marriage, however late it is told. Without an event the cover begins today.
    document_id: the document that proves it, where one was handed in.
    """

    relation: Relation
    name: PersonName
    national_number: NationalNumber
    birth_date: Day
    gender: Gender
    event: JoiningEvent | None = None
    on: Day | None = None
    document_id: Code | None = None

    @model_validator(mode="after")
    def _event_of_that_relation(self) -> Self:
        fits = {JoiningEvent.BIRTH: Relation.CHILD, JoiningEvent.MARRIAGE: Relation.SPOUSE}
        if self.event is not None and self.relation is not fits[self.event]:
            raise ValueError("a birth brings a child into the family, and a marriage a spouse")
        if self.event is JoiningEvent.BIRTH and self.on not in (None, self.birth_date):
            raise ValueError("a birth is on the date of birth")
        if self.event is None and self.on is not None:
            raise ValueError("a day needs the event of that day")
        return self

    def dependant(self, today: date) -> NewDependant:
        """The family member that is told of.

        Raises: NationalNumberOfAnother where number, gender and birth date don't agree.
        """
        check_identity(self.national_number, self.gender, self.birth_date)
        from_ = self.birth_date if self.event is JoiningEvent.BIRTH else self.on or today
        told = (self.relation, self.name, self.national_number, self.birth_date, self.gender.value)
        return NewDependant(*told, from_=from_, document_id=self.document_id)


class StayAnswer(Answer):
    """A time in the family, and why it ended."""

    covered_from: date
    covered_until: date | None
    ending: Reason | None


class DependantAnswer(Answer):
    """A family member covered by a subscriber.

    covered_from, covered_until: the last time in the family; `stays` has all of them.
    parted_on:                   since when the person does not belong to the family any more (divorce, death).
    """

    id: str
    subscriber_id: str
    relation: Relation
    name: str
    national_number: str
    birth_date: date
    gender: str
    covered_from: date
    covered_until: date | None
    stays: list[StayAnswer]
    parted_on: date | None

    @classmethod
    def of(cls, dependant: Dependant) -> DependantAnswer:
        told = {name: getattr(dependant, name) for name in cls.model_fields if name != "stays"}
        stays = [
            StayAnswer(covered_from=stay.from_, covered_until=stay.until, ending=stay.ending)
            for stay in dependant.stays
        ]
        return cls(stays=stays, **told)


class WorkBody(Body):
    """FAM-2, FAM-3: work that a family member has begun, today unless another day is given.

    The gross income is that of the salary certificate.
    """

    employer_id: Code
    gross: Dinars
    on: Day | None = None
    certificate_issued_on: Day | None = None
    phone: Mobile | None = None
    iban: Iban | None = None
    social_security_number: Code | None = None
    document_id: Code | None = None

    def work(self, today: date) -> NewWork:
        begun = self.on or today
        return NewWork(
            self.employer_id,
            begun,
            self.gross,
            self.certificate_issued_on or begun,
            self.phone,
            self.iban,
            self.social_security_number,
            self.document_id,
        )
