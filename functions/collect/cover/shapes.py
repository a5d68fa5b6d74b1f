"""What the doors of cover take and give, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from functions.collect.cover.frozen import FrozenAccount
from ishtirak.law.law import Law
from ishtirak.rules.cover import Period
from ishtirak.rules.freezing import missing
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.rules.timelines import Outlook
from ishtirak.storage.subscribers import Subscriber
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day, Dinars
from ishtirak.web.parsing import Query


class CoverQuery(Query):
    """The day that is asked about; today if none is given."""

    on: Day | None = None


class CoverAnswer(Answer):
    """PKG-6: the package on a day, why, since when, and when it changes next if nothing happens.

    expected:    the day is still to come: this holds if nothing is paid until then.
    next_…:      the package from `until` on, and why; null where no change is in sight.
    missing_documents: the kinds of documents that are still needed to thaw a frozen account (PKG-3).
    """

    on: date
    package: Package
    package_ar: str
    package_en: str
    reason: Reason
    reason_ar: str
    reason_en: str
    since: date | None
    until: date | None
    expected: bool
    next_package: Package | None
    next_package_ar: str | None
    next_package_en: str | None
    next_reason: Reason | None
    next_reason_ar: str | None
    next_reason_en: str | None
    missing_documents: list[str]

    @classmethod
    def of(cls, outlook: Outlook, person: Subscriber, today: date, law: Law) -> CoverAnswer:
        cover, next_ = outlook.cover, outlook.next
        package, reason = law.packages[cover.package.value].name, REASON_TEXTS[cover.reason]
        next_package = law.packages[next_.package.value].name if next_ else None
        next_reason = REASON_TEXTS[next_.reason] if next_ else None
        return cls(
            on=cover.on,
            package=cover.package,
            package_ar=package.ar,
            package_en=package.en,
            reason=cover.reason,
            reason_ar=reason.ar,
            reason_en=reason.en,
            since=cover.since,
            until=cover.until,
            expected=cover.on > today,
            next_package=next_.package if next_ else None,
            next_package_ar=next_package.ar if next_package else None,
            next_package_en=next_package.en if next_package else None,
            next_reason=next_.reason if next_ else None,
            next_reason_ar=next_reason.ar if next_reason else None,
            next_reason_en=next_reason.en if next_reason else None,
            missing_documents=list(missing(person.papers, cover.frozen_on, cover.on, law)) if cover.frozen_on else [],
        )


class PeriodAnswer(Answer):
    """PKG-6: a package for one reason, from a day until (not including) another; null where no end is in sight.

    expected: it lies in the future, and comes if nothing is paid until then.
    told_on:  the day on which the subscriber was sent the SMS of this change of package; null where there was none.
    """

    from_: date = Field(alias="from")
    until: date | None
    package: Package
    package_ar: str
    package_en: str
    reason: Reason
    reason_ar: str
    reason_en: str
    expected: bool
    told_on: date | None

    @classmethod
    def of(cls, period: Period, told: Mapping[tuple[date, Package], date], today: date, law: Law) -> PeriodAnswer:
        package, reason = law.packages[period.package.value].name, REASON_TEXTS[period.reason]
        return cls(
            **{"from": period.from_},
            until=period.until,
            package=period.package,
            package_ar=package.ar,
            package_en=package.en,
            reason=period.reason,
            reason_ar=reason.ar,
            reason_en=reason.en,
            expected=period.from_ > today,
            told_on=told.get((period.from_, period.package)),
        )


class FrozenAnswer(Answer):
    """PKG-3: somebody whose account is frozen: since when, and what is still needed to thaw it.

    missing_documents: the kinds that must still be handed in or approved.
    owed, owed_by_employer: what each owes past due today; what stands under an agreement is not in it.
    """

    subscriber_id: str
    name: str
    phone: str | None
    employer_id: str | None
    frozen_on: date
    missing_documents: list[str]
    owed: Dinars
    owed_by_employer: Dinars

    @classmethod
    def of(cls, account: FrozenAccount) -> FrozenAnswer:
        person = account.person
        return cls(
            subscriber_id=person.id,
            name=person.name,
            phone=person.phone,
            employer_id=person.employer_id,
            frozen_on=account.frozen_on,
            missing_documents=list(account.missing_documents),
            owed=account.owed,
            owed_by_employer=account.owed_by_employer,
        )
