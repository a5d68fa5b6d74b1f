"""Other money that has left the fund's accounts: fees, transfers, commissions. Two people say what it was (COL-9).

What waits for that stands in the index `due`, under the day on which it left: the longest first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.rules.ledger import DebitKind
from ishtirak.rules.money import Money
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put


class UnknownDebit(NotFound):
    """No such debit of this bank is recorded."""

    code = "unknown_bank_debit"
    ar = "لا يوجد خصم {debit_id} من المصرف {bank}."
    en = "There is no debit {debit_id} of the bank {bank}."


class AlreadyDebited(Conflict):
    """The debit is recorded: it was in another file too, or the line was booked before."""

    code = "already_debited"
    ar = "الخصم {debit_id} من المصرف {bank} مسجل من قبل."
    en = "The debit {debit_id} of the bank {bank} is recorded already."


class DebitState(StrEnum):
    """unclassified → proposed → classified; or back to unclassified where it is turned down."""

    UNCLASSIFIED = "unclassified"
    PROPOSED = "proposed"
    CLASSIFIED = "classified"


@dataclass(frozen=True, slots=True)
class BankDebit:
    """One debit of a bank's statement.

    id:     the bank's own name of it, or made of the line where it has none.
    kind:   what one person says it is, `document` the paper that shows it. Times are ISO text.
    """

    bank: str
    id: str
    amount: Money
    left_on: date
    account: str
    text: str
    statement_id: str
    number: int
    line_no: int
    state: DebitState = DebitState.UNCLASSIFIED
    kind: DebitKind | None = None
    reason: str | None = None
    document: str | None = None
    entered_by: str | None = None
    entered_at: str | None = None
    decided_by: str | None = None
    decided_at: str | None = None
    version: int = 1

    @property
    def key(self) -> keys.Key:
        return keys.bank_debit(self.bank, self.id)

    @property
    def is_classified(self) -> bool:
        return self.state is DebitState.CLASSIFIED

    def cause_of(self, deed: str) -> str:
        """The cause of the entry by which it is booked ("debit"), and of the one that classifies it ("classified")."""
        return f"{deed}#{self.bank}#{self.id}"


def load(bank: str, debit_id: str) -> BankDebit:
    """Raises: UnknownDebit."""
    item = table.get(keys.bank_debit(bank, debit_id))
    if item is None:
        raise UnknownDebit(bank=bank, debit_id=debit_id)
    return read(item)


def waiting(limit: int, after: str | None = None) -> tuple[list[BankDebit], str | None]:
    """A page of the debits that are not classified, longest first, and where the next page begins."""
    page = table.due_page(keys.UNCLASSIFIED_DEBITS, limit=limit, after=after)
    found = table.get_all(page.keys)
    debits = [read(found[key]) for key in page.keys if key in found]
    return [each for each in debits if not each.is_classified], page.after


def put_new(debit: BankDebit) -> Put:
    """The write that records a debit; it raises AlreadyDebited where it is recorded."""
    already = AlreadyDebited(bank=debit.bank, debit_id=debit.id)
    return Put(debit.key, _item(debit), unless_exists=already)


def put_over(seen: BankDebit, debit: BankDebit) -> Put:
    """The write of a debit over what was seen; it raises Moved where another writer was faster."""
    return Put(debit.key, _item(replace(debit, version=seen.version + 1)), if_is={"version": seen.version})


def read(item: dict[str, Any]) -> BankDebit:
    """The debit that an item of the table holds."""
    known = {name: item[name] for name in BankDebit.__dataclass_fields__ if name in item}
    return BankDebit(
        **{
            **known,
            "amount": Money(item["amount_dirhams"]),
            "left_on": date.fromisoformat(item["left_on"]),
            "state": DebitState(item["state"]),
            "kind": DebitKind(item["kind"]) if "kind" in item else None,
        }
    )


def _item(debit: BankDebit) -> dict[str, Any]:
    waits = not debit.is_classified
    plain = {name: getattr(debit, name) for name in BankDebit.__dataclass_fields__ if name != "amount"}
    return {
        **plain,
        "amount_dirhams": debit.amount.dirhams,
        "left_on": debit.left_on.isoformat(),
        "state": debit.state.value,
        "kind": debit.kind.value if debit.kind else None,
        "due_shard": keys.UNCLASSIFIED_DEBITS if waits else None,
        "due_on": debit.left_on.isoformat() if waits else None,
    }
