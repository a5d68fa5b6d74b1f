"""Welcoming people to the fund, once each time that their own cover begins (NOT-1)."""

from __future__ import annotations

from datetime import datetime

from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.references import reference_of
from ishtirak.storage import keys, notices
from ishtirak.storage.notices import Notice
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write


def welcome(person: Subscriber, now: datetime) -> list[Write]:
    """The write of the notice, with the reference to pay under.

    None for somebody whose number is not known yet, as on a list of employees.
    """
    if person.phone is None:
        return []
    begun = person.spells[-1].from_.isoformat()
    values = {"name": person.name, "on": begun, "reference": reference_of(person.id)}
    # By the version: a cover that was ended on its first day can begin on that day again.
    cause = f"welcome#{begun}#{person.version}"
    notice = Notice(keys.subscriber(person.id), NoticeKind.WELCOME, cause, now.isoformat(), values)
    return [notices.put_new(notice)]
