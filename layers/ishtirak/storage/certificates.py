"""Salary certificates that are handed in after the registration: entered by one person, approved by another (SAL-4).

An approved one stands on the subscriber's own record too, which is where assessments read it. One that waits for a
decision stands in the sparse index, since the day it was entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.rules.certificates import Certificate, CertificatePart
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Moved, Put

AT_REGISTRATION = "registration"
"""Under this id stands the certificate with which a subscriber was registered."""


class UnknownCertificate(NotFound):
    """The subscriber has handed in no certificate with this id."""

    code = "unknown_certificate"
    ar = "لا توجد شهادة مرتب بالرقم {certificate_id} للمشترك {subscriber_id}."
    en = "The subscriber {subscriber_id} has handed in no salary certificate {certificate_id}."


class CertificateDecided(Conflict):
    """The certificate has been approved or rejected."""

    code = "already_decided"
    ar = "سبق البت في شهادة المرتب."
    en = "The salary certificate has been decided on already."


class CertificateState(StrEnum):
    """pending → approved | rejected."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SalaryCertificate:
    """A certificate that somebody has entered for a subscriber, and what became of it. Times are ISO text.

    entered_at, decided_at, decided_by: None for the one with which the subscriber was registered.
    """

    id: str
    subscriber_id: str
    issued_on: date
    gross: Money
    entered_by: str
    entered_at: str | None
    parts: Mapping[CertificatePart, Money] = field(default_factory=dict)
    state: CertificateState = CertificateState.PENDING
    decided_by: str | None = None
    decided_at: str | None = None
    reason: str | None = None
    version: int = 1

    @property
    def proof(self) -> Certificate:
        """The certificate as the rules look at it."""
        return Certificate(self.issued_on, self.gross, self.parts, self.id)


def load(subscriber_id: str, certificate_id: str) -> SalaryCertificate:
    """Raises: UnknownCertificate."""
    item = table.get(keys.certificate(subscriber_id, certificate_id))
    if item is None:
        raise UnknownCertificate(subscriber_id=subscriber_id, certificate_id=certificate_id)
    return _read(item)


def of_record(person: Subscriber, certificate_id: str) -> SalaryCertificate:
    """One certificate of a subscriber, which may be that of the registration.

    Raises: UnknownCertificate.
    """
    if certificate_id != AT_REGISTRATION:
        return load(person.id, certificate_id)
    for each in person.certificates:
        if each.id is None:
            return _at_registration(person, each)
    raise UnknownCertificate(subscriber_id=person.id, certificate_id=certificate_id)


def of_subscriber(person: Subscriber) -> list[SalaryCertificate]:
    """Every certificate of a subscriber, whatever became of it, that of the registration too; the newest first."""
    kept = [_read(item) for item in table.partition(keys.subscriber(person.id).pk, keys.CERTIFICATE)]
    kept += [_at_registration(person, each) for each in person.certificates if each.id is None]
    return sorted(kept, key=lambda each: (each.issued_on, each.entered_at or ""), reverse=True)


def pending(limit: int, after: str | None = None) -> tuple[list[SalaryCertificate], str | None]:
    """A page of those that wait for approval, those that wait longest first, and where the next page begins."""
    page = table.due_page(keys.PENDING_CERTIFICATES, limit=limit, after=after)
    found = table.get_all(page.keys)
    waiting = [_read(found[key]) for key in page.keys if key in found]
    return [each for each in waiting if each.state is CertificateState.PENDING], page.after


def put_new(certificate: SalaryCertificate) -> Put:
    return Put(_key(certificate), _item(certificate), unless_exists=Moved())


def decide(decided: SalaryCertificate) -> Put:
    """The write of a decision; it raises Moved where somebody else has decided meanwhile."""
    seen = {"state": CertificateState.PENDING.value, "version": decided.version}
    return Put(_key(decided), {**_item(decided), "version": decided.version + 1}, if_is=seen)


def _at_registration(person: Subscriber, certificate: Certificate) -> SalaryCertificate:
    return SalaryCertificate(
        id=AT_REGISTRATION,
        subscriber_id=person.id,
        issued_on=certificate.issued_on,
        gross=certificate.gross,
        entered_by=person.registered_by,
        entered_at=None,
        parts=certificate.parts,
        state=CertificateState.APPROVED,
    )


def _key(certificate: SalaryCertificate) -> keys.Key:
    return keys.certificate(certificate.subscriber_id, certificate.id)


def _item(certificate: SalaryCertificate) -> dict[str, Any]:
    plain = {name: getattr(certificate, name) for name in SalaryCertificate.__dataclass_fields__ if name != "gross"}
    waits = certificate.entered_at if certificate.state is CertificateState.PENDING else None
    return {
        **plain,
        "issued_on": certificate.issued_on.isoformat(),
        "gross_dirhams": certificate.gross.dirhams,
        "parts": {part.value: amount.dirhams for part, amount in certificate.parts.items()},
        "state": certificate.state.value,
        "due_shard": keys.PENDING_CERTIFICATES if waits else None,
        "due_on": waits[:10] if waits else None,
    }


def _read(item: dict[str, Any]) -> SalaryCertificate:
    known = {name: item[name] for name in SalaryCertificate.__dataclass_fields__ if name in item}
    return SalaryCertificate(
        **{
            **known,
            "issued_on": date.fromisoformat(item["issued_on"]),
            "gross": Money(item["gross_dirhams"]),
            "parts": {CertificatePart(part): Money(dirhams) for part, dirhams in item["parts"].items()},
            "state": CertificateState(item["state"]),
        }
    )
