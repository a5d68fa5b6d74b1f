"""The text of a notice with places for the values of its case, and what such a text must hold (NOT-2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ishtirak.errors import InvalidField
from ishtirak.law.bilingual import ARABIC, ENGLISH, Bilingual
from ishtirak.law.law import Law
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.placeholders import ValueType, longest
from ishtirak.rules.segments import size_of

_PLACE = re.compile(r"{([a-z][a-z_]*)}")
_BRACE = re.compile(r"[{}]")


class UnknownPlaceholder(InvalidField):
    """The text has a place for a value that notices of its kind are not given."""

    code = "unknown_placeholder"
    ar = "لا توجد قيمة باسم {name} لهذا الإشعار. القيم المتاحة: {known}."
    en = "This notice has no value {name}; it has {known}."


class MissingPlaceholder(InvalidField):
    """The text leaves out what a notice of its kind must say, or what the other language says."""

    code = "missing_placeholder"
    ar = "يجب أن يذكر النص القيمة {name}."
    en = "The text must say {name}."


class StrayBrace(InvalidField):
    """A brace belongs to no place for a value."""

    code = "stray_brace"
    ar = "القوسان {{ }} لأسماء القيم وحدها، مثل {{name}}."
    en = "Braces are for the names of values alone, as in {{name}}."


class TooManySegments(InvalidField):
    """The Arabic text, with the longest values, is billed as more messages than its kind allows."""

    code = "too_many_segments"
    ar = "يبلغ النص في أطول حالاته {segments} رسائل، والحد الأقصى لهذا الإشعار {most}."
    en = "At its longest the text takes {segments} messages; this notice may take {most}."


@dataclass(frozen=True, slots=True)
class Template:
    """What notices of a kind say, in both languages, and the values that they are given.

    must_say:      the values that every text of this kind says.
    may_say:       those that a text may say or leave out.
    most_segments: as how many messages the Arabic text may be billed at its longest. The English one is not sent.
    """

    kind: NoticeKind
    must_say: Mapping[str, ValueType]
    may_say: Mapping[str, ValueType]
    most_segments: int
    text: Bilingual

    @property
    def values(self) -> Mapping[str, ValueType]:
        """Every value that a notice of this kind is given."""
        return {**self.must_say, **self.may_say}

    def saying(self, text: Bilingual) -> Template:
        """The template with another text."""
        return replace(self, text=text)

    def used(self) -> dict[str, ValueType]:
        """The values that the text says in either language."""
        said = {*_PLACE.findall(self.text.ar), *_PLACE.findall(self.text.en)}
        return {name: type_ for name, type_ in self.values.items() if name in said}

    def faults(self) -> list[InvalidField]:
        """What is wrong with the places in the text, language by language; without any it can be filled."""
        return [*self._faults_in(ARABIC), *self._faults_in(ENGLISH)]

    def length_faults(self, law: Law) -> list[InvalidField]:
        """What is wrong with the length of a text that can be filled."""
        segments = size_of(self.at_longest(law).ar).segments
        if segments <= self.most_segments:
            return []
        return [TooManySegments(ARABIC, segments=segments, most=self.most_segments)]

    def filled(self, shown: Mapping[str, Bilingual]) -> Bilingual:
        """The text with the values in their places. What they say is never read as a place.

        Raises: KeyError where one is missing.
        """
        return Bilingual(
            _filled(self.text.ar, lambda name: shown[name].ar), _filled(self.text.en, lambda name: shown[name].en)
        )

    def at_longest(self, law: Law) -> Bilingual:
        """The text with the longest value that each of its places can get."""
        return self.filled({name: longest(type_, law) for name, type_ in self.used().items()})

    def _faults_in(self, language: str) -> list[InvalidField]:
        text = self.text.in_(language)
        said = dict.fromkeys(_PLACE.findall(text))
        known = ", ".join(self.values)
        faults: list[InvalidField] = [
            UnknownPlaceholder(language, name=name, known=known) for name in said if name not in self.values
        ]
        needed = {**self.must_say, **self.used()}
        faults += [MissingPlaceholder(language, name=name) for name in needed if name not in said]
        if _BRACE.search(_PLACE.sub("", text)):
            faults.append(StrayBrace(language))
        return faults


def _filled(text: str, value: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda place: value(place[1]), text)
