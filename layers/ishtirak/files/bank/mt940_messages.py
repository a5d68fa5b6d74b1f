"""One message of MT940: filled field by field, giving its head, its entries and its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ishtirak.files.bank.entries import NOBODY, Account, Balance, Declared, Ending, Event, Heading, Kind
from ishtirak.files.bank.errors import BankProblem, CutOff
from ishtirak.files.bank.mt940_entries import Pending
from ishtirak.files.bank.references import account, is_iban
from ishtirak.files.bank.statement_lines import balance_of, currency_of, number_of, sum_of
from ishtirak.files.bank.swift_text import Field
from ishtirak.files.bank.telling import Problems, problem

# ING says below its statements how many debits and credits there are, and what they come to, in an old form
# (D000004C000002D25,24C28,71) and in a newer one.
_TOTALS = re.compile(
    r"D([0-9]{6})C([0-9]{6})D([0-9]+,[0-9]*)C([0-9]+,[0-9]*)|"
    r"/SUM/([0-9]{1,6})/([0-9]{1,6})/([0-9]+,[0-9]*)/([0-9]+,[0-9]*)/?"
)
_OPENING, _CLOSING = ("60", "60F", "60M"), ("62", "62F", "62M")
_ALIKE = {"25P": "25", "28C": "28"}


class Message:
    """Fields go in, events come out. An entry comes out when the field after its own begins the next."""

    def __init__(self, message_type: str = "") -> None:
        """`message_type` is what an envelope says, as in "940"; "" without one."""
        self._is_report = message_type == "942"
        self._texts: dict[str, str] = {}
        self._currency = ""
        self._opening: Balance | None = None
        self._closing: Balance | None = None
        self._declared = Declared()
        self._pending: Pending | None = None
        self._is_told = False
        self._is_below = False
        self._problems = Problems()

    def take(self, field: Field) -> Iterator[Event]:
        """What is known once `field` has been read."""
        tag = _ALIKE.get(field.tag, field.tag)
        if tag == "61":
            yield from self._heading()
            yield from self._flush()
            self._pending = Pending(field, self._currency)
        elif tag in ("86", "NS"):
            self._take_text(field)
        else:
            yield from self._flush()
            self._take_fact(tag, field)

    def end(self) -> Iterator[Event]:
        yield from self._heading()
        yield from self._flush()
        if self._closing is None and self._opening is not None:
            self._problems.add(problem(0, "", "", CutOff()))
        to_date = self._closing.on if self._closing else None
        yield Ending(self._opening, self._closing, self._declared, to_date, tuple(self._problems))

    def _take_text(self, field: Field) -> None:
        if self._pending:
            self._pending.add_text(field)
        elif self._is_below and (totals := _TOTALS.fullmatch(field.text.strip())):
            try:
                self._declared = self._declared_by(totals)
            except BankProblem as refused:
                self._problems.add(problem(field.line_no, f":{field.tag}:", field.text, refused))

    def _take_fact(self, tag: str, field: Field) -> None:
        try:
            if tag in _OPENING or tag in _CLOSING:
                self._take_balance(tag, field)
            elif tag in ("90C", "90D"):
                self._take_sum(tag, field)
            elif tag == "34F":
                self._is_report = self._is_report or self._opening is None
                self._currency = self._currency or currency_of(field.lines)
            else:
                self._texts.setdefault(tag, field.text)
        except BankProblem as refused:
            self._problems.add(problem(field.line_no, f":{field.tag}:", field.text, refused))

    def _take_balance(self, tag: str, field: Field) -> None:
        self._is_below = tag in _CLOSING
        balance, wrong_date = balance_of(field.text, self._currency)
        if wrong_date:
            self._problems.add(problem(field.line_no, f":{field.tag}:", field.text, wrong_date))
        self._currency = self._currency or balance.amount.currency
        if tag in _CLOSING:
            self._closing = balance
        else:
            self._is_report = False
            self._opening = self._opening or balance

    def _take_sum(self, tag: str, field: Field) -> None:
        count, total = sum_of(field.text)
        if tag == "90C":
            self._declared = replace(self._declared, credit_count=count, credit_total=total.minor)
        else:
            self._declared = replace(self._declared, debit_count=count, debit_total=total.minor)

    def _declared_by(self, totals: re.Match[str]) -> Declared:
        debits, credit_entries, *amounts = filter(None, totals.groups())
        (_, debit), (_, credit) = (sum_of(f"{self._currency}{amount}") for amount in amounts)
        return Declared(
            debit_count=int(debits),
            credit_count=int(credit_entries),
            debit_total=debit.minor,
            credit_total=credit.minor,
        )

    def _heading(self) -> Iterator[Heading]:
        if self._is_told:
            return
        self._is_told = True
        number, page = number_of(self._texts.get("28", ""))
        yield Heading(
            kind=Kind.REPORT if self._is_report else Kind.STATEMENT,
            account=_account(self._texts.get("25", ""), self._currency),
            currency=self._currency,
            statement_id=self._texts.get("20", ""),
            number=number,
            page=page,
            from_date=self._opening.on if self._opening else None,
            opening=self._opening,
        )

    def _flush(self) -> Iterator[Event]:
        if self._pending:
            yield self._pending.entry()
        self._pending = None


def _account(text: str, currency: str) -> Account:
    """The account of :25:, behind which some banks write its currency, and before which others write their code."""
    number = text.replace(" ", "")
    if currency and number.endswith(currency) and not is_iban(number):
        number = number.removesuffix(currency)
    if "/" not in number:
        return account(number)
    pieces = [each for each in number.split("/") if each]
    if pieces and pieces[-1] == currency:
        pieces.pop()
    if not pieces:
        return NOBODY
    return account(pieces[-1], bank="/".join(pieces[:-1]))
