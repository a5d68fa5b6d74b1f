"""Taking a receipt back: reads, transactions and capacity, however much its payer has paid before (COL-5)."""

from __future__ import annotations

from functions.collect.receipts import reversing
from infra.bench.fund import Fund
from infra.bench.meter import Meter
from infra.bench.payers import FIRST_MONTH, payer_with
from infra.bench.promises import Promise, all_the_same, at_most
from infra.bench.receipts import LENGTHS, Booking
from infra.bench.tables import Table
from ishtirak.law.shipped import shipped_law
from ishtirak.storage.receipts import Reversal


def measure(fund: Fund, lengths: tuple[int, ...] = LENGTHS) -> tuple[Table, list[Promise]]:
    """Take the newest receipt back of payers who have paid so many months."""
    taken = [_taken_back(fund, length) for length in lengths]
    columns = (
        "months paid", "reads", "transactions", "messages", "read units", "write units", "of the index", "a million",
    )  # fmt: skip
    note = (
        "The receipt is read, the account, and what was owed for the newest months, as far back as its money goes; one "
        "transaction writes receipt, ledger's entry and account. The price is DynamoDB's."
    )
    promises = [
        at_most("Reads to take a receipt back", 3, max(each.reads for each in taken)),
        at_most("Transactions to take a receipt back", 1, max(each.transactions for each in taken)),
        all_the_same("Read units to take a receipt back, whatever was paid", [each.meter.read_units for each in taken]),
        all_the_same(
            "Write units to take a receipt back, whatever was paid", [each.meter.write_units for each in taken]
        ),
    ]
    return Table("Taking a receipt back", columns, [each.row() for each in taken], note), promises


def _taken_back(fund: Fund, paid: int) -> Booking:
    payer, newest = payer_with(fund, paid, 0), FIRST_MONTH.plus(paid - 1)
    with Meter() as meter:
        reversing.reverse(Reversal("BANK", f"of {newest}", payer.today), shipped_law())
    return Booking(f"{paid:,}", meter)
