"""The head of a camt statement: account, period, balances, and what it says of its entries."""

from __future__ import annotations

import datetime as dt
from xml.etree.ElementTree import Element

from ishtirak.files.bank import camt_fields as fields
from ishtirak.files.bank.currencies import amount_of
from ishtirak.files.bank.entries import NOBODY, Account, Balance, Declared, Ending, Heading, Kind
from ishtirak.files.bank.errors import BankProblem, UnreadField
from ishtirak.files.bank.limits import MOST_BALANCES
from ishtirak.files.bank.telling import Problems, problem
from ishtirak.files.bank.xml_events import local

_OPENS = ("OPBD", "PRCD")
_CLOSES = ("CLBD",)
_BETWEEN = "ITBD"
_READ = (*_OPENS, *_CLOSES, _BETWEEN)


class Head:
    """Filled as the elements of a statement end. Its balances stand before its entries, as the schema has it."""

    def __init__(self, kind: Kind) -> None:
        self.is_told = False
        self.currency = ""
        self._kind = kind
        self._account: Account = NOBODY
        self._texts: dict[str, str] = {}
        self._page: int | None = None
        self._first_day: dt.date | None = None
        self._last_day: dt.date | None = None
        self._balances: list[tuple[str, Balance]] = []
        self._summary: dict[str, str] = {}
        self._problems = Problems()

    def read(self, element: Element) -> None:
        """Take what one element of the statement says, unless it is an entry."""
        name = local(element)
        try:
            if name in ("Id", "ElctrncSeqNb", "LglSeqNb"):
                self._texts[name] = " ".join((element.text or "").split())[:140]
            elif name == "Acct":
                self._account = fields.account_of(element)
                self.currency = fields.text(element, "Ccy") or self.currency
            elif name in ("StmtPgntn", "NtfctnPgntn", "RptPgntn"):
                self._page = fields.whole(fields.text(element, "PgNb"))
            elif name == "FrToDt":
                self._first_day = fields.day(element, "FrDtTm", "FrDt")
                self._last_day = fields.day(element, "ToDtTm", "ToDt")
            elif name == "Bal":
                self._read_balance(element)
            elif name == "TxsSummry":
                self._read_summary(element)
        except BankProblem as refused:
            self._problems.add(problem(0, name, "", refused))

    def heading(self) -> Heading:
        self.is_told = True
        self.currency = self.currency or next((each.amount.currency for _, each in self._balances), "")
        opening, _ = self._ends()
        return Heading(
            kind=self._kind,
            account=self._account,
            currency=self.currency,
            statement_id=self._texts.get("Id", ""),
            number=fields.whole(self._texts.get("ElctrncSeqNb") or self._texts.get("LglSeqNb", "")),
            page=self._page,
            from_date=self._first_day,
            to_date=self._last_day,
            opening=opening,
        )

    def ending(self) -> Ending:
        opening, closing = self._ends()
        return Ending(opening, closing, self._declared(), problems=tuple(self._problems))

    def _read_balance(self, element: Element) -> None:
        kind = fields.text(element, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
        if kind not in _READ:
            return
        written = fields.first(element, "Amt")
        if written is None:
            raise UnreadField(field="Bal/Amt")
        amount = fields.amount(written)
        if not fields.is_credit(element):
            amount = type(amount)(-amount.minor, amount.currency)
        try:
            on = fields.day(element, "Dt/Dt", "Dt/DtTm")
        except BankProblem as refused:
            on = None
            self._problems.add(problem(0, "Bal/Dt", "", refused))
        if len(self._balances) == MOST_BALANCES:
            raise UnreadField(field="Bal")
        self._balances.append((kind, Balance(on, amount)))

    def _read_summary(self, element: Element) -> None:
        for group in ("TtlNtries", "TtlCdtNtries", "TtlDbtNtries"):
            for path in ("NbOfNtries", "Sum", "TtlNetNtryAmt", "CdtDbtInd", "TtlNetNtry/Amt", "TtlNetNtry/CdtDbtInd"):
                if written := fields.text(element, f"{group}/{path}"):
                    self._summary[f"{group}/{path}"] = written

    def _ends(self) -> tuple[Balance | None, Balance | None]:
        """Opening and closing. On the pages of a long statement the balance between (ITBD) stands for either.

        Of balances in several currencies, those of the account are meant.
        """
        opening, closing = self._first(*_OPENS), self._first(*_CLOSES)
        between = self._all(_BETWEEN)
        if opening is None and between and (closing or len(between) > 1):
            opening = between.pop(0)
        if closing is None and between:
            closing = between[-1]
        return opening, closing

    def _first(self, *kinds: str) -> Balance | None:
        return next((balance for kind in kinds for balance in self._all(kind)), None)

    def _all(self, kind: str) -> list[Balance]:
        """The balances of one kind, those in the account's currency first."""
        found = [balance for each, balance in self._balances if each == kind]
        return sorted(found, key=lambda balance: balance.amount.currency != self.currency)

    def _declared(self) -> Declared:
        said = self._summary.get
        net = self._sum("TtlNtries/TtlNetNtryAmt", "TtlNtries/TtlNetNtry/Amt")
        side = said("TtlNtries/CdtDbtInd") or said("TtlNtries/TtlNetNtry/CdtDbtInd")
        return Declared(
            count=fields.whole(said("TtlNtries/NbOfNtries", "")),
            total=self._sum("TtlNtries/Sum"),
            net=None if net is None or not side else -net if side == "DBIT" else net,
            credit_count=fields.whole(said("TtlCdtNtries/NbOfNtries", "")),
            credit_total=self._sum("TtlCdtNtries/Sum"),
            debit_count=fields.whole(said("TtlDbtNtries/NbOfNtries", "")),
            debit_total=self._sum("TtlDbtNtries/Sum"),
        )

    def _sum(self, *names: str) -> int | None:
        """A sum of the summary, which names no currency, in minor units of the account's."""
        written = next((self._summary[name] for name in names if name in self._summary), "")
        if not written:
            return None
        try:
            amount = amount_of(written.lstrip("-"), self.currency)
        except BankProblem as refused:
            self._problems.add(problem(0, "TxsSummry", written, refused))
            return None
        return -amount.minor if written.startswith("-") else amount.minor
