"""The daily sweep: it must cost what is due, not what there is."""

from __future__ import annotations

from datetime import date

from functions.collect.steps import sweep
from infra.bench.fund import Fund
from infra.bench.meter import Meter
from infra.bench.promises import Promise, exactly
from infra.bench.tables import Table, number
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.accounts import PayerKind, new_account
from ishtirak.rules.calendar import Month
from ishtirak.storage import accounts, keys, table

SIZES = (1_000, 10_000)
ONE_DUE_IN = 100
TODAY = date(2026, 6, 1)
LAPSED, IN_TIME = Month(2026, 1), Month(2026, 4)


def measure(fund: Fund, sizes: tuple[int, ...] = SIZES) -> tuple[Table, list[Promise]]:
    """Sweep funds of several sizes, of which each hundredth account is due."""
    rows, promises = [], []
    for size in sizes:
        fund.empty(TODAY.isoformat())
        _write_accounts(size)
        with Meter() as meter:
            sent = sweep(TODAY)
        rows.append(
            [
                f"{size:,} accounts, {size // ONE_DUE_IN:,} due",
                str(meter.items_read),
                str(meter.of("Query")),
                str(meter.of_service("sqs")),
                number(meter.read_units),
            ]
        )
        promises.append(exactly(f"Items read by the sweep of {size:,} accounts", size // ONE_DUE_IN, meter.items_read))
        promises.append(exactly(f"Messages sent by the sweep of {size:,} accounts", size // ONE_DUE_IN, sent))
    columns = ("", "items read", "queries", "queue calls", "read units")
    note = f"A query for each of the {keys.DUE_SHARDS} shards of the index, and a message for what is due, ten a call."
    return Table("The daily sweep", columns, rows, note), promises


def _write_accounts(size: int) -> None:
    law = shipped_law()
    for start in range(0, size, 1_000):
        puts = [
            accounts.put_new(
                new_account(
                    f"S{each:012d}",
                    PayerKind.SUBSCRIBER,
                    IN_TIME if each % ONE_DUE_IN else LAPSED,
                    TODAY,
                    law,
                )
            )
            for each in range(start, min(size, start + 1_000))
        ]
        table.put_all({put.key: put.item for put in puts})
