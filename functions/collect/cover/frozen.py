"""Who is frozen and waits to be thawed, and for what: documents, money, or both (PKG-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ishtirak.law.law import Law
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.freezing import missing
from ishtirak.rules.money import Money
from ishtirak.storage import accounts, cases, subscribers
from ishtirak.storage.subscribers import Subscriber


@dataclass(frozen=True, slots=True)
class FrozenAccount:
    """One who waits: since when, which kinds of documents are missing, what subscriber and employer owe past due."""

    person: Subscriber
    frozen_on: date
    missing_documents: tuple[str, ...]
    owed: Money
    owed_by_employer: Money


def waiting(limit: int, after: str | None, today: date, law: Law) -> tuple[list[FrozenAccount], str | None]:
    """A page of those who wait, longest first, and where the next page begins: one query and three batches of reads."""
    open_cases, after = cases.open_of_kind(CaseKind.ACCOUNT_FROZEN, limit, after)
    people = subscribers.load_all(case.subscriber_id for case in open_cases)
    payers = accounts.behind(people.values(), law)
    found = []
    for case in open_cases:
        person, frozen_on = people[case.subscriber_id], date.fromisoformat(case.facts["frozen_on"])
        employer = payers.get(person.employer_id or "")
        found.append(
            FrozenAccount(
                person,
                frozen_on,
                missing(person.papers, frozen_on, today, law),
                payers[person.id].past_due(today, law),
                employer.past_due(today, law) if employer else Money.ZERO,
            )
        )
    return found, after
