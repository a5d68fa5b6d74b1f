"""What the doors of the law take and give, as JSON: parameters, salaries, what-ifs, explanations, cases."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from ishtirak.law.parameter import DatedValue, Parameter, Unit
from ishtirak.rules.assessments import Assessment
from ishtirak.rules.cases import CaseKind, CaseState
from ishtirak.rules.categories import Share
from ishtirak.rules.explanations import Explanation, Step
from ishtirak.rules.salaries import SalaryAnalysis
from ishtirak.storage.cases import Case
from ishtirak.storage.laws import Proposal, ProposalState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import CategoryCode, Day, Dinars, MonthField, Words
from ishtirak.web.parsing import Body, PageQuery, Query

LongWords = Annotated[str, Field(min_length=1, max_length=1_000)]


class OnQuery(Query):
    """The day that is asked about; today if none is given."""

    on: Day | None = None


class SourceAnswer(Answer):
    """Where a value stands. `stated` is false for what was decided where the source is silent, to be confirmed."""

    document_ar: str
    document_en: str
    section: str
    ar: str
    stated: bool


class ValueAnswer(Answer):
    """A value of a parameter, in force from a date on; `number` is 0 for what ships with the release."""

    parameter: str
    from_: date = Field(serialization_alias="from")
    value: Any
    source: SourceAnswer
    number: int

    @classmethod
    def of(cls, dated: DatedValue) -> ValueAnswer:
        said = dated.source
        source = SourceAnswer(
            document_ar=said.document.ar,
            document_en=said.document.en,
            section=said.section,
            ar=said.ar,
            stated=said.stated,
        )
        return cls(
            parameter=dated.parameter, from_=dated.from_, value=dated.written, source=source, number=dated.number
        )


class ParameterAnswer(Answer):
    """CON-6: a parameter of the law, its value in force on the day that was asked about, and all its values.

    in_force: null before the first value.
    """

    name: str
    title_ar: str
    title_en: str
    unit: Unit
    in_force: ValueAnswer | None
    values: list[ValueAnswer]

    @classmethod
    def of(cls, parameter: Parameter, in_force: DatedValue | None) -> ParameterAnswer:
        return cls(
            name=parameter.name,
            title_ar=parameter.title.ar,
            title_en=parameter.title.en,
            unit=parameter.unit,
            in_force=ValueAnswer.of(in_force) if in_force else None,
            values=[ValueAnswer.of(value) for value in parameter.values],
        )


class ParametersAnswer(Answer):
    """Every parameter of the law."""

    items: list[ParameterAnswer]


class ValueBody(Body):
    """CON-6: a value that is to be in force from a date on, with its legal reference.

    value: as the parameter's unit asks for it: text for percentages and dinars, a whole number for days and months.
    """

    from_: Day = Field(alias="from")
    value: Any
    reference: Words
    text_ar: LongWords | None = None


class RejectionBody(Body):
    """Why something is turned down."""

    reason: LongWords


class ProposalsQuery(Query):
    """Those in one state; all of them if none is given."""

    state: ProposalState | None = None


class ProposalAnswer(Answer):
    """A value that somebody has entered, and what became of it."""

    id: str
    parameter: str
    from_: date = Field(serialization_alias="from")
    value: Any
    reference: str
    text_ar: str | None
    state: ProposalState
    entered_by: str
    entered_at: str
    decided_by: str | None
    decided_at: str | None
    reason: str | None
    number: int | None

    @classmethod
    def of(cls, proposal: Proposal) -> ProposalAnswer:
        same = {name: getattr(proposal, name) for name in cls.model_fields if name != "value"}
        return cls(value=proposal.written, **same)


class ProposalsAnswer(Answer):
    """Values that were entered, in order of entry."""

    items: list[ProposalAnswer]


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


class CasesQuery(PageQuery):
    """Which kind of cases, and which page of them."""

    kind: CaseKind


class ClosingBody(Body):
    """How a case ended, in the words of who closes it."""

    outcome: Words


class CaseAnswer(Answer):
    """Something that a person must look at, and how it ended."""

    kind: CaseKind
    subscriber_id: str
    opened_on: date
    state: CaseState
    facts: dict[str, str]
    closed_on: date | None
    closed_by: str | None
    outcome: str | None

    @classmethod
    def of(cls, case: Case) -> CaseAnswer:
        same = {name: getattr(case, name) for name in cls.model_fields if name != "facts"}
        return cls(facts=dict(case.facts), **same)


class CasesAnswer(Answer):
    """Every case of a subscriber, open and closed."""

    items: list[CaseAnswer]
