"""Subscribers, as they are registered and as they are told of their cover (ENR-2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate, CertificatePart, CertificateStep, newest
from ishtirak.rules.cover import PackageChange
from ishtirak.rules.freezing import Paper
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.searching import family_key, person_key
from ishtirak.rules.spells import Spell, spell_in
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update


class UnknownSubscriber(NotFound):
    """No subscriber has this id."""

    code = "unknown_subscriber"
    ar = "لا يوجد مشترك بالرقم {subscriber_id}."
    en = "There is no subscriber {subscriber_id}."


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The insured principal (ENR-2).

    spells:             how the person is covered, one time after the other; the last one is that of today.
    birth_date, gender: None where only a list of employees is known, which gives neither.
    told, told_on:      the package that the person was last told of, and the day from which it holds.
    told_number:        how many changes of package the person has been told of.
    unwanted_notices:   kinds of notices that the person wants none of (NOT-3).
    family:             the subscriber and the dependant that the person was in whose family, None for who was in none.
    frozen_on:          the day of the last freeze that the person was told of; None for who was never frozen.
    papers:             what the person has handed in of what thaws an account (PKG-3).
    certificate_told:   what the person was last told of the newest salary certificate (SAL-4).
    next_action_on:     the day on which the person is looked at next, None where there is nothing to look for.
    """

    id: str
    spells: tuple[Spell, ...]
    national_number: str
    name: str
    certificates: tuple[Certificate, ...]
    registered_by: str
    told_on: date
    birth_date: date | None = None
    gender: str | None = None
    phone: str | None = None
    iban: str | None = None
    social_security_number: str | None = None
    unwanted_notices: tuple[str, ...] = ()
    family: tuple[str, str] | None = None
    told: Package = Package.FULL
    told_number: int = 0
    frozen_on: date | None = None
    papers: tuple[Paper, ...] = ()
    certificate_told: CertificateStep | None = None
    next_action_on: date | None = None
    version: int = 1

    @property
    def category(self) -> str:
        return self.spells[-1].category

    @property
    def employer_id(self) -> str | None:
        """None for a person without an employer."""
        return self.spells[-1].employer_id

    @property
    def waits(self) -> bool:
        """Whether the person works already and is still covered in another's family (FAM-3)."""
        return self.spells[-1].waiting

    @property
    def covered_from(self) -> date | None:
        """The first day of the person's own cover; None for somebody who waits for it."""
        return next((spell.from_ for spell in self.spells if not spell.waiting), None)

    @property
    def covered_until(self) -> date | None:
        """The first day without cover; None while it goes on."""
        return self.spells[-1].until

    @property
    def roll_id(self) -> str:
        """The list on which the person stands: the employer's, or one that people without an employer share."""
        return self.roll_of(self.spells[-1])

    def roll_of(self, spell: Spell) -> str:
        """The list on which the person stands in a spell."""
        return spell.employer_id or keys.individuals(self.id)

    @property
    def payer_ids(self) -> list[str]:
        """On whose payments the person's cover hangs: the person's own, and those of all employers there have been."""
        return list(dict.fromkeys([self.id, *(spell.employer_id for spell in self.spells if spell.employer_id)]))

    def as_in(self, month: Month) -> Subscriber | None:
        """The person as the month is owed: with no spell after it; None where the month is not owed at all."""
        spell = spell_in(month, self.spells)
        return replace(self, spells=self.spells[: self.spells.index(spell) + 1]) if spell else None


def load(subscriber_id: str) -> Subscriber:
    """Raises: UnknownSubscriber."""
    item = table.get(keys.subscriber(subscriber_id))
    if item is None:
        raise UnknownSubscriber(subscriber_id=subscriber_id)
    return read(item)


def load_all(subscriber_ids: Iterable[str]) -> dict[str, Subscriber]:
    """Those of the subscribers that are there, by id."""
    found = table.get_all(keys.subscriber(subscriber_id) for subscriber_id in subscriber_ids)
    return {item["id"]: read(item) for item in found.values()}


def put_new(subscriber: Subscriber) -> Put:
    return Put(keys.subscriber(subscriber.id), _item(subscriber), unless_exists=Moved())


def change(seen: Subscriber, **changes: Any) -> Update:
    """The write of the fields that an edit changes; it raises Moved where another edit was faster.

    All others stay as they are: a telling writes what the person was told of without a new version.
    """
    before, after = _item(seen), _item(replace(seen, **changes))
    changed = {name: value for name, value in after.items() if value != before[name]}
    return Update(keys.subscriber(seen.id), set=changed, add={"version": 1}, if_is={"version": seen.version})


def told(seen: Subscriber, package: Package, on: date, number: int, frozen_on: date | None) -> Update:
    """The write by which the person counts as told of `package`, by the facts of the record that was seen.

    It raises Moved where that was done before, or the record was edited meanwhile: a paper may have come that thaws.
    """
    frozen = {"frozen_on": frozen_on.isoformat()} if frozen_on else {}
    return Update(
        keys.subscriber(seen.id),
        set={"told": package.value, "told_on": on.isoformat(), "told_number": number, **frozen},
        if_is={"told_number": seen.told_number, "version": seen.version},
    )


def certified(seen: Subscriber, after: Subscriber) -> Update:
    """The write of the certificates, of what the person counts as told of the newest one, and of what else is edited.

    It raises Moved where the record was edited, or the person was told of something of it, meanwhile.
    """
    before, now = _item(seen), _item(after)
    changed = {name: value for name, value in now.items() if value != before[name]} | _watch(after)
    return Update(keys.subscriber(seen.id), set=changed, add={"version": 1}, if_is=_as_seen(seen))


def reminded(seen: Subscriber, after: Subscriber) -> Update:
    """The write of what the person was told of the certificate and waits to be told next, without a new version.

    It raises Moved where the record was edited, or the person was told, meanwhile.
    """
    return Update(keys.subscriber(seen.id), set=_watch(after), if_is=_as_seen(seen))


def _as_seen(seen: Subscriber) -> dict[str, Any]:
    return {"version": seen.version, "certificate_told": _watch(seen)["certificate_told"]}


def _watch(subscriber: Subscriber) -> dict[str, Any]:
    told, due = subscriber.certificate_told, subscriber.next_action_on
    return {
        "certificate_told": told.value if told else None,
        "due_shard": keys.due_shard(keys.subscriber(subscriber.id).pk) if due else None,
        "due_on": due.isoformat() if due else None,
    }


def put_cover_change(subscriber_id: str, number: int, change: PackageChange) -> Put:
    """The write of a change of package as a dated event of the person's history."""
    item = {
        "on": change.on.isoformat(),
        "from": change.from_.value,
        "to": change.to.value,
        "reason": change.reason.value,
    }
    return Put(keys.cover_change(subscriber_id, number), item, unless_exists=Moved())


def came_back(before: Subscriber, person: Subscriber) -> Update:
    """The write of somebody's record who is covered again; it raises Moved where it was changed meanwhile."""
    old, new = _item(before), _item(person)
    changed = {name: value for name, value in new.items() if value != old[name]}
    return Update(keys.subscriber(before.id), set=changed, add={"version": 1}, if_is=_as_seen(before))


def _item(subscriber: Subscriber) -> dict[str, Any]:
    return {
        "id": subscriber.id,
        "spells": [_spell_item(spell) for spell in subscriber.spells],
        "national_number": subscriber.national_number,
        "name": subscriber.name,
        "certificates": _certificates(subscriber.certificates),
        "registered_by": subscriber.registered_by,
        "birth_date": subscriber.birth_date.isoformat() if subscriber.birth_date else None,
        "gender": subscriber.gender,
        "phone": subscriber.phone,
        "iban": subscriber.iban,
        "social_security_number": subscriber.social_security_number,
        "unwanted_notices": list(subscriber.unwanted_notices) or None,
        "family": list(subscriber.family) if subscriber.family else None,
        "told": subscriber.told.value,
        "told_on": subscriber.told_on.isoformat(),
        "told_number": subscriber.told_number,
        "frozen_on": subscriber.frozen_on.isoformat() if subscriber.frozen_on else None,
        "papers": [_paper_item(paper) for paper in subscriber.papers] or None,
        **_watch(subscriber),
        **_listed(subscriber),
        **_found_by(subscriber.name),
        "version": subscriber.version,
    }


def _listed(subscriber: Subscriber) -> dict[str, str | int | None]:
    """What the index `members` finds the person by: the list on which he or she is now."""
    goes_on, certificate = subscriber.covered_until is None, newest(subscriber.certificates)
    return {
        "listed_on": subscriber.roll_id if goes_on else None,
        "listed_from": subscriber.spells[-1].from_.isoformat() if goes_on else None,
        "gross_dirhams": certificate.gross.dirhams if certificate else None,
    }


def _found_by(name: str) -> dict[str, str]:
    """What the indexes `names` and `families` find the person by."""
    key = person_key(name)
    return {"name_begins": key[:LETTERS_OF_A_NAME], "name_key": key, "family_name": family_key(name)}


LETTERS_OF_A_NAME = 2
"""By how many of its first letters a name is looked for at least."""


def _spell_item(spell: Spell) -> dict[str, Any]:
    told = {
        "from": spell.from_.isoformat(),
        "until": spell.until.isoformat() if spell.until else None,
        "category": spell.category,
        "employer_id": spell.employer_id,
        "ending": spell.ending.value if spell.ending else None,
        "waiting": spell.waiting or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _spell(item: Mapping[str, Any]) -> Spell:
    until, ending = item.get("until"), item.get("ending")
    return Spell(
        from_=date.fromisoformat(item["from"]),
        category=item["category"],
        employer_id=item.get("employer_id"),
        until=date.fromisoformat(until) if until else None,
        ending=Reason(ending) if ending else None,
        waiting=item.get("waiting", False),
    )


def _certificates(certificates: Iterable[Certificate]) -> list[list[Any]]:
    """Date and gross of each; the id where it has a record of its own, else its parts where they were told."""
    return [[each.issued_on.isoformat(), each.gross.dirhams, *_more_of(each)] for each in certificates]


def _more_of(certificate: Certificate) -> list[Any]:
    if certificate.id is not None:
        return [certificate.id]
    parts = {part.value: amount.dirhams for part, amount in certificate.parts.items()}
    return [parts] if parts else []


def _certificate(issued_on: str, gross_dirhams: int, more: str | Mapping[str, int] | None = None) -> Certificate:
    issued, gross = date.fromisoformat(issued_on), Money(gross_dirhams)
    if isinstance(more, str):
        return Certificate(issued, gross, id=more)
    return Certificate(issued, gross, {CertificatePart(part): Money(each) for part, each in (more or {}).items()})


def _paper_item(paper: Paper) -> list[str]:
    days = [paper.handed_in_on, paper.approved_on, *([paper.expires_on] if paper.expires_on else [])]
    return [paper.kind, *(day.isoformat() for day in days)]


def _paper(kind: str, *days: str) -> Paper:
    return Paper(kind, *(date.fromisoformat(day) for day in days))


def read(item: dict[str, Any]) -> Subscriber:
    """The subscriber that an item of the table holds."""
    born, frozen = item.get("birth_date"), item.get("frozen_on")
    told, due, family = item.get("certificate_told"), item.get("due_on"), item.get("family")
    return Subscriber(
        id=item["id"],
        spells=tuple(_spell(each) for each in item["spells"]),
        national_number=item["national_number"],
        name=item["name"],
        certificates=tuple(_certificate(*each) for each in item["certificates"]),
        registered_by=item["registered_by"],
        birth_date=date.fromisoformat(born) if born else None,
        gender=item.get("gender"),
        phone=item.get("phone"),
        iban=item.get("iban"),
        social_security_number=item.get("social_security_number"),
        unwanted_notices=tuple(item.get("unwanted_notices", ())),
        family=(family[0], family[1]) if family else None,
        told=Package(item["told"]),
        told_on=date.fromisoformat(item["told_on"]),
        told_number=item["told_number"],
        frozen_on=date.fromisoformat(frozen) if frozen else None,
        papers=tuple(_paper(*each) for each in item.get("papers", ())),
        certificate_told=CertificateStep(told) if told else None,
        next_action_on=date.fromisoformat(due) if due else None,
        version=item["version"],
    )
