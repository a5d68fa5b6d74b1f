"""Telling people, once, that their package has changed (PKG-1, PKG-4, NOT-3).

What has changed is worked out from facts, from the last package that each person was told of up to today. So it does
not matter how often this runs or how late: every change is told, in order, with its own day, and none is told twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ishtirak.law.law import Law
from ishtirak.rules.accounts import Account
from ishtirak.rules.cover import PackageChange, changes_since, timeline_of
from ishtirak.rules.notices import kind_of_change
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.standing import Standing
from ishtirak.storage import accounts, dependants, keys, notices, subscribers
from ishtirak.storage.notices import Notice
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Moved, Write, write


def tell(subscriber_ids: Sequence[str], now: datetime, law: Law) -> None:
    """Write each person's changes of package since the last one told, each with its notice."""
    people = subscribers.load_all(subscriber_ids)
    payers = accounts.behind(people.values(), law)
    lists: dict[str, Sequence[Standing]] = {}
    for person in people.values():
        _tell_one(person, payers, lists, now, law)


def _tell_one(
    person: Subscriber,
    payers: Mapping[str, Account],
    lists: dict[str, Sequence[Standing]],
    now: datetime,
    law: Law,
) -> None:
    for employer_id in person.payer_ids[1:]:
        if employer_id not in lists:
            lists[employer_id] = _standings(payers[employer_id], law)
    timeline = timeline_of(person.spells, _standings(payers[person.id], law, person), lists, law)
    number = person.told_number
    writes: list[Write] = []
    for change in changes_since(person.told, person.told_on, timeline, now.date()):
        number += 1
        writes.append(subscribers.put_cover_change(person.id, number, change))
        if not _goes_without_saying(person, change):
            writes.append(notices.put_new(_notice(person, change, number, now), law))
    if not writes:
        return
    last = change
    try:
        write(subscribers.told(person, last.to, last.on, number), *writes)
    except Moved:
        return  # another worker has told the person from the same facts


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
    restored_on = account.standing.restored_on
    if restored_on is None or (person is not None and restored_on <= person.told_on):
        return account.standings(law)
    return [*accounts.history(account.payer_id), *account.standings(law)]


def _notice(person: Subscriber, change: PackageChange, number: int, now: datetime) -> Notice:
    kind = kind_of_change(change.from_, change.to)
    values = {
        "name": person.name,
        "package": change.to.value,
        "reason": change.reason.value,
        "on": change.on.isoformat(),
    }
    return Notice(keys.subscriber(person.id), kind, f"cover#{number:06d}", now.isoformat(), values)
