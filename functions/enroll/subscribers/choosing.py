"""Which notices somebody wants none of, where the law lets them be refused (NOT-3)."""

from __future__ import annotations

from collections.abc import Iterable

from ishtirak.errors import InvalidField
from ishtirak.law.law import Law
from ishtirak.rules.notices import NoticeKind


class NoticeNotRefusable(InvalidField):
    """What warns of a loss of cover, or tells of one, is always sent."""

    code = "notice_not_refusable"
    ar = "الحقل {field}: لا يمكن رفض إشعارات «{name_ar}»."
    en = "The field {field}: notices of the kind '{name_en}' can't be refused."


def unwanted(kinds: Iterable[NoticeKind], law: Law) -> tuple[str, ...]:
    """These kinds as a record holds them.

    Law:    `opt_out` of each kind of notice.
    Raises: NoticeNotRefusable.
    """
    codes = sorted({kind.value for kind in kinds})
    for code in codes:
        terms = law.notices[code]
        if not terms.opt_out:
            raise NoticeNotRefusable("unwanted_notices", name_ar=terms.name.ar, name_en=terms.name.en)
    return tuple(codes)
