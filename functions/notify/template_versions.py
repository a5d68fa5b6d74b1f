"""Changing what notices say while the fund runs: proposed by one person, put in force by another (NOT-2, ACC-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from functions.notify.templates import shipped
from ishtirak.errors import InvalidField, NotFound
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.shipped import shipped_law
from ishtirak.rules import placeholders
from ishtirak.rules.approvals import check_another
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.templates import Template, UnknownPlaceholder
from ishtirak.storage import deeds, keys, templates
from ishtirak.storage.ids import new_id
from ishtirak.storage.templates import AlreadyDecided, Version, VersionState
from ishtirak.storage.transactions import Write, decided_again, write
from ishtirak.web.faults import FieldFault, InvalidRequest


class UnknownNoticeKind(NotFound):
    """The fund sends no notices of this kind."""

    code = "unknown_notice_kind"
    ar = "لا يوجد إشعار بالاسم {kind}."
    en = "There is no notice {kind}."


class UnfitValue(InvalidField):
    """The value is not one of the type that stands in this place."""

    code = "unfit_value"
    ar = "القيمة «{value}» لا تصلح لموضع {name} من نوع {type}."
    en = "The value {value!r} is not one of the type {type} of {name}."


def kind_of(text: str) -> NoticeKind:
    """Raises: UnknownNoticeKind."""
    try:
        return NoticeKind(text)
    except ValueError:
        raise UnknownNoticeKind(kind=text) from None


def propose(kind: NoticeKind, text: Bilingual, actor_id: str, now: datetime) -> Version:
    """Enter a text for notices of a kind; none is sent with it until another person approves it.

    Raises: InvalidRequest with everything that is wrong with its places and its length.
    """
    check(shipped(kind).saying(text))
    entered = Version(new_id("T"), kind, text.ar, text.en, actor_id, now.isoformat())
    write(templates.put_new(entered), _deed(entered, "propose_template", actor_id, now))
    return entered


@decided_again
def approve(kind: NoticeKind, version_id: str, actor_id: str, now: datetime) -> Version:
    """Have every notice of the kind that is sent from now on say this; what was sent keeps its own text.

    Approving it again changes nothing.
    Raises: UnknownVersion, SamePersonApproves, AlreadyDecided where it was rejected; InvalidRequest where a release
            has changed meanwhile what these notices are given.
    """
    seen = templates.load(kind, version_id)
    if seen.state is VersionState.REJECTED:
        raise AlreadyDecided
    if seen.state is VersionState.APPROVED:
        return seen
    check_another(seen.entered_by, actor_id)
    check(shipped(kind).saying(seen.text))
    wording = templates.in_force()
    approved = replace(_decided(seen, VersionState.APPROVED, actor_id, now), number=wording.number_of(kind) + 1)
    write(
        templates.decide(seen, approved),
        templates.put_in_force(wording, approved),
        _deed(approved, "approve_template", actor_id, now),
    )
    return approved


@decided_again
def reject(kind: NoticeKind, version_id: str, reason: str, actor_id: str, now: datetime) -> Version:
    """Turn a text down, with the reason; who entered it may do that too.

    Raises: UnknownVersion, AlreadyDecided.
    """
    seen = templates.load(kind, version_id)
    if seen.state is not VersionState.PENDING:
        raise AlreadyDecided
    rejected = replace(_decided(seen, VersionState.REJECTED, actor_id, now), reason=reason)
    write(templates.decide(seen, rejected), _deed(rejected, "reject_template", actor_id, now))
    return rejected


def check(template: Template) -> None:
    """Raises: InvalidRequest with everything that is wrong with the places and the length of its text."""
    _refuse(template.faults())
    _refuse(template.length_faults(shipped_law()))


def filled_with(template: Template, values: Mapping[str, str]) -> Bilingual:
    """The text with these values in its places, and with examples where none is given.

    Raises: InvalidRequest where the text or `values` name one that the notice does not have, or a value is not one of
            its type.
    """
    _refuse([fault for fault in template.faults() if isinstance(fault, UnknownPlaceholder)])
    known = ", ".join(template.values)
    unknown = [name for name in values if name not in template.values]
    _refuse([UnknownPlaceholder(f"values.{name}", name=name, known=known) for name in unknown])
    shown: dict[str, Bilingual] = {}
    faults: list[InvalidField] = []
    for name, type_ in template.values.items():
        value = values.get(name, placeholders.example(type_))
        try:
            shown[name] = placeholders.shown(type_, value, shipped_law())
        except ValueError:
            faults.append(UnfitValue(f"values.{name}", name=name, value=value, type=type_.value))
    _refuse(faults)
    return template.filled(shown)


def _decided(seen: Version, state: VersionState, actor_id: str, now: datetime) -> Version:
    return replace(seen, state=state, decided_by=actor_id, decided_at=now.isoformat())


def _refuse(faults: Sequence[InvalidField]) -> None:
    if faults:
        told = [FieldFault(each.field, each.code, each.in_arabic, each.in_english) for each in faults]
        raise InvalidRequest(told)


def _deed(version: Version, action: str, actor_id: str, now: datetime) -> Write:
    what = {"kind": version.kind, "ar": version.ar, "en": version.en}
    return deeds.put_deed(keys.Key(keys.TEMPLATES, version.id), actor_id, action, now, what)
