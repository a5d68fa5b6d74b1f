"""The texts of notices: Arabic is sent, English stands beside it (NOT-2).

texts/<kind>.yaml is the text that ships for notices of a kind:

must_say  the values that every text of the kind says, each with its type
may_say   those that it is given too, and may leave out
segments  as how many messages it may be billed, with the longest values
ar, en    the text
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from aws_lambda_powertools import Logger

from ishtirak.errors import Defect
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.parameter import whole
from ishtirak.law.shipped import shipped_law
from ishtirak.law.strict_fields import Fields, plain_text
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.placeholders import ValueType, shown
from ishtirak.rules.segments import size_of
from ishtirak.rules.templates import Template
from ishtirak.storage.notices import Notice
from ishtirak.storage.templates import ApprovedText, Wording

logger = Logger(child=True)


class BrokenTemplate(Defect):
    """A file can't be read as the template of a notice."""

    code = "broken_template"
    ar = "ملف الإشعار {file} غير سليم في السطر {line}: {reason}"
    en = "{file}:{line}: {reason}"


class UnfitNotice(Defect):
    """What a notice holds does not fill the places of its text; it is not sent with a hole in it."""

    code = "unfit_notice"
    ar = "لا توجد قيمة سليمة باسم {name} في الإشعار {kind} بالسبب {cause}."
    en = "The notice {kind} of the cause {cause} has no fitting value {name}."


class Text(NamedTuple):
    """A notice as it leaves, and what it is in English."""

    ar: str
    en: str

    @property
    def segments(self) -> int:
        """How many messages the Arabic text is billed as."""
        return size_of(self.ar).segments


def text_of(notice: Notice, wording: Wording) -> Text:
    """The text of a notice in both languages, with the values of its case.

    Raises: UnfitNotice.
    """
    template = template_of(notice.kind, wording)
    filled = template.filled({name: _shown(notice, name, type_) for name, type_ in template.used().items()})
    return Text(filled.ar, filled.en)


def _shown(notice: Notice, name: str, type_: ValueType) -> Bilingual:
    try:
        return shown(type_, notice.values[name], shipped_law())
    except (KeyError, ValueError):
        raise UnfitNotice(kind=notice.kind.value, cause=notice.cause, name=name) from None


def template_of(kind: NoticeKind, wording: Wording) -> Template:
    """The template of notices of a kind, with the text in force."""
    approved = approved_text(kind, wording)
    return shipped(kind).saying(approved.text) if approved else shipped(kind)


def approved_text(kind: NoticeKind, wording: Wording) -> ApprovedText | None:
    """The text that was approved for notices of a kind; None where the one that ships is in force.

    So it is too where a release has changed what these notices are given, and the approved text does not fit it.
    """
    approved = wording.texts.get(kind)
    if approved is not None and shipped(kind).saying(approved.text).faults():
        logger.error("an approved text does not fit its notice any more", kind=kind.value, number=approved.number)
        return None
    return approved


@cache
def shipped(kind: NoticeKind) -> Template:
    """The template that ships for notices of a kind.

    Raises: BrokenTemplate.
    """
    return read_template(kind, (resources.files(__package__) / "texts" / _file(kind)).read_text("utf-8"))


def _file(kind: NoticeKind) -> str:
    return f"{kind.value}.yaml"


def read_template(kind: NoticeKind, text: str) -> Template:
    """The template of a kind that the text of its file holds.

    Raises: BrokenTemplate.
    """
    file = _file(kind)
    fields = Fields(text, lambda line, reason: BrokenTemplate(file=file, line=line, reason=reason))
    template = Template(
        kind,
        must_say=fields.take("must_say", _types),
        may_say=fields.take_or_none("may_say", _types) or {},
        most_segments=fields.take("segments", whole),
        text=Bilingual(fields.take("ar", plain_text), fields.take("en", plain_text)),
    )
    fields.done()
    for fault in template.faults():
        raise fields.bad(fault.in_english, fault.field)
    return template


def _types(read: Any) -> Mapping[str, ValueType]:
    """The type of each value, by name."""
    if not isinstance(read, Mapping):
        raise ValueError("must name values, each with its type")  # noqa: TRY004 - one error for bad values
    return {name: ValueType(type_) for name, type_ in read.items()}
