"""Entries of the ledger, appended and never changed, and the counters of the shares that the fund only records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Contribution
from ishtirak.rules.ledger import Entry, Line
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put, Update


class AlreadyPosted(Conflict):
    """The cause is in the ledger already, so a retry can stop here."""

    code = "already_posted"
    ar = "القيد {cause} مسجل من قبل."
    en = "The entry {cause} is in the ledger already."


RECORDED_SHARES = (Share.SOCIAL_SECURITY, Share.STATE)
"""The shares whose payers have no account of their own: one sum a month is expected of them (COL-8)."""


def append(entry: Entry, owner_id: str, law: Law) -> Put:
    """The write that appends `entry` to those of a payer or a roll; it raises AlreadyPosted for a second one.

    Where the books of its day are closed, it is dated on the first open day: what is closed stays as it was.
    """
    item = {
        "cause": entry.cause,
        "on": law.booked_on(entry.on).isoformat(),
        "lines": [[line.account, line.amount.dirhams] for line in entry.lines],
    }
    return Put(keys.entry(owner_id, entry.cause), item, unless_exists=AlreadyPosted(cause=entry.cause))


def read(item: dict[str, Any]) -> Entry:
    """The entry that an item of the table holds."""
    lines = tuple(Line(account, Money(dirhams)) for account, dirhams in item["lines"])
    return Entry(item["cause"], date.fromisoformat(item["on"]), lines)


class UnknownEntry(NotFound):
    """Nothing was booked under this cause there."""

    code = "unknown_entry"
    ar = "لا يوجد قيد {cause} في دفتر {owner_id}."
    en = "There is no entry {cause} among those of {owner_id}."


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry, and among whose entries it stands."""

    owner_id: str
    entry: Entry


def load(owner_id: str, cause: str) -> Booked:
    """Raises: UnknownEntry."""
    item = table.get(keys.entry(owner_id, cause))
    if item is None:
        raise UnknownEntry(owner_id=owner_id, cause=cause)
    return Booked(owner_id, read(item))


def find_all(wanted: Iterable[keys.Key]) -> list[Booked]:
    """Those of the entries that are there, in no order."""
    return [Booked(key.owner_id, read(item)) for key, item in table.get_all(wanted).items()]


def of_owner(owner_id: str, limit: int, after: str | None = None) -> tuple[list[Booked], str | None]:
    """A page of the entries of a payer or a roll, by their causes, and where the next page begins."""
    found = table.page(keys.account(owner_id).pk, keys.ENTRY, limit=limit, after=after)
    return [Booked(owner_id, read(item)) for item in found.items], found.after


def add_to_shares(roll_id: str, month: Month, owed: Contribution) -> Update:
    """The write that moves what is expected of each share for `month`."""
    return Update(
        keys.share_shard(month, roll_id),
        set={"month": str(month)},
        add={f"{share.value}_dirhams": owed.of(share).dirhams for share in Share},
    )


def expected(share: Share, month: Month) -> Money:
    """What is expected of `share` for `month`, over all rolls."""
    shards = table.partition(keys.shares_of(month), keys.SHARD)
    return Money(sum(shard[f"{share.value}_dirhams"] for shard in shards))
