"""What the doors of receipts take and give, as JSON."""

from __future__ import annotations

from datetime import date

from ishtirak.storage.receipts import Receipt
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Dinars
from ishtirak.web.parsing import Query


class BankQuery(Query):
    """Which bank the event comes from: the code under which the fund keeps its secrets."""

    bank: Code


class ReceiptAnswer(Answer):
    """A payment that a bank reported. `payer_id` is None while it stands in suspense."""

    bank: str
    id: str
    amount: Dinars
    received_on: date
    settled_on: date
    payer_reference: str | None
    payer_iban: str | None
    payer_name: str | None
    payer_id: str | None

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptAnswer:
        return cls(**{name: getattr(receipt, name) for name in cls.model_fields})
