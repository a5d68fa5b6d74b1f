"""Booking a receipt: reads, transactions and capacity, however long its payer's past is."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from functions.collect.receipts import booking as receipts
from infra.bench.fund import Fund
from infra.bench.meter import Meter
from infra.bench.payers import morning_of, payer_with
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, all_the_same, at_most
from infra.bench.tables import Table, dollars, number
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.money import Money
from ishtirak.storage.receipts import Receipt

LENGTHS = (1, 12, 240)
RECEIPTS_TIMED = 200
READS = ("GetItem", "BatchGetItem", "Query", "Scan")


@dataclass(frozen=True)
class Booking:
    """A receipt of one kind, and what booking it took."""

    what: str
    meter: Meter

    @property
    def reads(self) -> int:
        return self.meter.of(*READS)

    @property
    def transactions(self) -> int:
        return self.meter.of("TransactWriteItems")

    def row(self) -> list[str]:
        meter = self.meter
        refused = sum(meter.refused.values())
        # What a refused transaction consumes is not told.
        written = ("", "") if refused else (number(meter.write_units), number(meter.written["due"]))
        price = dollars_a_million(meter.read_units, meter.write_units)
        return [
            self.what,
            str(self.reads),
            f"{self.transactions}{', refused' if refused else ''}",
            str(meter.of_service("sqs")),
            number(meter.read_units),
            *written,
            "" if refused else dollars(price),
        ]


def measure(fund: Fund, lengths: tuple[int, ...] = LENGTHS) -> tuple[list[Table], list[Promise], Booking]:
    """Returns the tables, the promises, and the booking of a usual receipt."""
    paid = [_book(f"{length} paid, 1 open", payer_with(fund, length, 1).pays("now")) for length in lengths]
    again = _book("the same again", payer_with(fund, 1, 0).pays(f"of {2010}-01"))
    nobody = _book("of nobody we know", replace(payer_with(fund, 1, 1).pays("now"), payer_reference=None))
    unpaid = [_book(f"{length} open", payer_with(fund, 0, length).pays("now")) for length in lengths]
    table = Table(
        "Booking a receipt",
        (
            "months of the payer",
            "reads",
            "transactions",
            "messages",
            "read units",
            "write units",
            "of the index",
            "a million",
        ),
        [booking.row() for booking in (*paid, *unpaid, again, nobody)],
        "One transaction writes the receipt (the marker of its event), the ledger's entry and the account. "
        "An account holds its open months, so one that owes for twenty years is larger; paid months are not in it. "
        "A message is sent where people must be told that their cover has changed. What a refused transaction "
        "consumes is not told by the engine. The price is DynamoDB's.",
    )
    every = (*paid, *unpaid, again, nobody)
    promises = [
        at_most("Reads to book a receipt", 2, max(booking.reads for booking in every)),
        at_most("Transactions to book a receipt", 1, max(booking.transactions for booking in every)),
        all_the_same("Read units, whatever was paid before", [booking.meter.read_units for booking in paid]),
        all_the_same("Write units, whatever was paid before", [booking.meter.write_units for booking in paid]),
    ]
    return [table, _speed(fund)], promises, paid[-1]


def _book(what: str, receipt: Receipt) -> Booking:
    with Meter() as meter:
        receipts.book(receipt, morning_of(receipt.received_on), shipped_law())
    return Booking(what, meter)


def _speed(fund: Fund) -> Table:
    payer, law = payer_with(fund, 1, 1), shipped_law()
    since = time.perf_counter()
    with Meter() as meter:
        for number_ in range(RECEIPTS_TIMED):
            receipts.book(payer.pays(f"timed {number_}", Money.dinars("1")), morning_of(payer.today), law)
    seconds = time.perf_counter() - since
    return Table(
        "Speed of booking",
        ("one worker on the embedded engine", "receipts a second", "waiting (%)"),
        [
            (
                "one after the other, of one payer",
                number(RECEIPTS_TIMED / seconds),
                number(round(100 * meter.waited / seconds)),
            )
        ],
    )
