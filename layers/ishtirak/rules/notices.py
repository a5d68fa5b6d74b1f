"""What people are told of, and what a change of package is called then (PKG-1, PKG-4, NOT-1)."""

from __future__ import annotations

from enum import StrEnum

from ishtirak.rules.packages import Package


class NoticeKind(StrEnum):
    """What an SMS is about."""

    WELCOME = "welcome"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    PAYMENT_RECEIVED = "payment_received"
    PACKAGE_LOWERED = "package_lowered"
    PACKAGE_RESTORED = "package_restored"
    ACCOUNT_FROZEN = "account_frozen"
    ACCOUNT_THAWED = "account_thawed"
    DOCUMENTS_NEEDED = "documents_needed"
    CERTIFICATE_ENDING = "certificate_ending"
    CERTIFICATE_ENDED = "certificate_ended"
    DOCUMENT_ENDING = "document_ending"
    DOCUMENT_ENDED = "document_ended"
    SALARY_RISE_FOUND = "salary_rise_found"
    PAYMENT_FAILED = "payment_failed"


class Hindrance(StrEnum):
    """What keeps a notice from who is to be told: for a time, or for good."""

    CAP_REACHED = "sms_cap_reached"
    HAS_DIED = "has_died"
    IN_DOUBT = "sms_in_doubt"
    NO_PHONE = "no_phone"
    NOT_SENT = "sms_not_sent"
    OPTED_OUT = "opted_out"
    REFUSED = "sms_refused"
    SENDER_DIED = "sender_died"
    SETTLED = "settled"
    UNDELIVERED = "undelivered"
    UNFIT = "unfit_notice"


def kind_of_change(from_: Package, to: Package) -> NoticeKind:
    """The kind of notice by which a person learns that `to` has taken the place of `from_`."""
    if to is Package.FROZEN:
        return NoticeKind.ACCOUNT_FROZEN
    if from_ is Package.FROZEN and to is not Package.NONE:
        return NoticeKind.ACCOUNT_THAWED
    return NoticeKind.PACKAGE_RESTORED if to is Package.FULL else NoticeKind.PACKAGE_LOWERED
