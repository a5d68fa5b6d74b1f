"""Cases: what a person of the fund must look at, one at a time (SAL-2, SAL-4, CON-4)."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What must be looked at.

    salary_rise:       a net salary has risen, and only a new certificate can say to which gross.
    rate_missing:      the law has no amount for a person, who is covered all the same.
    certificate_ended: a salary certificate has ended and was not renewed.
    phone_fails:       no message reaches the person's number, or there is none.
    policy_closed:     the employer's policy has closed, but the cover begins later, or work elsewhere is planned.
    account_frozen:    an account is frozen and waits for money, documents or both (PKG-3).
    """

    SALARY_RISE = "salary_rise"
    RATE_MISSING = "rate_missing"
    CERTIFICATE_ENDED = "certificate_ended"
    PHONE_FAILS = "phone_fails"
    POLICY_CLOSED = "policy_closed"
    ACCOUNT_FROZEN = "account_frozen"


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
