"""What the doors of the law take and give, as JSON: parameters, their values, and values that are entered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ishtirak.law.parameter import DatedValue, Parameter, Unit
from ishtirak.storage.laws import Proposal, ProposalState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day, Words
from ishtirak.web.parsing import Body, Query

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
