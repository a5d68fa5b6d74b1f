"""The words of the fund: categories of subscribers, sectors of employers, payers of shares."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """What kind of subscriber a person is (CON-7)."""

    PUBLIC_EMPLOYEE = "public_employee"
    PRIVATE_EMPLOYEE = "private_employee"
    MILITARY_SECURITY = "military_security"


class Sector(StrEnum):
    """What kind of body an employer is (ENR-1)."""

    GOVERNMENT = "government"
    PUBLIC_COMPANY = "public_company"
    PRIVATE_COMPANY = "private_company"
    FOREIGN_COMPANY = "foreign_company"
    MILITARY_SECURITY = "military_security"


class Share(StrEnum):
    """Whose part of a contribution it is (CON-1)."""

    SUBSCRIBER = "subscriber"
    EMPLOYER = "employer"
    SOCIAL_SECURITY = "social_security"
    STATE = "state"


CATEGORY_OF_EMPLOYEES = {
    Sector.GOVERNMENT: Category.PUBLIC_EMPLOYEE,
    Sector.PUBLIC_COMPANY: Category.PUBLIC_EMPLOYEE,
    Sector.PRIVATE_COMPANY: Category.PRIVATE_EMPLOYEE,
    Sector.FOREIGN_COMPANY: Category.PRIVATE_EMPLOYEE,
    Sector.MILITARY_SECURITY: Category.MILITARY_SECURITY,
}
"""The category of a person about whom only the employer is known, as in a list of employees."""
