"""Numbers at which nobody is reached: a case of the fund, and a row for whoever registered the person (NOT-4).

Both are opened and closed together. The case of a number is closed by itself when the number is corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ishtirak.rules.cases import CaseKind
from ishtirak.storage import cases, keys, table
from ishtirak.storage.cases import Case
from ishtirak.storage.outgoing import Why
from ishtirak.storage.transactions import Update, Write

CORRECTED = "phone_corrected"
DELIVERED_AFTER_ALL = "delivered"


def opened(subscriber_id: str, registered_by: str, phone: str | None, why: Why, on: date) -> Sequence[Write]:
    """The writes by which a number fails; none where it has been failing already.

    They raise Moved where another one was faster.
    """
    seen = _find(subscriber_id)
    if seen is not None and seen.is_open:
        return ()
    facts = {name: each for name, each in {**why.facts(), "phone": phone}.items() if each is not None}
    case = Case(CaseKind.PHONE_FAILS, subscriber_id, on, facts, number=seen.number + 1 if seen else 1)
    stands = {"due_shard": keys.failing_numbers_of(registered_by), "due_on": on.isoformat()}
    return (cases.put(seen, case), Update(keys.failing_number(subscriber_id), set=stands))


def corrected(subscriber_id: str, on: date) -> Sequence[Write]:
    """The writes by which the number that failed is another one now; none where it has not.

    They raise Moved where another one was faster.
    """
    seen = _find(subscriber_id)
    return () if seen is None or not seen.is_open else _closed(seen, on, CORRECTED)


def proved_right(subscriber_id: str, phone: str, on: date) -> Sequence[Write]:
    """The writes by which something has arrived at the number that failed; none where another one has failed since.

    They raise Moved where another one was faster.
    """
    seen = _find(subscriber_id)
    if seen is None or not seen.is_open or seen.facts.get("phone") != phone:
        return ()
    return _closed(seen, on, DELIVERED_AFTER_ALL)


def _closed(seen: Case, on: date, outcome: str) -> Sequence[Write]:
    nowhere = {"due_shard": None, "due_on": None}
    return (
        cases.put(seen, seen.closed(on, outcome)),
        Update(keys.failing_number(seen.subscriber_id), set={**nowhere, "corrected_on": on.isoformat()}),
    )


def page(registered_by: str | None, limit: int, after: str | None = None) -> tuple[list[Case], str | None]:
    """A page of the numbers that fail, oldest first, and where the next page begins.

    Args: registered_by: only those of people whom this agent has registered; everybody's where it is None.
    """
    if registered_by is None:
        return cases.open_of_kind(CaseKind.PHONE_FAILS, limit, after)
    found = table.due_page(keys.failing_numbers_of(registered_by), limit=limit, after=after)
    ids = [key.owner_id for key in found.keys]
    known = cases.find_all(CaseKind.PHONE_FAILS, ids)
    return [known[each] for each in ids if each in known and known[each].is_open], found.after


def _find(subscriber_id: str) -> Case | None:
    return cases.find_all(CaseKind.PHONE_FAILS, [subscriber_id]).get(subscriber_id)
