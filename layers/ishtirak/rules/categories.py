"""The payers of a contribution, and who is one kind of subscriber or another (CON-1, CON-7)."""

from __future__ import annotations

from enum import StrEnum

from ishtirak.errors import Refused
from ishtirak.law.law import Law


class Share(StrEnum):
    """Whose part of a contribution it is (CON-1)."""

    SUBSCRIBER = "subscriber"
    EMPLOYER = "employer"
    SOCIAL_SECURITY = "social_security"
    STATE = "state"


class UnknownCategory(Refused):
    """The law names no such category of subscribers."""

    code = "unknown_category"
    ar = "لا توجد فئة بالاسم «{value}»: الفئات هي {known}."
    en = "There is no category {value!r}: there are {known}."


class UnknownSector(Refused):
    """The law names no such sector of employers."""

    code = "unknown_sector"
    ar = "لا يوجد قطاع بالاسم «{value}»: القطاعات هي {known}."
    en = "There is no sector {value!r}: there are {known}."


def category_of(text: str, law: Law) -> str:
    """Raises: UnknownCategory."""
    if text not in law.categories:
        raise UnknownCategory(value=text, known=", ".join(law.categories))
    return text


def sector_of(text: str, law: Law) -> str:
    """Raises: UnknownSector."""
    if text not in law.sectors:
        raise UnknownSector(value=text, known=", ".join(law.sectors))
    return text
