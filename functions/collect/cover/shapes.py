"""What the doors of cover take and give, as JSON."""

from __future__ import annotations

from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.cover import Cover
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day
from ishtirak.web.parsing import Query


class CoverQuery(Query):
    """The day that is asked about; today if none is given."""

    on: Day | None = None


class CoverAnswer(Answer):
    """PKG-6: the package on a day, why, since when, and when it changes next if nothing happens."""

    on: date
    package: Package
    package_ar: str
    package_en: str
    reason: Reason
    reason_ar: str
    reason_en: str
    since: date | None
    until: date | None

    @classmethod
    def of(cls, cover: Cover, law: Law) -> CoverAnswer:
        package, reason = law.packages[cover.package.value].name, REASON_TEXTS[cover.reason]
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
        )
