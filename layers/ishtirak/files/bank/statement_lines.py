"""The fields of MT940 that count: the line of an entry (:61:), balances, sums. Read strictly, to their last character.

The library mt-940 reads these fields too, but leaves the end of a number that is too long, and the 30th of February,
to chance; a fund's books can't. The tests hold this reader against it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from ishtirak.files.bank.currencies import Amount, amount_of, is_currency
from ishtirak.files.bank.dates import swift_date, swift_entry_date
from ishtirak.files.bank.entries import Balance
from ishtirak.files.bank.errors import BankProblem, UnreadField, UnreadLine
from ishtirak.files.bank.references import reference

_ENTRY = re.compile(
    r"\s*(?P<value>[0-9]{6})(?P<entry>[0-9]{4}|\s{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?\s?"
    r"(?P<amount>[0-9]{1,20}(?:,[0-9]*)?|,[0-9]+)"
    r"(?:(?P<code>[A-Z][A-Z0-9 ]{0,3})(?P<references>.*))?"
)
_BALANCE = re.compile(
    r"(?P<mark>[CD])(?P<on>[0-9]{6})(?P<currency>[A-Z]{3})?(?P<amount>[0-9]{1,20}(?:,[0-9]*)?|,[0-9]+)"
)
_SUM = re.compile(r"(?P<count>[0-9]{0,6})(?P<currency>[A-Z]{3})(?P<amount>[0-9]{1,20}(?:,[0-9]*)?)")
_LONGEST_REFERENCE = 16


class StatementLine(NamedTuple):
    """What a :61: says. `said_elsewhere` is true where it only points to the reference in :86:."""

    amount: Amount
    is_credit: bool
    is_reversal: bool
    value_date: dt.date | None
    booking_date: dt.date | None
    code: str
    customer_reference: str
    bank_reference: str
    supplement: str
    wrong_dates: tuple[tuple[str, BankProblem], ...]


def statement_line(lines: tuple[str, ...], currency: str) -> StatementLine:
    """Read a :61: whose account has `currency`.

    A date that is none is None, and told in `wrong_dates`: the amount counts all the same. Where the bank gives no
    date of the entry, it is the value date. RC and RD take back a credit or a debit, and so have its other direction.
    Raises: UnreadLine, UnreadAmount.
    """
    text = lines[0]
    rest = lines[1:]
    if rest and re.fullmatch(r"\s*[0-9]{6,10}R?[CD][A-Z]?\s*", text):  # some banks break the line before the amount
        text, rest = text.rstrip() + rest[0], rest[1:]
    read = _ENTRY.fullmatch(text)
    if read is None:
        raise UnreadLine(value=text[:80])
    customer_reference, bank_reference, supplement = _references(read["references"] or "")
    value_date, booking_date, wrong = _dates(read["value"], (read["entry"] or "").strip())
    return StatementLine(
        amount=_amount(read["amount"], currency),
        is_credit=(read["mark"][-1] == "C") is (len(read["mark"]) == 1),
        is_reversal=len(read["mark"]) == 2,
        value_date=value_date,
        booking_date=booking_date,
        code=(read["code"] or "").strip(),
        customer_reference=customer_reference,
        bank_reference=bank_reference,
        supplement=" ".join(filter(None, (supplement, *(line.strip() for line in rest)))),
        wrong_dates=wrong,
    )


def balance_of(text: str, currency: str) -> tuple[Balance, BankProblem | None]:
    """A balance, below zero where it is a debit; in `currency` where the bank leaves its own out.

    Raises: UnreadField, UnreadAmount.
    """
    read = _BALANCE.fullmatch(text.strip())
    if read is None:
        raise UnreadField(field=text[:40])
    amount = _amount(read["amount"], read["currency"] or currency)
    if read["mark"] == "D":
        amount = Amount(-amount.minor, amount.currency)
    try:
        return Balance(swift_date(read["on"]), amount), None
    except BankProblem as wrong:
        return Balance(None, amount), wrong


def sum_of(text: str) -> tuple[int | None, Amount]:
    """What :90C: and :90D: say: how many entries, and what they come to.

    Raises: UnreadField, UnreadAmount.
    """
    read = _SUM.fullmatch(text.strip())
    if read is None:
        raise UnreadField(field=text[:40])
    return int(read["count"]) if read["count"] else None, _amount(read["amount"], read["currency"])


def currency_of(texts: tuple[str, ...]) -> str:
    """The currency that a balance or a floor limit names, "" where none does."""
    return next((found[0] for text in texts if (found := re.search(r"[A-Z]{3}(?=[CD]?[0-9,])", text))), "")


def number_of(text: str) -> tuple[int | None, int | None]:
    """The number of a statement and its page (:28C:)."""
    read = re.fullmatch(r"([0-9]{1,12})(?:\s?/\s?([0-9]{1,6}))?", text.strip())
    return (int(read[1]), int(read[2]) if read[2] else None) if read else (None, None)


def _amount(text: str, currency: str) -> Amount:
    return amount_of(text.replace(",", "."), currency if is_currency(currency) else "")


def _dates(value: str, entry: str) -> tuple[dt.date | None, dt.date | None, tuple[tuple[str, BankProblem], ...]]:
    wrong: list[tuple[str, BankProblem]] = []
    value_date = booking_date = None
    try:
        value_date = booking_date = swift_date(value)
    except BankProblem as no_date:
        wrong.append(("value_date", no_date))
    if entry:
        year = int(value[:2])
        try:
            booking_date = swift_entry_date(entry, value_date or year + (1900 if year >= 80 else 2000))
        except BankProblem as no_date:
            booking_date = None
            wrong.append(("booking_date", no_date))
    return value_date, booking_date, tuple(wrong)


def _references(text: str) -> tuple[str, str, str]:
    """Before // the customer's, after it the bank's. Without it, what stands behind 16 characters is a supplement."""
    before, parted, after = text.partition("//")
    if parted:
        return reference(before), reference(after), ""
    return reference(text[:_LONGEST_REFERENCE]), "", text[_LONGEST_REFERENCE:].strip()
