"""Money that has left the fund's accounts: booked as a statement shows it, classified by two people (COL-9, ACC-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ishtirak.errors import Conflict
from ishtirak.law.law import Law
from ishtirak.rules.approvals import check_another
from ishtirak.rules.ledger import DebitKind, classified_entry, debit_entry
from ishtirak.storage import bank_debits, deeds, ledger
from ishtirak.storage.bank_debits import AlreadyDebited, BankDebit, DebitState
from ishtirak.storage.transactions import decided_again, write

PARTITION = "outgoing"
"""Beside the entries of which payer those of debits stand: of none."""


class DebitNotProposed(Conflict):
    """There is no classification that could be decided on."""

    code = "debit_not_proposed"
    ar = "لا يوجد تصنيف ينتظر الاعتماد لهذا الخصم."
    en = "No classification of this debit waits for approval."


class DebitClassified(Conflict):
    """What it was is decided."""

    code = "debit_classified"
    ar = "سبق تصنيف هذا الخصم واعتماده."
    en = "This debit has been classified and approved already."


def book(debit: BankDebit, on: date, law: Law) -> None:
    """Book that money has left a bank, once, whichever file tells of it first."""
    entry = debit_entry(debit.cause_of("debit"), on, debit.bank, debit.amount)
    try:
        write(bank_debits.put_new(debit), ledger.append(entry, PARTITION, law))
    except AlreadyDebited:
        return


@decided_again
def classify(
    bank: str, debit_id: str, kind: DebitKind, reason: str, document: str, actor_id: str, now: datetime
) -> BankDebit:
    """Say what money has left a bank for; it counts once another person approves it. A proposal can be corrected.

    Raises: UnknownDebit, DebitClassified.
    """
    seen = bank_debits.load(bank, debit_id)
    if seen.is_classified:
        raise DebitClassified
    told = replace(seen, state=DebitState.PROPOSED, kind=kind, reason=reason, document=document)
    proposed = replace(told, entered_by=actor_id, entered_at=now.isoformat())
    what = {"id": seen.id, "kind": kind, "reason": reason, "document": document}
    deed = deeds.put_deed(seen.key, actor_id, "classify_debit", now, what)
    write(bank_debits.put_over(seen, proposed), deed)
    return proposed


@decided_again
def decide(bank: str, debit_id: str, approved: bool, actor_id: str, now: datetime, law: Law) -> BankDebit:
    """Let the classification count, or have the debit wait for another one.

    Raises: UnknownDebit, DebitNotProposed, SamePersonApproves.
    """
    seen = bank_debits.load(bank, debit_id)
    if seen.is_classified and approved:
        return seen
    if seen.state is not DebitState.PROPOSED or seen.kind is None or seen.entered_by is None:
        raise DebitNotProposed
    check_another(seen.entered_by, actor_id)
    deed = deeds.put_deed(seen.key, actor_id, "decide_debit", now, {"id": seen.id, "approved": approved})
    if not approved:
        again = replace(seen, state=DebitState.UNCLASSIFIED, kind=None, reason=None, document=None)
        write(bank_debits.put_over(seen, again), deed)
        return again
    done = replace(seen, state=DebitState.CLASSIFIED, decided_by=actor_id, decided_at=now.isoformat())
    entry = classified_entry(seen.cause_of("classified"), now.date(), bank, seen.kind, seen.amount)
    write(bank_debits.put_over(seen, done), ledger.append(entry, PARTITION, law), deed)
    return done
