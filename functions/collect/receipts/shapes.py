"""What the doors of receipts take and give, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from ishtirak.rules.accounts import Account, PayerKind
from ishtirak.rules.references import reference_of
from ishtirak.rules.suggestions import WEIGHTS, Likeness, Suggestion
from ishtirak.storage.failures import Failure
from ishtirak.storage.receipts import Receipt, ReceiptState
from ishtirak.storage.unapplied import Unapplied, UnappliedState
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Dinars, Words
from ishtirak.web.parsing import Body, Query


class BankQuery(Query):
    """Which bank the event comes from: the code under which the fund keeps its secrets."""

    bank: Code


class ReturnAskedAnswer(Answer):
    """Who asked for the money to be given back, when, and why."""

    by: str
    on: date
    reason: str


class ReceiptAnswer(Answer):
    """A payment that a bank reported, and where its money is.

    payer_id:     whose account it went to, though it may have been reversed since; None in suspense.
    forgiven:     what was settled by it without having been paid (COL-12).
    statement_id: the bank's statement that it was made of, and `line_no` its line there; none where an event told it.
    return_asked: that the money is to be given back, until another person has decided.
    """

    bank: str
    id: str
    amount: Dinars
    received_on: date
    settled_on: date
    payer_reference: str | None
    payer_iban: str | None
    payer_name: str | None
    payer_id: str | None
    state: ReceiptState
    forgiven: Dinars
    return_asked: ReturnAskedAnswer | None
    statement_id: str | None
    line_no: int | None
    reversed_on: date | None
    reversal_reason: str | None

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptAnswer:
        same = {name: getattr(receipt, name) for name in cls.model_fields if name != "return_asked"}
        asked = receipt.return_asked
        return cls(**same, return_asked=ReturnAskedAnswer(**asdict(asked)) if asked else None)


class SuggestionAnswer(Answer):
    """A payer whose money it may be: why, and what the payer owes in all."""

    payer_id: str
    reference: str
    kind: PayerKind
    because: list[Likeness]
    balance: Dinars

    @classmethod
    def of(cls, suggestion: Suggestion, account: Account) -> SuggestionAnswer:
        payer_id = suggestion.payer_id
        because = sorted(suggestion.because, key=lambda each: -WEIGHTS[each])
        return cls(
            payer_id=payer_id,
            reference=reference_of(payer_id),
            kind=account.kind,
            because=because,
            balance=account.balance,
        )


class SuggestionsAnswer(Answer):
    """COL-6: the likeliest payers of a receipt in suspense, the likeliest first."""

    items: list[SuggestionAnswer]


class MatchBody(Body):
    """The payer that a person has found for a receipt: an employer's or a subscriber's id."""

    payer_id: Code


class WhyBody(Body):
    """Why something is done with money, in the words of who does it."""

    reason: Words


class ReturnDecisionBody(Body):
    """Whether the money is given back, or stays in suspense."""

    approved: bool


class FailureAnswer(Answer):
    """A payment that a bank says did not come about."""

    bank: str
    payment_id: str
    amount: Dinars
    failed_on: date
    payer_reference: str | None
    reason: str | None

    @classmethod
    def of(cls, failure: Failure) -> FailureAnswer:
        return cls(**{name: getattr(failure, name) for name in cls.model_fields})


class OutcomeBody(Body):
    """What came of it, in the words of who looked at it."""

    outcome: Words


class WhyAnswer(Answer):
    """Why an event moved nothing: a stable code, and a sentence in Arabic and English."""

    code: str
    ar: str
    en: str


class UnappliedAnswer(Answer):
    """What a bank has told and could not be applied as it stands, and what a person made of it."""

    bank: str
    event_id: str
    type: str
    received_on: date
    told: dict[str, Any]
    why: WhyAnswer
    state: UnappliedState
    outcome: str | None
    closed_by: str | None

    @classmethod
    def of(cls, event: Unapplied) -> UnappliedAnswer:
        same = {name: getattr(event, name) for name in cls.model_fields if name not in ("told", "why")}
        return cls(**same, told=dict(event.told), why=WhyAnswer(**event.why))
