"""What the doors of eligibility take and give, as JSON: what a desk needs, and nothing of the account."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from functions.collect.eligibility.checking import Eligibility
from functions.collect.eligibility.insured import Insured, Question
from ishtirak.rules.card_codes import LONGEST_CODE
from ishtirak.rules.eligibility import Shown, is_covered
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.storage.dependants import Relation
from ishtirak.storage.eligibility_checks import Check
from ishtirak.web.answers import Answer
from ishtirak.web.fields import CardNumber, Code, Day, NationalNumber
from ishtirak.web.parsing import Body, PageQuery

CardCodeText = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE, examples=["eyJhbGciOiJFZERTQSIs…"])]

_ONE = {
    "ar": "اذكر واحدا فقط من card_number أو national_number أو qr.",
    "en": "Give exactly one of card_number, national_number and qr.",
}


def _not_one(shown: Shown) -> InitErrorDetails:
    return {"type": PydanticCustomError("not_exactly_one", "{en}", _ONE), "loc": (shown.value,), "input": None}


class EligibilityBody(Body):
    """SRV-4: by what the person is asked for, one of three; and the day of treatment, today if none is given.

    qr: the text of the code on the card.
    """

    card_number: CardNumber | None = None
    national_number: NationalNumber | None = None
    qr: CardCodeText | None = None
    on: Day | None = None

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        """Of several each is told as wrong; of none, each that could have been given."""
        if len(self._shown) != 1:
            wrong = [question.shown for question in self._shown] or list(Shown)
            raise ValidationError.from_exception_data(type(self).__name__, [_not_one(each) for each in wrong])
        return self

    @property
    def question(self) -> Question:
        return self._shown[0]

    @property
    def _shown(self) -> list[Question]:
        given = {each: getattr(self, each.value) for each in Shown}
        return [Question(each, value) for each, value in given.items() if value is not None]


class InsuredAnswer(Answer):
    """Enough to tell whether the one at the desk is the one who is insured."""

    name: str
    birth_year: int
    relation: Relation | Literal["principal"]

    @classmethod
    def of(cls, person: Insured) -> InsuredAnswer:
        return cls(
            name=(person.dependant or person.subscriber).name,
            birth_year=person.birth_year,
            relation=person.dependant.relation if person.dependant else "principal",
        )


class EligibilityAnswer(Answer):
    """SRV-4: whether somebody is covered on a day, with what, and why.

    id:    of this check, to name it by.
    since: since when this package; `until`: when it changes next if nothing is paid, null where no change is in sight.
    """

    id: str
    on: date
    person: InsuredAnswer
    covered: bool
    package: Package
    package_ar: str
    package_en: str
    benefits_ar: str
    benefits_en: str
    reason: Reason
    reason_ar: str
    reason_en: str
    since: date | None
    until: date | None

    @classmethod
    def of(cls, found: Eligibility) -> EligibilityAnswer:
        cover = found.cover
        package, reason = found.law.packages[cover.package.value], REASON_TEXTS[cover.reason]
        return cls(
            id=found.id,
            on=cover.on,
            person=InsuredAnswer.of(found.person),
            covered=is_covered(cover.package),
            package=cover.package,
            package_ar=package.name.ar,
            package_en=package.name.en,
            benefits_ar=package.benefits.ar,
            benefits_en=package.benefits.en,
            reason=cover.reason,
            reason_ar=reason.ar,
            reason_en=reason.en,
            since=cover.since,
            until=cover.until,
        )


class ChecksQuery(PageQuery):
    """Whose checks: the id of a provider, or of somebody of the fund as it stands in the records."""

    provider: Code


class CheckAnswer(Answer):
    """ACC-2: who asked about whom, when, and what came of it.

    provider:      the one in whose name it was asked; `by` is the person or the machine that did.
    outcome:       the package, or the code of the refusal.
    subscriber_id: null where nobody was found.
    """

    id: str
    provider: str
    by: str
    at: datetime
    on: date
    shown: Shown
    outcome: str
    subscriber_id: str | None
    dependant_id: str | None

    @classmethod
    def of(cls, check: Check) -> CheckAnswer:
        same = ("id", "by", "at", "on", "shown", "outcome", "subscriber_id", "dependant_id")
        return cls(provider=check.who, **{name: getattr(check, name) for name in same})
