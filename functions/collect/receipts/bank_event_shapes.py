"""What a bank may tell, as JSON in the form of Standard Webhooks: payments, mandates, accounts (COL-3, COL-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, RootModel

from ishtirak.web.answers import Answer
from ishtirak.web.fields import Code, Day, Iban, PositiveDinars, Words
from ishtirak.web.parsing import Body

EVENTS_OF_ONE_BATCH = 500


class Payment(Body):
    """A payment. `receipt_id` is the bank's own id of it, the same however often it is told."""

    receipt_id: Code
    amount: PositiveDinars
    settled_on: Day
    payer_reference: Words | None = None
    payer_iban: Code | None = None
    payer_name: Words | None = None


class ReversedPayment(Body):
    """A payment that the bank has taken back, whole. It may be told before the payment is."""

    receipt_id: Code
    reversed_on: Day
    reason: Words | None = None


class FailedPayment(Body):
    """A payment that did not come about. `payment_id` is the bank's own id of the attempt."""

    payment_id: Code
    amount: PositiveDinars
    failed_on: Day
    payer_reference: Words | None = None
    reason: Words | None = None


class MandateTold(Body):
    """What became of the mandate of the subscriber whose reference this is."""

    payer_reference: Words
    iban: Iban
    on: Day
    reason: Words | None = None


class AccountChanged(Body):
    """The subscriber whose reference this is has another account at the bank."""

    payer_reference: Words
    iban: Iban
    on: Day


class PaymentSettled(Body):
    type: Literal["payment.settled"]
    timestamp: datetime
    data: Payment


class PaymentReversed(Body):
    type: Literal["payment.reversed"]
    timestamp: datetime
    data: ReversedPayment


class PaymentFailed(Body):
    type: Literal["payment.failed"]
    timestamp: datetime
    data: FailedPayment


class MandateEvent(Body):
    type: Literal["mandate.given", "mandate.refused", "mandate.cancelled"]
    timestamp: datetime
    data: MandateTold


class AccountEvent(Body):
    type: Literal["account.changed"]
    timestamp: datetime
    data: AccountChanged


SingleEvent = PaymentSettled | PaymentReversed | PaymentFailed | MandateEvent | AccountEvent


class Batch(Body):
    """Several events, each of which is applied once, in whatever order."""

    events: Annotated[
        list[Annotated[SingleEvent, Field(discriminator="type")]], Field(min_length=1, max_length=EVENTS_OF_ONE_BATCH)
    ]


class BatchEvent(Body):
    type: Literal["events.batch"]
    timestamp: datetime
    data: Batch


class BankEvent(RootModel[Annotated[SingleEvent | BatchEvent, Field(discriminator="type")]]):
    """One event, or a batch of them."""

    @property
    def events(self) -> list[SingleEvent]:
        """Each event by itself."""
        return self.root.data.events if isinstance(self.root, BatchEvent) else [self.root]


class Accepted(Answer):
    """The event is in the queue, and will be applied once."""

    accepted: str
