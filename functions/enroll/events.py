"""What queues and arriving files bring to this room."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, SQSEvent

from functions.enroll.changes import requests as changes
from functions.enroll.endings import closings
from functions.enroll.families import transfers
from functions.enroll.lists import requests as registrations
from functions.enroll.papers import arrivals
from functions.enroll.subscribers import told_by_bank
from ishtirak.messaging.batches import each_message
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import laws, sweeps
from ishtirak.storage import registrations as stored_registrations
from ishtirak.web import clock

events = Blueprint(__name__)

count = sweeps.counter(clock.now)


@events.on_sqs_message(queue="Lists", batch_size=1)
def read_lists(event: SQSEvent) -> dict[str, Any]:
    """ENR-9, CMP-6: a list of employees is checked, registered or gone through once its policy closes."""
    return each_message(event.to_dict(), _read, count)


def _read(message: dict[str, Any]) -> None:
    if "closing_of" in message:
        closings.work(message["closing_of"], clock.now(), laws.in_force())
        return
    registrations.work(message["registration_id"], clock.now(), laws.in_force())


@events.on_sqs_message(queue="Changes", batch_size=10)
def apply_changes(event: SQSEvent) -> dict[str, Any]:
    """FAM-3, ENR-5, COL-5: an employer that is waited for has paid, a change's day has come, or a bank has told."""
    return each_message(event.to_dict(), _apply, count)


def _apply(message: dict[str, Any]) -> None:
    now, law = clock.now(), laws.in_force()
    if "change_id" in message:
        changes.bring_into_force(message["subscriber_id"], message["change_id"], now, law)
    elif "event_id" in message:
        told_by_bank.apply(message, now)
    else:
        transfers.look_at(message["paid_by"], message["after"], now, law)


@events.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]})
def list_arrived(event: CloudWatchEvent) -> None:
    """ENR-9: the file of a list has arrived. It goes to a queue, where a failure is tried again and never lost."""
    key = event.detail["object"]["key"]
    if key.startswith(stored_registrations.FOLDER):
        send(Queue.LISTS, {"registration_id": registrations.id_in(key)})


@events.on_sqs_message(queue="Documents", batch_size=1)
def check_documents(event: SQSEvent) -> dict[str, Any]:
    """ENR-3: the file of a document or a photograph is checked for what it claims to be, and kept."""
    return each_message(event.to_dict(), _check)


def _check(message: dict[str, Any]) -> None:
    arrivals.check(message["key"], clock.now())


@events.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]})
def document_arrived(event: CloudWatchEvent) -> None:
    """ENR-3: the file of a document or a photograph has arrived; it goes to a queue, as a list does."""
    key = event.detail["object"]["key"]
    if arrivals.is_of_a_person(key):
        send(Queue.DOCUMENTS, {"key": key})
