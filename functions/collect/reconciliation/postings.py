"""The payments of a bank's file, one after the other, as reconciliation looks at them (COL-9)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from ishtirak.files.bank.currencies import DINAR
from ishtirak.files.bank.entries import Entry, RefusedEntry, Status
from ishtirak.files.bank.statements import BankFile, Statement
from ishtirak.rules.money import Money
from ishtirak.rules.reconciliation import Posting
from ishtirak.storage.receipts import LONGEST_ID


class Reading:
    """Reads one file to its end; counts what is no payment that could be matched.

    statements: those that have been read to their end.
    refused:    entries whose amount or direction can't be told; `pending`: those that are not booked yet, or only told
                of; `foreign`: payments in another currency than dinars.
    """

    def __init__(self, content: BinaryIO, file_name: str) -> None:
        self._file = BankFile(content, file_name)
        self._number = 0
        self._names: Counter[str] = Counter()
        self.statements: list[Statement] = []
        self.refused = self.pending = self.foreign = 0

    def __iter__(self) -> Iterator[Posting]:
        """Raises: FileRefused, where the file can't be read to its end."""
        for statement in self._file:
            for entry in statement:
                if isinstance(entry, RefusedEntry):
                    self.refused += 1
                elif entry.status is not Status.BOOKED:
                    self.pending += 1
                else:
                    yield from self._postings(statement, entry)
            self.statements.append(statement)

    def _postings(self, statement: Statement, entry: Entry) -> Iterator[Posting]:
        for part in entry.parts:
            on = entry.booking_date or entry.value_date or statement.to_date
            if part.amount.currency != DINAR or on is None:
                self.foreign += 1
                continue
            self._number += 1
            references = (part.bank_reference, entry.bank_reference if len(entry.parts) == 1 else "")
            said = (*references, part.end_to_end_id, part.customer_reference)
            yield Posting(
                number=self._number,
                line_no=entry.line_no,
                account=str(statement.account),
                on=on,
                amount=Money(part.amount.minor),
                is_credit=part.is_credit,
                is_reversal=entry.is_reversal,
                ids=tuple(dict.fromkeys(each for each in said if each and len(each) <= LONGEST_ID)),
                payer_reference=part.creditor_reference or None,
                payer_iban=part.account.iban or None,
                payer_name=part.name or None,
                text=part.text[:300],
            )

    def receipt_id(self, posting: Posting) -> str:
        """The id under which a payment is recorded that has come by no event; asked of each in turn, always the same.

        It is the bank's own where the bank gives one, so that an event that comes later is a repetition. Of several of
        one name the later ones are told apart by their place in the file.
        """
        name = posting.ids[0] if posting.ids else _digest(posting)
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name[: LONGEST_ID - 6]}~{self._names[name]}"


def _digest(posting: Posting) -> str:
    said = (posting.account, posting.on, posting.amount, posting.payer_iban, posting.payer_name, posting.text)
    return "line-" + hashlib.sha256(repr(said).encode()).hexdigest()[:24]
