"""The way from an entry of the ledger to what it was made of, down to the line of a file, and back (COL-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from functions.collect.receipts.booking import SUSPENSE_PARTITION
from ishtirak.rules.calendar import Month
from ishtirak.storage import assessments, bank_lines, deeds, keys, ledger, receipts, statements
from ishtirak.storage.assessments import Assessed
from ishtirak.storage.bank_lines import BankLine
from ishtirak.storage.ledger import Booked
from ishtirak.storage.receipts import Receipt

DEEDS_READ = 100
"""Of a receipt: it is matched and put back a few times at most."""


@dataclass(frozen=True, slots=True)
class ReceiptTrail:
    """A receipt, the lines of bank statements that it was, and everything that was booked of it, in its order."""

    receipt: Receipt
    lines: list[BankLine]
    entries: list[Booked]


@dataclass(frozen=True, slots=True)
class MonthTrail:
    """An assessment of a subscriber's month, and the line of the employer's statement that it was made of, if any."""

    assessed: Assessed
    line_no: int | None


def of_receipt(bank: str, receipt_id: str) -> ReceiptTrail:
    """Raises: UnknownReceipt."""
    receipt = receipts.load(bank, receipt_id)
    causes = [receipt.cause_of(deed) for deed in _deeds(receipt)]
    found = ledger.find_all(keys.entry(*each) for each in product(_owners(receipt), causes))
    entries = sorted(found, key=lambda each: causes.index(each.entry.cause))
    return ReceiptTrail(receipt, bank_lines.of_receipt(bank, receipt_id), entries)


def of_month(subscriber_id: str, month: Month) -> list[MonthTrail]:
    """Every assessment of a subscriber's month, the one in force last.

    Raises: NotAssessed.
    """
    every = assessments.of_month(subscriber_id, month)
    stated = {each.statement_id for each in every if each.statement_id}
    lines = {each: statements.line_no(each, subscriber_id) for each in stated}
    return [MonthTrail(each, lines.get(each.statement_id or "")) for each in every]


def _owners(receipt: Receipt) -> set[str]:
    """In whose partitions entries of a receipt can stand: suspense, and each payer that it was ever given to."""
    done, _ = deeds.page(keys.receipt(receipt.bank, receipt.id), DEEDS_READ)
    named = {change["to"] for deed in done for name, change in deed.changes.items() if name == "payer_id"}
    return {SUSPENSE_PARTITION, *([receipt.payer_id] if receipt.payer_id else []), *named}


def _deeds(receipt: Receipt) -> Iterator[str]:
    """What can have become of it, in the order in which it can."""
    yield "receipt"
    for number in range(1, receipt.moves + 1):
        yield from (f"{deed}-{number}" for deed in ("match", "unmatch", "return", "unreturn"))
    yield from ("paid_back", "reversal")
