"""Another package by request (ENR-5, PKG-2, PKG-3): a package follows from what is paid, and nobody is given more."""

from __future__ import annotations

from datetime import date

from functions.enroll.papers.proofs import documents_missing
from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.rules.cover import cover_on, timeline_of
from ishtirak.rules.freezing import missing
from ishtirak.rules.packages import Package, Reason
from ishtirak.storage import accounts
from ishtirak.storage.subscribers import Subscriber


class ArrearsOpen(Refused):
    """The package comes back when the past dues are settled."""

    code = "arrears_open"
    ar = "الباقة النافذة بتاريخ {on} هي {package}، ولا تعود الباقة المطلوبة إلا بتسوية المستحقات السابقة."
    en = "The package in force on {on} is {package}; the one asked for comes back once the past dues are settled."


class PackageFollowsPayment(Refused):
    """The law leaves nobody the choice of paying less for less."""

    code = "package_follows_payment"
    ar = "الباقة تتبع الحصص المسددة، ولا تخفض بطلب: النافذة بتاريخ {on} هي {package}."
    en = "A package follows from the shares that are paid, and is not lowered by request: on {on} it is {package}."


def check_package(person: Subscriber, package: str, on: date, law: Law) -> None:
    """Whether the rules give the package that is asked for.

    Raises: ArrearsOpen where they give less on that day, DocumentsMissing where only documents to thaw the account
            are missing, PackageFollowsPayment where they give more.
    """
    standings = accounts.standings_behind(person, on, law)
    given = cover_on(on, timeline_of(person.spells, standings[person.id], standings, person.papers, law))
    if given.package.value == package:
        return
    if given.reason is Reason.DOCUMENTS_MISSING and given.frozen_on is not None:
        raise documents_missing(missing(person.papers, given.frozen_on, on, law), law)
    refusal = PackageFollowsPayment if given.package is Package.FULL else ArrearsOpen
    raise refusal(on=on, package=given.package.value)
