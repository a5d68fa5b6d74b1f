"""Telling people, once, that their package has changed, and what a frozen account waits for (PKG-1 … PKG-4, NOT-3).

What has changed is worked out from facts, from the last package that each person was told of up to today. So it does
not matter how often this runs or how late: every change is told, in order, with its own day, and none is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account
from ishtirak.rules.cases import CaseKind
from ishtirak.rules.cover import Cover, PackageChange, Period, changes_since, cover_on, timeline_of
from ishtirak.rules.freezing import missing
from ishtirak.rules.notices import NoticeKind, kind_of_change
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.standing import Standing
from ishtirak.storage import accounts, cases, dependants, keys, notices, subscribers
from ishtirak.storage.cases import Case
from ishtirak.storage.notices import AlreadyNotified, Notice
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Busy, Moved, Write, decided_again, write, write_one


class _Look(NamedTuple):
    """A person, the cover that follows from today's facts, and what of it the person was not told of yet."""

    person: Subscriber
    timeline: Sequence[Period]
    changes: Sequence[PackageChange]

    @property
    def touches_a_freeze(self) -> bool:
        return any(Package.FROZEN in (each.from_, each.to) for each in self.changes)


def tell(subscriber_ids: Sequence[str], now: datetime, law: Law) -> None:
    """Write each person's changes of package since the last one told, each with its notice.

    Who is frozen also waits among the open cases, until the account is thawed or the cover ends.
    """
    looks = _look_at(subscriber_ids, now, law)
    waiting = cases.find_all(CaseKind.ACCOUNT_FROZEN, [look.person.id for look in looks if look.touches_a_freeze])
    for look in looks:
        try:
            _tell(look, waiting.get(look.person.id), now, law)
        except (Moved, Busy):
            _tell_again(look.person.id, now, law)


@decided_again
def _tell_again(subscriber_id: str, now: datetime, law: Law) -> None:
    """Another worker has told the person, or somebody has edited the record or the case: from the facts of now."""
    for look in _look_at([subscriber_id], now, law):
        waiting = cases.find_all(CaseKind.ACCOUNT_FROZEN, [subscriber_id])
        _tell(look, waiting.get(subscriber_id), now, law)


def _look_at(subscriber_ids: Sequence[str], now: datetime, law: Law) -> list[_Look]:
    people = subscribers.load_all(subscriber_ids)
    payers = accounts.behind(people.values(), law)
    lists: dict[str, Sequence[Standing]] = {}
    looks = []
    for person in people.values():
        for employer_id in person.payer_ids[1:]:
            if employer_id not in lists:
                lists[employer_id] = _standings(payers[employer_id], law)
        own = _standings(payers[person.id], law, person)
        timeline = timeline_of(person.spells, own, lists, person.papers, law)
        looks.append(_Look(person, timeline, changes_since(person.told, person.told_on, timeline, now.date())))
    return looks


def _tell(look: _Look, waiting: Case | None, now: datetime, law: Law) -> None:
    """Raises: Moved where another writer was faster."""
    if look.changes:
        _tell_changes(look, waiting, now)
    cover = cover_on(now.date(), look.timeline)
    if cover.reason is Reason.DOCUMENTS_MISSING:
        _ask_for_documents(look, cover, now, law)


def _tell_changes(look: _Look, waiting: Case | None, now: datetime) -> None:
    person, changes, writes = look.person, look.changes, list[Write]()
    for number, change in enumerate(changes, person.told_number + 1):
        writes.append(subscribers.put_cover_change(person.id, number, change))
        if not _goes_without_saying(person, change):
            writes.append(notices.put_new(_notice(person, change, number, now)))
    last, number = changes[-1], person.told_number + len(changes)
    frozen_on = max((each.on for each in changes if each.to is Package.FROZEN), default=None)
    write(
        subscribers.told(person, last.to, last.on, number, frozen_on),
        *writes,
        *(_case_of_freeze(person.id, last, waiting, now) if look.touches_a_freeze else ()),
    )


def _case_of_freeze(subscriber_id: str, last: PackageChange, waiting: Case | None, now: datetime) -> Sequence[Write]:
    if last.to is Package.FROZEN:
        facts = {"frozen_on": last.on.isoformat(), "reason": last.reason.value}
        return [cases.put_opened(waiting, Case(CaseKind.ACCOUNT_FROZEN, subscriber_id, last.on, facts))]
    if waiting is None or not waiting.is_open:
        return []
    return [cases.put(waiting, waiting.closed(now.date(), last.to.value))]


def _ask_for_documents(look: _Look, cover: Cover, now: datetime, law: Law) -> None:
    """The money is there: say, once each time that it is, which documents are still needed (PKG-3)."""
    person, frozen_on = look.person, cover.frozen_on or cover.on
    lying_behind = (each for each in reversed(look.timeline) if each.from_ <= cover.on)
    settled_on = min(each.from_ for each in takewhile(lambda each: each.reason is cover.reason, lying_behind))
    kinds = missing(person.papers, frozen_on, cover.on, law)
    values = {"name": person.name, "documents": ",".join(kinds)}
    cause = f"documents_needed#{frozen_on}#{settled_on}"
    notice = Notice(keys.subscriber(person.id), NoticeKind.DOCUMENTS_NEEDED, cause, now.isoformat(), values)
    try:
        write_one(notices.put_new(notice))
    except AlreadyNotified:
        return


def _goes_without_saying(person: Subscriber, change: PackageChange) -> bool:
    """Nobody writes to the dead; and who has gone back to a family has lost nothing (FAM-1)."""
    if change.reason is Reason.DECEASED:
        return True
    if change.to is not Package.NONE or person.family is None:
        return False
    stay = dependants.load(*person.family).stay_on(change.on)
    return stay is not None and stay.until is None


def _standings(account: Account, law: Law, person: Subscriber | None = None) -> Sequence[Standing]:
    """The payer's standings as far as telling needs them: those of the past only where a lapse has ended in it."""
    knows = accounts.lapse_may_matter(account, person) if person else account.standing.restored_on is not None
    return [*(accounts.history(account.payer_id) if knows else ()), *account.standings(law)]


def _notice(person: Subscriber, change: PackageChange, number: int, now: datetime) -> Notice:
    kind = kind_of_change(change.from_, change.to)
    values = {
        "name": person.name,
        "package": change.to.value,
        "reason": change.reason.value,
        "on": change.on.isoformat(),
    }
    return Notice(keys.subscriber(person.id), kind, notices.cause_of_cover(number), now.isoformat(), values)
