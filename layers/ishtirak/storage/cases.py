"""Cases that a person must look at: at most one of a kind for each subscriber, on the subscriber's record.

An open case stands in the sparse index under its kind, since the day it was opened; a closed one does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.calendar import Month
from ishtirak.rules.cases import CaseKind, CaseState
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownCase(NotFound):
    """The subscriber has no case of this kind."""

    code = "unknown_case"
    ar = "لا توجد حالة {kind} للمشترك {subscriber_id}."
    en = "The subscriber {subscriber_id} has no case {kind}."


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one subscriber.

    facts:   what was found, as text by name; money in dinars.
    outcome: how it ended, in the words of who closed it; `closed_by` is None where the system did.
    number:  how often such a case was opened for the subscriber.
    """

    kind: CaseKind
    subscriber_id: str
    opened_on: date
    facts: Mapping[str, str] = field(default_factory=dict)
    state: CaseState = CaseState.OPEN
    closed_on: date | None = None
    closed_by: str | None = None
    outcome: str | None = None
    number: int = 1
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state is CaseState.OPEN

    def closed(self, on: date, outcome: str, by: str | None = None) -> Case:
        """The case once it has ended."""
        return replace(self, state=CaseState.CLOSED, closed_on=on, closed_by=by, outcome=outcome)


def rate_missing(subscriber_id: str, month: Month, on: date) -> Case:
    """The case of a person for whom the law has no rate in `month` (CON-4)."""
    return Case(CaseKind.RATE_MISSING, subscriber_id, on, {"month": str(month)})


def load(kind: CaseKind, subscriber_id: str) -> Case:
    """Raises: UnknownCase."""
    item = table.get(keys.case(subscriber_id, kind.value))
    if item is None:
        raise UnknownCase(kind=kind.value, subscriber_id=subscriber_id)
    return _case(item)


def find_all(kind: CaseKind, subscriber_ids: Iterable[str]) -> dict[str, Case]:
    """Those of the subscribers' cases of a kind that were ever opened, by subscriber."""
    found = table.get_all(keys.case(each, kind.value) for each in subscriber_ids)
    return {item["subscriber_id"]: _case(item) for item in found.values()}


def of_subscriber(subscriber_id: str) -> list[Case]:
    """Every case of a subscriber, open and closed."""
    return [_case(item) for item in table.partition(keys.subscriber(subscriber_id).pk, keys.CASE)]


def open_of_kind(kind: CaseKind, limit: int, after: str | None = None) -> tuple[list[Case], str | None]:
    """A page of the open cases of a kind, those that wait longest first, and where the next page begins."""
    page = table.due_page(keys.open_cases(kind.value), limit=limit, after=after)
    found = table.get_all(page.keys)
    cases = [_case(found[key]) for key in page.keys if key in found]
    return [case for case in cases if case.is_open], page.after


def put_opened(seen: Case | None, case: Case) -> Put:
    """The write of a case that is opened; where one of the kind is still open, it is about these facts from now on."""
    if seen is not None and seen.is_open:
        return put(seen, replace(seen, facts=case.facts))
    return put(seen, replace(case, number=seen.number + 1 if seen else 1))


def put(seen: Case | None, case: Case) -> Put:
    """The write of a case over what was seen; it raises Moved where another writer was faster."""
    key = keys.case(case.subscriber_id, case.kind.value)
    if seen is None:
        return Put(key, _item(case, 1), unless_exists=Moved())
    return Put(key, _item(case, seen.version + 1), if_is={"version": seen.version})


def _item(case: Case, version: int) -> dict[str, Any]:
    return {
        "kind": case.kind.value,
        "subscriber_id": case.subscriber_id,
        "opened_on": case.opened_on.isoformat(),
        "facts": dict(case.facts),
        "state": case.state.value,
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
        "closed_by": case.closed_by,
        "outcome": case.outcome,
        "number": case.number,
        "version": version,
        "due_shard": keys.open_cases(case.kind.value) if case.is_open else None,
        "due_on": case.opened_on.isoformat() if case.is_open else None,
    }


def _case(item: dict[str, Any]) -> Case:
    closed = item.get("closed_on")
    return Case(
        kind=CaseKind(item["kind"]),
        subscriber_id=item["subscriber_id"],
        opened_on=date.fromisoformat(item["opened_on"]),
        facts=item["facts"],
        state=CaseState(item["state"]),
        closed_on=date.fromisoformat(closed) if closed else None,
        closed_by=item.get("closed_by"),
        outcome=item.get("outcome"),
        number=item["number"],
        version=item["version"],
    )
