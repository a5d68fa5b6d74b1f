"""The packages of cover and the reasons for them, in the words that users see (PKG-7)."""

from __future__ import annotations

from enum import StrEnum


class Package(StrEnum):
    """The level of cover in force."""

    FULL = "full"
    BASIC_2_5 = "basic_2_5"
    EMPLOYER_ONLY = "employer_only"
    FROZEN = "frozen"
    NONE = "none"


class Reason(StrEnum):
    """Why a package is in force."""

    PAID_UP = "paid_up"
    IN_GRACE = "in_grace"
    EMPLOYER_UNPAID = "employer_unpaid"
    SUBSCRIBER_UNPAID = "subscriber_unpaid"
    BOTH_UNPAID = "both_unpaid"
    NOT_STARTED = "not_started"
    ENDED = "ended"


PACKAGE_NAMES: dict[Package, tuple[str, str]] = {
    Package.FULL: ("الباقة الكاملة", "Full package"),
    Package.BASIC_2_5: ("باقة 2.5% الأساسية", "Basic 2.5 % package"),
    Package.EMPLOYER_ONLY: ("باقة حصة جهة العمل", "Employer's share package"),
    Package.FROZEN: ("مجمّد", "Frozen"),
    Package.NONE: ("لا توجد تغطية", "No cover"),
}
"""Arabic and English name of each package."""

REASON_TEXTS: dict[Reason, tuple[str, str]] = {
    Reason.PAID_UP: ("الاشتراكات مسددة", "Contributions are paid"),
    Reason.IN_GRACE: ("ضمن فترة السماح", "Within the grace period"),
    Reason.EMPLOYER_UNPAID: ("جهة العمل لم تسدد حصتها", "The employer has not paid its share"),
    Reason.SUBSCRIBER_UNPAID: ("المشترك لم يسدد حصته", "The subscriber has not paid their share"),
    Reason.BOTH_UNPAID: ("لم تسدد جهة العمل ولا المشترك", "Neither the employer nor the subscriber has paid"),
    Reason.NOT_STARTED: ("لم تبدأ التغطية بعد", "Cover has not started yet"),
    Reason.ENDED: ("انتهت التغطية", "Cover has ended"),
}
"""Arabic and English sentence of each reason."""
