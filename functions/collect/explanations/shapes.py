"""What the doors of explanations take and give, as JSON: why a figure is what it is, salaries, what-ifs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from functions.collect.law.shapes import ValueAnswer
from ishtirak.rules.assessments import Assessment
from ishtirak.rules.categories import Share
from ishtirak.rules.explanations import Explanation, Step
from ishtirak.rules.salaries import SalaryAnalysis
from ishtirak.web.answers import Answer
from ishtirak.web.fields import CategoryCode, Day, Dinars, MonthField
from ishtirak.web.parsing import Body, Query


class StepAnswer(Answer):
    """One step of an explanation: what it is, its figure, how it comes about, the law's value behind it."""

    key: str
    title_ar: str
    title_en: str
    figure: str
    shown_ar: str
    shown_en: str
    rule_ar: str | None
    rule_en: str | None
    law: ValueAnswer | None

    @classmethod
    def of(cls, step: Step) -> StepAnswer:
        return cls(
            key=step.key,
            title_ar=step.title.ar,
            title_en=step.title.en,
            figure=step.figure,
            shown_ar=step.shown.ar if step.shown else step.figure,
            shown_en=step.shown.en if step.shown else step.figure,
            rule_ar=step.rule.ar if step.rule else None,
            rule_en=step.rule.en if step.rule else None,
            law=ValueAnswer.of(step.law) if step.law else None,
        )


class Language(StrEnum):
    AR = "ar"
    EN = "en"


class ExplanationQuery(Query):
    """In which language and form: `json`, or `text` to be read."""

    language: Language = Language.AR
    format: Literal["json", "text"] = "json"


class MonthExplanationQuery(ExplanationQuery):
    """`number`: which assessment of the month; the one in force if none is given."""

    number: Annotated[int, Field(ge=1, le=9_999)] | None = None


class CoverExplanationQuery(ExplanationQuery):
    """`on`: the day that is asked about; today if none is given."""

    on: Day | None = None


class ExplanationAnswer(Answer):
    """CON-9: the steps that lead from the facts to a figure."""

    title_ar: str
    title_en: str
    steps: list[StepAnswer]

    @classmethod
    def of(cls, explanation: Explanation) -> ExplanationAnswer:
        steps = [StepAnswer.of(step) for step in explanation.steps]
        return cls(title_ar=explanation.title.ar, title_en=explanation.title.en, steps=steps)


class GrossQuery(ExplanationQuery):
    """A gross salary, and the day whose law is applied; today if none is given."""

    gross: Dinars
    on: Day | None = None


class NetQuery(Query):
    """A net salary, and the day whose law is applied; today if none is given."""

    net: Dinars
    on: Day | None = None


class SalaryAnswer(Answer):
    """SAL-1: a gross salary, what is taken from it, and the net that is left, each step explained."""

    on: date
    gross: Dinars
    social_security: Dinars
    solidarity: Dinars
    jihad_base: Dinars
    jihad: Dinars
    bank_net: Dinars
    health: Dinars
    net: Dinars
    steps: list[StepAnswer]

    @classmethod
    def of(cls, analysis: SalaryAnalysis, explanation: Explanation) -> SalaryAnswer:
        same = {name: getattr(analysis, name) for name in cls.model_fields if name != "steps"}
        return cls(steps=[StepAnswer.of(step) for step in explanation.steps], **same)


class SalariesAnswer(Answer):
    """The gross salaries that have one net, smallest first."""

    items: list[SalaryAnswer]


class PreviewBody(Body):
    """CON-9: what would be owed, for a category, by an income or (where the state pays by age) by a date of birth.

    month: the month that is asked about; this month if none is given.
    """

    category: CategoryCode
    month: MonthField | None = None
    gross: Dinars | None = None
    birth_date: Day | None = None


class PreviewAnswer(Answer):
    """What would be owed; nothing is stored."""

    month: MonthField
    category: str
    income: Dinars
    age: int | None
    subscriber: Dinars
    employer: Dinars
    social_security: Dinars
    state: Dinars
    total: Dinars
    steps: list[StepAnswer]

    @classmethod
    def of(cls, assessment: Assessment, explanation: Explanation) -> PreviewAnswer:
        return cls(
            month=assessment.month,
            category=assessment.category,
            income=assessment.income,
            age=assessment.age,
            **{share.value: assessment.contribution.of(share) for share in Share},
            total=assessment.contribution.total,
            steps=[StepAnswer.of(step) for step in explanation.steps],
        )
