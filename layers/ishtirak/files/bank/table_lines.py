"""One line of a statement that is sent as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from ishtirak.errors import Refused
from ishtirak.files.bank.columns import CREDIT, DEBIT
from ishtirak.files.bank.currencies import Amount, is_currency
from ishtirak.files.bank.dates import table_date
from ishtirak.files.bank.entries import Entry, Part, RefusedEntry
from ishtirak.files.bank.errors import BankProblem, MixedCurrency, UnreadAmount, UnreadSide
from ishtirak.files.bank.references import account, creditor_reference_in, reference
from ishtirak.files.bank.table_amounts import table_amount
from ishtirak.files.bank.telling import problem
from ishtirak.files.headings import folded
from ishtirak.files.lines import Problem
from ishtirak.files.tables import Row

_NOTHING = frozenset({"", "-", "—", "–"})


class TableLines:
    """Reads lines below one header."""

    def __init__(self, columns: Mapping[str, int], currency: str) -> None:
        self._columns = columns
        self._currency = currency

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """What stands in the known columns, trimmed; an absent cell is an empty one."""
        count = len(cells)
        return {key: cells[place].strip() if place < count else "" for key, place in self._columns.items()}

    def read(self, row: Row, texts: Mapping[str, str]) -> Entry | RefusedEntry:
        currency = texts.get("currency", "").upper() or self._currency
        try:
            amount, is_credit = self._amount(texts, currency)
        except Refused as refused:
            column = next((key for key in ("amount", "credit", "debit") if texts.get(key)), "amount")
            return RefusedEntry(row.line_no, (problem(row.line_no, column, texts.get(column, ""), refused),))
        problems: list[Problem] = []
        if currency != self._currency:
            mixed = MixedCurrency(found=currency, expected=self._currency)
            problems.append(problem(row.line_no, "currency", currency, mixed))
        booking_date = self._date("date", row, texts, problems)
        value_date = self._date("value_date", row, texts, problems) if texts.get("value_date") else None
        part = _part(amount, is_credit, texts)
        return Entry(
            line_no=row.line_no,
            amount=amount,
            is_credit=is_credit,
            booking_date=booking_date,
            value_date=value_date,
            parts=(part,),
            bank_reference=part.bank_reference,
            balance=self._balance(row, texts, problems),
            problems=tuple(problems),
        )

    def _amount(self, texts: Mapping[str, str], currency: str) -> tuple[Amount, bool]:
        """The amount, zero or more, and whether it is a credit.

        A debit that is written below zero is a debit; a credit below zero could be either, and is refused.
        """
        if not is_currency(currency):
            raise UnreadAmount(value="", currency=currency[:3])
        debit, credit = (_read(texts.get(key, ""), currency) for key in ("debit", "credit"))
        if (debit and debit.minor and credit and credit.minor) or (credit and credit.minor < 0):
            raise UnreadSide(value=f"{texts['debit']} {texts['credit']}".strip())
        if credit and (credit.minor or debit is None):
            return credit, True
        if debit:
            return Amount(abs(debit.minor), currency), False
        return _by_sign(texts, currency)

    def _date(self, column: str, row: Row, texts: Mapping[str, str], problems: list[Problem]) -> dt.date | None:
        try:
            return table_date(texts[column])
        except BankProblem as refused:
            problems.append(problem(row.line_no, column, texts[column], refused))
            return None

    def _balance(self, row: Row, texts: Mapping[str, str], problems: list[Problem]) -> Amount | None:
        text = texts.get("balance", "")
        try:
            return _read(text, self._currency)
        except Refused as refused:
            problems.append(problem(row.line_no, "balance", text, refused))
            return None


def _read(text: str, currency: str) -> Amount | None:
    return None if text in _NOTHING else table_amount(text, currency)


def _by_sign(texts: Mapping[str, str], currency: str) -> tuple[Amount, bool]:
    amount = _read(texts.get("amount", ""), currency)
    if amount is None:
        raise UnreadAmount(value="", currency=currency)
    if "side" not in texts:
        return Amount(abs(amount.minor), currency), amount.minor >= 0
    side = folded(texts["side"])
    if (amount.minor < 0 and side not in DEBIT) or side not in CREDIT | DEBIT:
        raise UnreadSide(value=texts["side"][:40])
    return Amount(abs(amount.minor), currency), side in CREDIT


def _part(amount: Amount, is_credit: bool, texts: Mapping[str, str]) -> Part:
    said = texts.get
    text = " ".join(said("description", "").split())
    return Part(
        amount=amount,
        is_credit=is_credit,
        bank_reference=reference(said("reference", "")),
        end_to_end_id=reference(said("customer_reference", "")),
        creditor_reference=creditor_reference_in(text),
        text=text,
        name=" ".join(said("name", "").split()),
        account=account(said("account", "")),
    )
