"""What every reader gives, whatever the format: heads of statements, their entries, and their ends (COL-9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from ishtirak.files.bank.currencies import Amount
from ishtirak.files.lines import Problem


class Format(StrEnum):
    CAMT = "camt"
    MT940 = "mt940"
    TABLE = "table"


class Kind(StrEnum):
    """What a statement is for. Only a STATEMENT has balances that its entries are checked against."""

    STATEMENT = "statement"
    """camt.053, MT940, MT950 or a table: what was booked."""
    NOTIFICATION = "notification"
    """camt.054: single credits and debits, which a statement repeats."""
    REPORT = "report"
    """camt.052 or MT942: what happened so far today, which a statement repeats."""


class Status(StrEnum):
    BOOKED = "booked"
    PENDING = "pending"
    """May still change or go away; it is in no balance."""
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its IBAN, or by another number with the bank's code where one is given."""

    iban: str = ""
    number: str = ""
    bank: str = ""

    def __str__(self) -> str:
        return self.iban or "/".join(filter(None, (self.bank, self.number)))

    def __bool__(self) -> bool:
        return bool(self.iban or self.number)


NOBODY = Account()


@dataclass(frozen=True, slots=True)
class Balance:
    """What stood on the account at the end of `on`; below zero it was overdrawn."""

    on: dt.date | None
    amount: Amount


@dataclass(frozen=True, slots=True)
class Part:
    """One payment: what an entry is about, or one of those that it is made of."""

    amount: Amount
    is_credit: bool
    bank_reference: str = ""
    """What the bank calls this payment."""
    end_to_end_id: str = ""
    """What the payer called it (EndToEndId, EREF)."""
    customer_reference: str = ""
    """What the customer of the bank or the bank's form calls it, where that is something else (:61:, KREF, InstrId)."""
    creditor_reference: str = ""
    """The structured reference that the creditor asked for: RF…, or one of the creditor's own."""
    text: str = ""
    """What the payer wrote."""
    name: str = ""
    """Who stands on the other side: the payer of a credit, the payee of a debit."""
    on_behalf_of: str = ""
    """For whom that one pays, or is paid (ultimate debtor or creditor)."""
    account: Account = NOBODY
    """The account on the other side."""
    code: str = ""
    """The bank's own code for this kind of payment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an account. `amount` is zero or more; `is_credit` says where the money went.

    A reversal has the direction in which the money really went: the reversal of a credit is a debit.
    `parts` has one payment, or each payment of a batch. `problems` are told with the statement's too.
    """

    line_no: int
    """The line of a text file, the row of a table, the number of the entry in a camt file: 1…"""
    amount: Amount
    is_credit: bool
    booking_date: dt.date | None
    value_date: dt.date | None
    parts: tuple[Part, ...]
    is_reversal: bool = False
    status: Status = Status.BOOKED
    bank_reference: str = ""
    posting_text: str = ""
    """What the bank calls what happened: "Gutschrift", "transfer"."""
    code: str = ""
    batch_size: int | None = None
    """How many payments the bank says are in it, where it says so, even if it does not list them."""
    balance: Amount | None = None
    """What the account came to with this entry, where a table says so."""
    problems: tuple[Problem, ...] = ()

    @property
    def signed(self) -> int:
        """In minor units, below zero for a debit."""
        return self.amount.minor if self.is_credit else -self.amount.minor


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An entry whose amount or direction can't be told. It is never guessed, and its statement says so."""

    line_no: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the entries."""

    kind: Kind
    account: Account
    currency: str
    statement_id: str
    """What the bank calls it: Stmt/Id, or :20:, which many banks write the same on all."""
    number: int | None = None
    """Its number in the year (ElctrncSeqNb or LglSeqNb, :28C:)."""
    page: int | None = None
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    opening: Balance | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the file says of its own entries; None where it does not. Sums are in minor units, zero or more."""

    count: int | None = None
    total: int | None = None
    net: int | None = None
    """Credits less debits."""
    credit_count: int | None = None
    credit_total: int | None = None
    debit_count: int | None = None
    debit_total: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands below the entries, or is only known there."""

    opening: Balance | None = None
    closing: Balance | None = None
    declared: Declared = field(default_factory=Declared)
    to_date: dt.date | None = None
    problems: tuple[Problem, ...] = ()


Event = Heading | Entry | RefusedEntry | Ending
