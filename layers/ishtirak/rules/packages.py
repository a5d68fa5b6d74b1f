"""The packages that cover can be, by the codes that the law names them by (PKG-7), and the reasons for them."""

from __future__ import annotations

from enum import StrEnum

from ishtirak.law.bilingual import Bilingual


class Package(StrEnum):
    """The level of cover in force. Names, benefits and shares of each stand in the law's `packages.yaml`."""

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
    DOCUMENTS_MISSING = "documents_missing"
    STATE_PAID = "state_paid"
    NOT_STARTED = "not_started"
    ENDED = "ended"
    DECEASED = "deceased"
    TRANSFERRED = "transferred"


REASON_TEXTS: dict[Reason, Bilingual] = {
    Reason.PAID_UP: Bilingual("الاشتراكات مسددة", "Contributions are paid"),
    Reason.IN_GRACE: Bilingual("ضمن فترة السماح", "Within the grace period"),
    Reason.EMPLOYER_UNPAID: Bilingual("جهة العمل لم تسدد حصتها", "The employer has not paid its share"),
    Reason.SUBSCRIBER_UNPAID: Bilingual("المشترك لم يسدد حصته", "The subscriber has not paid their share"),
    Reason.BOTH_UNPAID: Bilingual("لم تسدد جهة العمل ولا المشترك", "Neither the employer nor the subscriber has paid"),
    Reason.DOCUMENTS_MISSING: Bilingual(
        "سُددت المتأخرات، ولم تكتمل مستندات رفع التجميد",
        "The arrears are paid; documents to thaw the account are missing",
    ),
    Reason.STATE_PAID: Bilingual("الدولة تتحمل الاشتراك كاملا", "The state pays the whole contribution"),
    Reason.NOT_STARTED: Bilingual("لم تبدأ التغطية بعد", "Cover has not started yet"),
    Reason.ENDED: Bilingual("انتهت التغطية", "Cover has ended"),
    # Of the dead, and of the family whose cover hung on theirs: of whom it must not be said that they have died.
    Reason.DECEASED: Bilingual("انتهت التغطية بوفاة", "The cover has ended by a death"),
    Reason.TRANSFERRED: Bilingual("انتقل إلى اشتراك خاص به", "The person has a subscription of their own"),
}
"""Arabic and English sentence of each reason."""
