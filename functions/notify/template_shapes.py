"""What the doors of templates take and give, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from functions.notify.templates import approved_text, shipped
from ishtirak.errors import InvalidField
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.rules.money import Money
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.placeholders import ValueType, example
from ishtirak.rules.segments import Encoding, size_of
from ishtirak.rules.spending import price_of
from ishtirak.rules.templates import Template
from ishtirak.storage.templates import Version, VersionState, Wording
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Dinars, SmsText
from ishtirak.web.parsing import Body, PageQuery

MOST_VALUES = 20

PlaceName = Annotated[str, Field(max_length=40)]
"""The name of a place; which there are each kind of notice says, and its refusal tells the name back."""

Value = Annotated[str, Field(max_length=200)]


class TextBody(Body):
    """NOT-2: a text that is to take the place of the one in force, with the names of values in braces."""

    ar: SmsText
    en: SmsText


class RejectionBody(Body):
    """Why a text is turned down."""

    reason: Annotated[str, Field(min_length=1, max_length=1_000)]


class PreviewBody(Body):
    """A text to try, in one language or both, and values to try it with.

    Without a text the one in force is tried; without a value, an example of its type.
    """

    ar: SmsText | None = None
    en: SmsText | None = None
    values: Annotated[dict[PlaceName, Value], Field(max_length=MOST_VALUES)] = Field(
        default_factory=dict, examples=[{"name": "سليم فاتح سعدي"}]
    )


class VersionsQuery(PageQuery):
    """Those in one state; all of them if none is given. Of one state a page can be short, or empty, and go on."""

    state: VersionState | None = None


class VersionAnswer(Answer):
    """A text that somebody has proposed, and what became of it. `number`: as which version it came into force."""

    id: str
    kind: NoticeKind
    ar: str
    en: str
    state: VersionState
    entered_by: str
    entered_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    number: int | None

    @classmethod
    def of(cls, version: Version) -> VersionAnswer:
        return cls.model_validate(version)


class PlaceAnswer(Answer):
    """A value that notices of a kind are given. `required`: every text must say it."""

    name: str
    type: ValueType
    required: bool
    example: str


class SizeAnswer(Answer):
    """How a text is billed: its alphabet, how many of its characters, in how many messages, for how many dinars."""

    encoding: Encoding
    length: int
    segments: int
    cost: Dinars

    @classmethod
    def of(cls, text: str, law: Law, day: date) -> SizeAnswer:
        size = size_of(text)
        cost = Money(price_of(size.segments, day, law))
        return cls(encoding=size.encoding, length=size.length, segments=size.segments, cost=cost)


class TemplateAnswer(Answer):
    """NOT-2: what notices of a kind say now.

    version:       0 for the text that ships with the release.
    since:         when it was approved; null for the one that ships.
    most_segments: as how many messages the Arabic text may be billed at its longest.
    longest:       the Arabic text with the longest value in each of its places. The English one is not sent.
    """

    kind: NoticeKind
    version: int
    since: datetime | None
    ar: str
    en: str
    values: list[PlaceAnswer]
    most_segments: int
    longest: SizeAnswer

    @classmethod
    def of(cls, kind: NoticeKind, wording: Wording, law: Law, day: date) -> TemplateAnswer:
        approved = approved_text(kind, wording)
        template = shipped(kind).saying(approved.text) if approved else shipped(kind)
        return cls(
            kind=kind,
            version=approved.number if approved else 0,
            since=datetime.fromisoformat(approved.since) if approved else None,
            ar=template.text.ar,
            en=template.text.en,
            values=_places(template),
            most_segments=template.most_segments,
            longest=SizeAnswer.of(template.at_longest(law).ar, law, day),
        )


class TemplatesAnswer(Answer):
    """What notices of each kind say now."""

    items: list[TemplateAnswer]


class TemplateHistoryAnswer(Answer):
    """What notices of a kind say now, the text that ships, and every text that was proposed, in order of entry."""

    in_force: TemplateAnswer
    shipped: TextBody
    versions: list[VersionAnswer]

    @classmethod
    def of(cls, in_force: TemplateAnswer, versions: Sequence[Version]) -> TemplateHistoryAnswer:
        text = shipped(in_force.kind).text
        told = [VersionAnswer.of(each) for each in versions]
        return cls(in_force=in_force, shipped=TextBody(ar=text.ar, en=text.en), versions=told)


class FaultAnswer(Answer):
    """A rule that a text breaks."""

    field: str
    code: str
    ar: str
    en: str

    @classmethod
    def of(cls, fault: InvalidField) -> FaultAnswer:
        return cls(field=fault.field, code=fault.code, ar=fault.in_arabic, en=fault.in_english)


class PreviewAnswer(Answer):
    """What a notice would say, and how it would be billed. The English text is shown, and not sent.

    longest:       the Arabic text with the longest value in each of its places.
    most_segments: what may be needed for it.
    faults:        for what the text would be refused if it was proposed.
    """

    ar: str
    en: str
    size: SizeAnswer
    longest: SizeAnswer
    most_segments: int
    faults: list[FaultAnswer]

    @classmethod
    def of(cls, template: Template, filled: Bilingual, law: Law, day: date) -> PreviewAnswer:
        faults = [*template.faults(), *template.length_faults(law)]
        return cls(
            ar=filled.ar,
            en=filled.en,
            size=SizeAnswer.of(filled.ar, law, day),
            longest=SizeAnswer.of(template.at_longest(law).ar, law, day),
            most_segments=template.most_segments,
            faults=[FaultAnswer.of(each) for each in faults],
        )


def _places(template: Template) -> list[PlaceAnswer]:
    return [
        PlaceAnswer(name=name, type=type_, required=name in template.must_say, example=example(type_))
        for name, type_ in template.values.items()
    ]
