"""One entry of a camt file with its payments. A batch may have thousands: each is read and forgotten as XML."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ishtirak.files.bank import camt_fields as fields
from ishtirak.files.bank.camt_payments import PaymentReader, charges_of, code_of
from ishtirak.files.bank.currencies import Amount
from ishtirak.files.bank.entries import Entry, Part, RefusedEntry, Status
from ishtirak.files.bank.errors import (
    BankProblem,
    MissingDate,
    MixedCurrency,
    PartsCountMismatch,
    UnreadAmount,
)
from ishtirak.files.bank.references import reference
from ishtirak.files.bank.telling import Problems, problem
from ishtirak.files.lines import Problem

_STATUS = {"PDNG": Status.PENDING, "INFO": Status.INFORMATION, "FUTR": Status.PENDING}


class _Facts(NamedTuple):
    amount: Amount
    is_credit: bool
    is_reversal: bool


class EntryReader:
    """Made where an entry begins: `element` fills up while the file is read, amount and direction first."""

    def __init__(self, number: int, currency: str, element: Element) -> None:
        """`number` is that of the entry in the file; `currency` is the account's, "" where it is not known."""
        self._number = number
        self._currency = currency
        self._element = element
        self._facts: _Facts | None = None
        self._payments: PaymentReader | None = None
        self._problems = Problems()

    def add_payment(self, details: Element) -> None:
        """Read one payment (`TxDtls`). Those of an entry that can't be read are passed over with it."""
        try:
            if self._facts is None:
                self._facts = self._read_facts()
        except BankProblem:
            return
        if self._payments is None:
            self._payments = PaymentReader(*self._facts)
        self._payments.add(details)

    def entry(self) -> Entry | RefusedEntry:
        """The entry, once the element has ended."""
        try:
            facts = self._facts or self._read_facts()
        except BankProblem as refused:
            return RefusedEntry(self._number, (self._told("Ntry", refused),))
        element = self._element
        if self._currency and facts.amount.currency != self._currency:
            self._tell("Amt", MixedCurrency(found=facts.amount.currency, expected=self._currency))
        booking_date, value_date = self._day("BookgDt"), self._day("ValDt")
        if booking_date is None and value_date is None and not self._problems.count:
            self._tell("BookgDt", MissingDate())
        batch_size = self._batch_size()
        return Entry(
            line_no=self._number,
            amount=facts.amount,
            is_credit=facts.is_credit,
            booking_date=booking_date,
            value_date=value_date,
            parts=self._parts(facts, batch_size),
            is_reversal=facts.is_reversal,
            status=_STATUS.get(fields.text(element, "Sts/Cd", "Sts/Prtry", "Sts"), Status.BOOKED),
            bank_reference=reference(fields.text(element, "AcctSvcrRef")),
            posting_text=fields.text(element, "AddtlNtryInf"),
            code=code_of(element),
            batch_size=batch_size,
            problems=tuple(self._problems),
        )

    def _read_facts(self) -> _Facts:
        written = fields.first(self._element, "Amt")
        if written is None:
            raise UnreadAmount(value="", currency=self._currency)
        is_reversal = fields.text(self._element, "RvslInd") in ("true", "1")
        return _Facts(fields.amount(written), fields.is_credit(self._element), is_reversal)

    def _parts(self, facts: _Facts, batch_size: int | None) -> tuple[Part, ...]:
        whole = Part(
            facts.amount,
            facts.is_credit,
            bank_reference=reference(fields.text(self._element, "AcctSvcrRef")),
            text=fields.text(self._element, "AddtlNtryInf"),
            code=code_of(self._element),
        )
        if self._payments is None:
            return (whole,)
        if batch_size is not None and batch_size != self._payments.count:
            self._tell("NbOfTxs", PartsCountMismatch(stated=batch_size, counted=self._payments.count))
        parts, wrong = self._payments.parts(whole, charges_of(self._element, facts.amount.currency))
        if wrong:
            self._tell("TxDtls", wrong)
        if len(parts) == 1:
            only = parts[0]
            return (
                replace(only, bank_reference=only.bank_reference or whole.bank_reference, code=only.code or whole.code),
            )
        return parts

    def _batch_size(self) -> int | None:
        """How many payments the entry says it has, all its batches together."""
        stated = [fields.whole(each) for each in fields.texts(self._element, "NtryDtls/Btch/NbOfTxs")]
        return sum(filter(None, stated)) if stated and None not in stated else None

    def _day(self, name: str) -> dt.date | None:
        try:
            return fields.day(self._element, f"{name}/Dt", f"{name}/DtTm")
        except BankProblem as refused:
            self._tell(name, refused)
            return None

    def _tell(self, column: str, refused: BankProblem) -> None:
        self._problems.add(self._told(column, refused))

    def _told(self, column: str, refused: BankProblem) -> Problem:
        return problem(self._number, column, str(refused.values.get("value", "")), refused)
