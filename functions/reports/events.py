"""What queues bring to this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalice.app import Blueprint, SQSEvent

from functions.reports import ledger_checks, requests
from functions.reports.closings import days, sealing
from functions.reports.documents import issuing
from ishtirak.messaging.batches import each_message
from ishtirak.messaging.metrics import emit
from ishtirak.rules.calendar import Month
from ishtirak.storage import laws, sweeps
from ishtirak.storage.keys import Key
from ishtirak.web import clock

events = Blueprint(__name__)

count = sweeps.counter(clock.now)


@events.on_sqs_message(queue="Reports", batch_size=1)
def make_reports(event: SQSEvent) -> dict[str, Any]:
    """RPT-3, COL-10: a report is made, the ledger checked, a day closed, or closed books are sealed."""
    return each_message(event.to_dict(), _make, count)


@events.on_sqs_message(queue="Issued", batch_size=1)
def issue_documents(event: SQSEvent) -> dict[str, Any]:
    """ENR-7, RPT-9: a document is made."""
    return each_message(event.to_dict(), _issue)


def _issue(message: dict[str, Any]) -> None:
    issuing.make(Key(*message["of"]), message["document_id"], clock.now(), laws.in_force())


def _make(message: dict[str, Any]) -> None:
    if "report_id" in message:
        requests.make(message["report_id"], clock.now(), laws.in_force())
    elif "seal" in message:
        sealing.seal(Month.parse(message["seal"]), clock.now(), laws.in_force())
    elif "closing_of" in message:
        _close(date.fromisoformat(message["closing_of"]))
    else:
        _check(message["check_id"])


def _close(day: date) -> None:
    """A closing proves the ledger too, and the same alarm watches it."""
    differences = days.work(day, clock.now(), laws.in_force())
    if differences is not None:
        emit("reports", LedgerDifferences=differences)


def _check(check_id: str) -> None:
    """An alarm can watch `LedgerDifferences`: it is there for every check, and anything but 0 is a defect."""
    proof = ledger_checks.make(check_id, clock.now(), laws.in_force())
    if proof is not None:
        emit("reports", LedgerDifferences=len(proof.differences), LedgerUnsettled=proof.unsettled)
