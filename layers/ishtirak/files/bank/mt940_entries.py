"""One entry of MT940: its line with what :86: and :NS: say of it."""

from __future__ import annotations

import re

from ishtirak.files.bank.entries import NOBODY, Entry, Part, RefusedEntry
from ishtirak.files.bank.errors import BankProblem
from ishtirak.files.bank.narratives import Narrative, narrative_of, non_swift
from ishtirak.files.bank.references import account
from ishtirak.files.bank.statement_lines import StatementLine, statement_line
from ishtirak.files.bank.swift_text import Field
from ishtirak.files.bank.telling import problem

# Words in the place of the customer's reference that only say under which code :86: has it.
_POINTERS = frozenset({"KREF+", "EREF+", "EREF", "KREF", "MARF", "PREF", "NREF", "MREF"})


# An account below the line of an entry, as Rabobank has it: an IBAN, or a number of the old post bank.
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}|P?[0-9]{9,10}")


class Pending:
    """An entry whose texts may still come."""

    def __init__(self, field: Field, currency: str) -> None:
        self._field = field
        self._currency = currency
        self._lines: list[str] = []
        self._other: tuple[str, ...] = ()

    def add_text(self, field: Field) -> None:
        """Take a :86:, of which some banks send one for every line of text, or a :NS:."""
        if field.tag == "NS":
            self._other = (*self._other, *field.lines)
        else:
            self._lines.extend(field.lines)

    def entry(self) -> Entry | RefusedEntry:
        number = self._field.line_no
        try:
            line = statement_line(self._field.lines, self._currency)
        except BankProblem as refused:
            return RefusedEntry(number, (problem(number, ":61:", self._field.text, refused),))
        said = narrative_of(tuple(self._lines)) if any(map(str.strip, self._lines)) else Narrative()
        if self._other:
            said = _first_of(said, non_swift(self._other))
        return Entry(
            line_no=number,
            amount=line.amount,
            is_credit=line.is_credit,
            booking_date=line.booking_date,
            value_date=line.value_date,
            parts=(_payment(line, said),),
            is_reversal=line.is_reversal,
            bank_reference=line.bank_reference,
            posting_text=said.posting_text or ("" if _ACCOUNT.fullmatch(line.supplement) else line.supplement),
            code=line.code,
            problems=tuple(problem(number, column, self._field.text, wrong) for column, wrong in line.wrong_dates),
        )


def _payment(line: StatementLine, said: Narrative) -> Part:
    own = "" if line.customer_reference in _POINTERS else line.customer_reference
    return Part(
        amount=line.amount,
        is_credit=line.is_credit,
        bank_reference=line.bank_reference,
        end_to_end_id=said.end_to_end_id,
        customer_reference=own or said.customer_reference,
        creditor_reference=said.creditor_reference,
        text=said.text,
        name=said.name,
        on_behalf_of=said.on_behalf_of,
        account=said.account or (account(line.supplement) if _ACCOUNT.fullmatch(line.supplement) else NOBODY),
        code=said.code or line.code,
    )


def _first_of(one: Narrative, other: Narrative) -> Narrative:
    """What the first says, and where it is silent the second."""
    return Narrative(*(getattr(one, name) or getattr(other, name) for name in Narrative.__slots__))
