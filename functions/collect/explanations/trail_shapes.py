"""What the doors of trails take and give, as JSON."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from functions.collect.explanations.trails import MonthTrail, ReceiptTrail
from functions.collect.reconciliation.shapes import BookedLineAnswer
from ishtirak.rules.causes import CauseKind, read
from ishtirak.storage.ledger import Booked
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Dinars, MonthField


class LineAnswer(Answer):
    """One account's part of an entry; debit above zero."""

    account: str
    amount: Dinars


class SourceAnswer(Answer):
    """The record that an entry was made of, and the path under which it can be followed further.

    id: of the receipt, the debit, what was collected, or the first subscriber of those who were assessed together.
    """

    kind: CauseKind
    id: str
    bank: str | None
    month: MonthField | None
    path: str


class EntryAnswer(Answer):
    """COL-10: an entry of the ledger. `source` is null where its cause is of a kind that leads nowhere."""

    owner_id: str
    cause: str
    on: date
    lines: list[LineAnswer]
    source: SourceAnswer | None

    @classmethod
    def of(cls, booked: Booked) -> EntryAnswer:
        entry = booked.entry
        lines = [LineAnswer(account=line.account, amount=line.amount) for line in entry.lines]
        return cls(owner_id=booked.owner_id, cause=entry.cause, on=entry.on, lines=lines, source=_source(entry.cause))


def _source(cause: str) -> SourceAnswer | None:
    found = read(cause)
    if found is None:
        return None
    id_ = quote(found.id, safe="")  # banks name their payments as they like
    paths = {
        CauseKind.RECEIPT: f"/v1/receipts/{found.bank}/{id_}/trail",
        CauseKind.DEBIT: f"/v1/bank-debits/{found.bank}/{id_}",
        CauseKind.COLLECTED: f"/v1/months/{found.month}/collected/{id_}",
        CauseKind.ASSESSMENT: f"/v1/subscribers/{id_}/months/{found.month}/trail",
    }
    return SourceAnswer(kind=found.kind, id=found.id, bank=found.bank, month=found.month, path=paths[found.kind])


class ReceiptTrailAnswer(Answer):
    """COL-10: the events by which a bank told of a receipt, its lines in bank statements, what was booked of it.

    event_id, reversal_event_id: `webhook-id` of the event, with the place in a batch behind a dot.
    """

    bank: str
    receipt_id: str
    event_id: str | None
    reversal_event_id: str | None
    lines: list[BookedLineAnswer]
    entries: list[EntryAnswer]

    @classmethod
    def of(cls, trail: ReceiptTrail) -> ReceiptTrailAnswer:
        receipt = trail.receipt
        return cls(
            bank=receipt.bank,
            receipt_id=receipt.id,
            event_id=receipt.event_id,
            reversal_event_id=receipt.reversal_event_id,
            lines=[BookedLineAnswer.of(each) for each in trail.lines],
            entries=[EntryAnswer.of(each) for each in trail.entries],
        )


class AssessmentTrailAnswer(Answer):
    """An assessment of a month: the entry that booked it, the statement and the line of it that it was made of."""

    number: int
    on: date
    owner_id: str
    cause: str
    statement_id: str | None
    line: int | None

    @classmethod
    def of(cls, trail: MonthTrail) -> AssessmentTrailAnswer:
        made = trail.assessed
        return cls(
            number=made.number,
            on=made.on,
            owner_id=made.roll_id,
            cause=made.entry_cause,
            statement_id=made.statement_id,
            line=trail.line_no,
        )


class MonthTrailAnswer(Answer):
    """COL-10: every assessment of a subscriber's month, the one in force last."""

    items: list[AssessmentTrailAnswer]
