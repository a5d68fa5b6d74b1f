"""Two people for money and rights: who enters does not approve (ACC-3)."""

from __future__ import annotations

from ishtirak.errors import NotPermitted


class SamePersonApproves(NotPermitted):
    """Who has entered something can't be the one who approves it."""

    code = "same_person_approves"
    ar = "من أدخل الطلب لا يعتمده: يعتمده شخص آخر."
    en = "Who entered it does not approve it: another person does."


def check_another(entered_by: str, approved_by: str) -> None:
    """Raises: SamePersonApproves."""
    if entered_by == approved_by:
        raise SamePersonApproves
