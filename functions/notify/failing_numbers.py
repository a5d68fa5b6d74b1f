"""Numbers at which nobody is reached: each a case until somebody corrects it (NOT-4)."""

from __future__ import annotations

from datetime import datetime

from ishtirak.rules.cases import CaseKind
from ishtirak.storage import cases, keys
from ishtirak.storage.cases import Case
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Put

NO_NUMBER = "no_phone"


def case_opened(of: Key, phone: str | None, reason: str, now: datetime) -> list[Put]:
    """The write of the case of a subscriber who can't be reached; none while one is open, and none of employers.

    It raises Moved where another one was faster.
    """
    if of.sk != keys.SUBSCRIBER:
        return []
    seen = cases.find_all(CaseKind.PHONE_FAILS, [of.owner_id]).get(of.owner_id)
    if seen is not None and seen.is_open:
        return []
    facts = {"reason": reason} | ({"phone": phone} if phone else {})
    number = seen.number + 1 if seen else 1
    return [cases.put(seen, Case(CaseKind.PHONE_FAILS, of.owner_id, now.date(), facts, number=number))]
