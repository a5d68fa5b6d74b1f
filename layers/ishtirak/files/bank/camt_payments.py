"""The payments of a camt entry (`TxDtls`), and whether they are what the entry comes to."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ishtirak.files.bank import camt_fields as fields
from ishtirak.files.bank.currencies import Amount
from ishtirak.files.bank.entries import Part
from ishtirak.files.bank.errors import BankProblem, MixedCurrency, PartsMismatch, UnreadAmount, UnreadSide
from ishtirak.files.bank.limits import LONGEST_TEXT
from ishtirak.files.bank.references import creditor_reference_in, reference

_BOOKED = ("Amt", "AmtDtls/TxAmt/Amt")
_ASKED_FOR = ("AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
"""Where a bank gives nothing else of the payments of a batch. Of a single one it may be before charges."""


class _Payment(NamedTuple):
    part: Part
    booked: bool
    """Whether the amount is what was booked, in the currency of the entry."""
    stated: bool
    """Whether the payment states any amount at all."""


class PaymentReader:
    """Reads the payments of one entry, whose amount and direction are known."""

    def __init__(self, amount: Amount, is_credit: bool, is_reversal: bool) -> None:
        self._amount = amount
        self._is_credit = is_credit
        # The parties keep the roles of the payment that is reversed.
        self._other = "Dbtr" if is_credit is not is_reversal else "Cdtr"
        self._payments: list[_Payment] = []
        self._charges = 0

    @property
    def count(self) -> int:
        return len(self._payments)

    def add(self, details: Element) -> None:
        """Read one `TxDtls`."""
        currency = self._amount.currency
        booked = _amount_at(details, _BOOKED, currency)
        stated = booked or _amount_at(details, _ASKED_FOR, currency) or _amount_at(details, (*_BOOKED, *_ASKED_FOR))
        self._charges += charges_of(details, currency)
        self._payments.append(_Payment(self._part(details, stated), booked is not None, stated is not None))

    def parts(self, whole: Part, charges: int) -> tuple[tuple[Part, ...], BankProblem | None]:
        """The payments, and what is wrong with them. `whole` is the entry as one; `charges` are those it states."""
        if self.count == 1 and not self._payments[0].booked:
            only = self._payments[0].part
            return (replace(only, amount=whole.amount, is_credit=whole.is_credit),), None
        if not all(each.stated for each in self._payments):
            return (whole,), UnreadAmount(value="", currency=whole.amount.currency)
        parts = tuple(each.part for each in self._payments)
        foreign = next((part for part in parts if part.amount.currency != whole.amount.currency), None)
        if foreign:
            return parts, MixedCurrency(found=foreign.amount.currency, expected=whole.amount.currency)
        return self._agreed(parts, whole, charges + self._charges)

    def _agreed(
        self, parts: tuple[Part, ...], whole: Part, charges: int
    ) -> tuple[tuple[Part, ...], BankProblem | None]:
        """Held against the entry, before charges and after them.

        Some banks write the direction of a payment as its payer sees it; where only that makes a difference, the
        entry's holds for all.
        """
        entry = _signed(whole)
        if sum(map(_signed, parts)) in (entry, entry - charges):
            return parts, None
        aligned = tuple(replace(part, is_credit=whole.is_credit) for part in parts)
        total = sum(map(_signed, aligned))
        if total in (entry, entry - charges):
            return aligned, None
        return parts, PartsMismatch(parts=Amount(abs(total), whole.amount.currency), entry=whole.amount)

    def _part(self, details: Element, stated: Amount | None) -> Part:
        other = self._other
        text = _remittance(details)
        return Part(
            amount=stated or self._amount,
            is_credit=self._side(details),
            bank_reference=reference(fields.text(details, "Refs/AcctSvcrRef", "Refs/TxId")),
            end_to_end_id=reference(fields.text(details, "Refs/EndToEndId")),
            customer_reference=reference(fields.text(details, "Refs/InstrId", "Refs/PmtInfId")),
            creditor_reference=fields.text(details, "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef")
            or creditor_reference_in(text),
            text=text,
            name=fields.party(details, f"RltdPties/{other}"),
            on_behalf_of=fields.party(details, f"RltdPties/Ultmt{other}"),
            account=fields.account_of(fields.first(details, f"RltdPties/{other}Acct")),
            code=code_of(details),
        )

    def _side(self, details: Element) -> bool:
        try:
            return fields.is_credit(details)
        except UnreadSide:
            return self._is_credit


def code_of(element: Element) -> str:
    """The code of the kind of entry or payment: PMNT/RCDT/ESCT, or the bank's own."""
    domain = [fields.text(element, f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return "/".join(filter(None, domain)) or fields.text(element, "BkTxCd/Prtry/Cd")


def charges_of(element: Element, currency: str) -> int:
    """What an entry or a payment states as charges, in minor units, below zero where they were taken away."""
    total = 0
    for charge in (*fields.each(element, "Chrgs/Rcrd"), *fields.each(element, "Chrgs")):
        if amount := _amount_at(charge, ("Amt",), currency):
            total += amount.minor if fields.text(charge, "CdtDbtInd") == "CRDT" else -amount.minor
    return total


def _amount_at(element: Element, paths: tuple[str, ...], currency: str = "") -> Amount | None:
    """The first amount at one of `paths`, in `currency` where one is named."""
    for path in paths:
        for written in fields.each(element, path):
            try:
                amount = fields.amount(written)
            except UnreadAmount:
                continue
            if not currency or amount.currency == currency:
                return amount
    return None


def _remittance(details: Element) -> str:
    """What the payer wrote, else the documents that are paid, else what the bank adds."""
    for paths in (("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf"), ("RmtInf/Strd/RfrdDocInf/Nb",), ("AddtlTxInf",)):
        if found := [text for path in paths for text in fields.texts(details, path)]:
            return " ".join(found)[:LONGEST_TEXT]
    return ""


def _signed(part: Part) -> int:
    return part.amount.minor if part.is_credit else -part.amount.minor
