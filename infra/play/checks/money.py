"""What is owed, paid, open and assessed, what stands in suspense, and whether the ledger balances (COL)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator

from infra.play import fields, words
from infra.play.doors import FINANCE, Problem
from infra.play.fields import (
    Dinars,
    EmployerHandle,
    IncomeSource,
    MonthText,
    Payer,
    PayerHandle,
    RecordedShare,
    SubscriberHandle,
)
from infra.play.stage import Stage, StepFailed
from infra.play.verb import Check, Difference, differences
from ishtirak.rules.money import Money

NOT_ASSESSED = 404
READY = "ready"
NOTHING = "0.000"


class CheckOwed(Check):
    """What a payer owes for a month, or for all of them; with `for`, only what it owes for one subscriber."""

    by: Payer
    month: MonthText | None = None
    for_: SubscriberHandle | None = Field(default=None, alias="for")
    amount: Dinars
    paid: Dinars | None = None
    open: Dinars | None = None

    @model_validator(mode="after")
    def _asks_what_is_known(self) -> Self:
        """Payments go to a whole month of a payer, not to one subscriber's part of it."""
        if self._is_a_part and self.given("paid", "open"):
            raise ValueError("with 'for', only the amount is known, not what of it is paid or open")
        return self

    @property
    def _is_a_part(self) -> bool:
        return self.for_ is not None and self.for_ != self.by

    def differences(self, stage: Stage) -> list[Difference]:
        expected = self.given("amount", "paid", "open")
        months = [self.month] if self.month else [str(month) for month in stage.months()]
        found = [self._part(stage, month) if self._is_a_part else self._owed(stage, month) for month in months]
        totals = {name: _sum(each.get(name) for each in found) for name in expected}
        return differences(expected, totals)

    def _owed(self, stage: Stage, month: str) -> dict[str, str]:
        payer = f"shares/{self.by}" if self.by in words.SHARES else f"payers/{stage.party(self.by).id}"
        answer = stage.doors.get(f"/v1/{payer}/months/{month}", FINANCE)
        return {"amount": answer["owed"], "paid": answer["paid"], "open": answer["open"]}

    def _part(self, stage: Stage, month: str) -> dict[str, str]:
        """What the payer owes for one subscriber; nothing for those who are none of its own."""
        assessment = _assessment(stage, self.for_ or "", month)
        if assessment is None:
            return {"amount": "0"}
        if self.by in words.SHARES:
            return {"amount": assessment[self.by]}
        booked_there = stage.party(self.by).id == assessment["employer_id"]
        return {"amount": assessment[fields.EMPLOYER] if booked_there else "0"}


class CheckBalance(Check):
    """What a payer has not paid, less its credit; below zero is credit."""

    by: PayerHandle
    amount: Dinars

    def differences(self, stage: Stage) -> list[Difference]:
        account = stage.doors.get(f"/v1/payers/{stage.party(self.by).id}/account", FINANCE)
        return differences({"amount": self.amount}, {"amount": account["balance"]})


class CheckAssessment(Check):
    """What a subscriber's month was assessed at, and from what. One that was not has 0.00 of everything, or null."""

    of: SubscriberHandle
    month: MonthText
    income: Dinars | None = None
    source: IncomeSource | None = None
    subscriber: Dinars | None = None
    employer: Dinars | None = None
    social_security: Dinars | None = None
    state: Dinars | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        expected = self.given("income", "source", "subscriber", "employer", "social_security", "state")
        found = _assessment(stage, self.of, self.month)
        if found is None:
            found = {name: NOTHING for name, amount in expected.items() if amount is not None and name != "source"}
        return differences(expected, found)


class CheckSuspense(Check):
    """What the receipts add up to whose payer can't be told, and how many they are."""

    amount: Dinars
    count: int | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        receipts = list(stage.doors.items("/v1/suspense", FINANCE))
        found = {"amount": _sum(each["amount"] for each in receipts), "count": len(receipts)}
        return differences(self.given("amount", "count"), found)


class CheckVariance(Check):
    """What was expected of a share for a month, what was collected, and what is missing."""

    share: RecordedShare
    month: MonthText
    employer: EmployerHandle | None = None
    expected: Dinars | None = None
    collected: Dinars | None = None
    difference: Dinars | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        of = {"employer_id": stage.party(self.employer).id} if self.employer else {}
        found = stage.doors.get(f"/v1/shares/{self.share}/months/{self.month}/variance", FINANCE, **of)
        return differences(self.given("expected", "collected", "difference"), found)


class CheckLedger(Check):
    """Every entry and every account balances."""

    balanced: bool

    def differences(self, stage: Stage) -> list[Difference]:
        stage.doors.post("/v1/ledger/checks", FINANCE)
        stage.control.drain()
        answer = stage.doors.get("/v1/ledger/check", FINANCE)
        if answer["state"] != READY:
            raise StepFailed(f"the check of the ledger is {answer['state']}: {answer}")
        wrong = differences({"balanced": self.balanced}, answer)
        details = [Difference("ledger", "no difference", each) for each in answer.get("differences", [])]
        return wrong + details if wrong else []


def _assessment(stage: Stage, who: str, month: str) -> dict[str, Any] | None:
    try:
        return stage.doors.get(f"{stage.party(who).path}/months/{month}", FINANCE)
    except Problem as problem:
        if problem.status == NOT_ASSESSED:
            return None
        raise


def _sum(amounts: Iterator[str | None]) -> str:
    return str(sum((Money.dinars(amount) for amount in amounts if amount is not None), Money.ZERO))
