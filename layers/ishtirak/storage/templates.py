"""Texts of notices that take the place of those that ship: proposed by one person, approved by another (NOT-2, ACC-3).

Those in force are one small item, read in one call by whoever sends or shows notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownVersion(NotFound):
    """No text with this id was proposed for notices of this kind."""

    code = "unknown_template_version"
    ar = "لا يوجد نص مقترح بالرقم {version_id} للإشعار {kind}."
    en = "There is no proposed text {version_id} of the notice {kind}."


class AlreadyDecided(Conflict):
    """The text has been approved or rejected."""

    code = "already_decided"
    ar = "سبق البت في النص المقترح."
    en = "The proposed text has been decided on already."


class VersionState(StrEnum):
    """pending → approved | rejected."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Version:
    """A text that somebody has proposed for notices of a kind, and what became of it. Times are ISO text.

    number: as which version of its kind it came into force; 0 is the text that ships.
    """

    id: str
    kind: NoticeKind
    ar: str
    en: str
    entered_by: str
    entered_at: str
    state: VersionState = VersionState.PENDING
    decided_by: str | None = None
    decided_at: str | None = None
    reason: str | None = None
    number: int | None = None

    @property
    def text(self) -> Bilingual:
        return Bilingual(self.ar, self.en)


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """A text in force, as which version of its kind, since when (ISO text)."""

    text: Bilingual
    number: int
    since: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts that were approved, by kind; a kind that is not among them has the text that ships.

    version: how many approvals have made it.
    """

    version: int = 0
    texts: Mapping[str, ApprovedText] = field(default_factory=dict)

    def number_of(self, kind: NoticeKind) -> int:
        """Which version of the text of a kind is in force."""
        return self.texts[kind].number if kind in self.texts else 0


AS_SHIPPED = Wording()
"""While no text was approved."""


LOOKED_AT = 200
"""How many texts one call sifts for those in a state: under a megabyte at their longest."""


def in_force() -> Wording:
    """The texts that were approved before this call. One read."""
    item = table.get(keys.TEMPLATES_IN_FORCE)
    if item is None:
        return AS_SHIPPED
    return Wording(item["version"], {kind: _approved(text) for kind, text in item["texts"].items()})


def versions(kind: NoticeKind) -> Iterator[Version]:
    """Every text that was ever proposed for notices of a kind, in order of entry."""
    return (_version(item) for item in table.partition(keys.TEMPLATES, keys.template_versions(kind)))


def page(state: VersionState | None, limit: int, after: str | None = None) -> tuple[list[Version], str | None]:
    """Up to `limit` of the texts that were proposed, kind by kind in order of entry, and behind what the next begin.

    Args: state: only those in it, among the next `LOOKED_AT`: then there can be few or none, and more behind.
    """
    looked_at = limit if state is None else LOOKED_AT
    found = table.page(keys.TEMPLATES, keys.TEMPLATE_VERSION, limit=looked_at, after=after)
    fitting = [each for each in map(_version, found.items) if state in (None, each.state)]
    if len(fitting) > limit:
        return fitting[:limit], _key(fitting[limit - 1]).sk
    return fitting, found.after


def load(kind: NoticeKind, version_id: str) -> Version:
    """Raises: UnknownVersion."""
    found = next((each for each in versions(kind) if each.id == version_id), None)
    if found is None:
        raise UnknownVersion(kind=kind.value, version_id=version_id)
    return found


def put_new(version: Version) -> Put:
    return Put(_key(version), _item(version), unless_exists=Moved())


def decide(seen: Version, decided: Version) -> Put:
    """The write of a decision; it raises Moved where another one was faster."""
    return Put(_key(seen), _item(decided), if_is={"state": seen.state.value})


def put_in_force(seen: Wording, approved: Version) -> Put:
    """The write by which a text is the one that is sent; it raises Moved where another was approved meanwhile."""
    text = {"ar": approved.ar, "en": approved.en, "number": approved.number, "since": approved.decided_at}
    item = {
        "version": seen.version + 1,
        "texts": {**{kind: _written(each) for kind, each in seen.texts.items()}, approved.kind.value: text},
    }
    return Put(keys.TEMPLATES_IN_FORCE, item, if_is={"version": seen.version or None})


def _written(approved: ApprovedText) -> dict[str, Any]:
    text = approved.text
    return {"ar": text.ar, "en": text.en, "number": approved.number, "since": approved.since}


def _approved(written: Mapping[str, Any]) -> ApprovedText:
    return ApprovedText(Bilingual(written["ar"], written["en"]), written["number"], written["since"])


def _key(version: Version) -> keys.Key:
    return keys.template_version(version.kind.value, version.entered_at, version.id)


def _item(version: Version) -> dict[str, Any]:
    plain = {name: getattr(version, name) for name in Version.__dataclass_fields__}
    return {**plain, "kind": version.kind.value, "state": version.state.value}


def _version(item: Mapping[str, Any]) -> Version:
    known = {name: item[name] for name in Version.__dataclass_fields__ if name in item}
    return Version(**{**known, "kind": NoticeKind(item["kind"]), "state": VersionState(item["state"])})
