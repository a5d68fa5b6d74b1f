"""What a payer was charged for each month in all, as the months are assessed now (COL-1)."""

from __future__ import annotations

from collections.abc import Iterator

from ishtirak.rules.accounts import Account, PayerKind
from ishtirak.rules.agreements import OpenMonth
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.table import Item

MONTHS_OF_ONE_READ = 12


def newest_first(account: Account) -> Iterator[OpenMonth]:
    """Each opened month with the whole of what was owed for it, paid or not; read a year at a time, as needed."""
    if account.kind is PayerKind.EMPLOYER:
        months = _pages(keys.roll(account.payer_id).pk, keys.MONTH)
        yield from (_charged(item, "employer_dirhams") for item in months)
    else:
        months = _pages(keys.subscriber(account.payer_id).pk, keys.ASSESSMENT)
        in_force = (item for item in months if item["sk"].count("#") == 1)
        yield from (_charged(item, "subscriber_dirhams") for item in in_force)


def _pages(pk: str, prefix: str) -> Iterator[Item]:
    after: str | None = None
    while True:
        page = table.page(pk, prefix, limit=MONTHS_OF_ONE_READ, after=after, newest_first=True)
        yield from page.items
        if page.after is None:
            return
        after = page.after


def _charged(item: Item, share: str) -> OpenMonth:
    return OpenMonth(Month.parse(item["month"]), Money(item.get(share, 0)))
