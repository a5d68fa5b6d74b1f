"""What queues and arriving files bring to this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, SQSEvent

from functions.collect import steps
from functions.collect.months import missing_rates, openings
from functions.collect.reconciliation import requests as bank_files
from functions.collect.statements import files as statement_files
from functions.collect.sweeps import sweeping
from ishtirak.messaging.batches import each_message
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import bank_statements, laws, sweeps
from ishtirak.web import clock

events = Blueprint(__name__)

count = sweeps.counter(clock.now)


@events.on_sqs_message(queue="BankEvents", batch_size=10)
def apply_bank_events(event: SQSEvent) -> dict[str, Any]:
    """COL-3, COL-5: each payment, failure and reversal that a bank has told of is applied once."""
    # With pydantic it takes a third of a cold start: the others go without.
    from functions.collect.receipts import bank_events

    law = laws.in_force()  # once for them all
    return each_message(event.to_dict(), lambda message: bank_events.apply(message, clock.now(), law))


@events.on_sqs_message(queue="Openings", batch_size=1)
def open_months(event: SQSEvent) -> dict[str, Any]:
    """COL-1, CON-6: a roll is gone through: a month of it opened, assessed again, or looked at under a new law."""
    return each_message(event.to_dict(), _open, count)


def _open(message: dict[str, Any]) -> None:
    now, law = clock.now(), laws.in_force()
    if "law" in message:
        openings.wake_rolls(message["law"], message.get("after"))
    elif "rate_cases_after" in message:
        missing_rates.close_answered(now, law, message["rate_cases_after"])
    elif "subscriber_id" in message:
        openings.restate_person(message["subscriber_id"], now, law)
    else:
        openings.work_roll(message["roll_id"], now, law, message.get("after"), message.get("version"))


@events.on_sqs_message(queue="Sweeps", batch_size=1)
def sweep_shards(event: SQSEvent) -> dict[str, Any]:
    """PKG-8: a shard of the due index is read on, and what is due in it goes to the queues."""
    return each_message(event.to_dict(), _sweep)


def _sweep(message: dict[str, Any]) -> None:
    sweeping.read_on(date.fromisoformat(message["day"]), message["shard"], clock.now())


@events.on_sqs_message(queue="Steps", batch_size=10)
def take_steps(event: SQSEvent) -> dict[str, Any]:
    """PKG-9: what is due for an account is done."""
    law = laws.in_force()
    return each_message(event.to_dict(), lambda message: steps.take_step(message["payer_id"], clock.now(), law), count)


@events.on_sqs_message(queue="Files", batch_size=1)
def read_files(event: SQSEvent) -> dict[str, Any]:
    """COL-7, COL-9: a statement's file is read and checked, or what a bank's holds is booked."""
    return each_message(event.to_dict(), _read, count)


def _read(message: dict[str, Any]) -> None:
    if "bank_statement_id" in message:
        bank_files.work(message["bank_statement_id"], clock.now(), laws.in_force())
    else:
        statement_files.check(message["key"], laws.in_force())


@events.on_cw_event({"source": ["aws.s3"], "detail-type": ["Object Created"]})
def file_arrived(event: CloudWatchEvent) -> None:
    """COL-7, COL-9: a statement's file has come. It goes to a queue, where a failure is tried again and never lost."""
    key = event.detail["object"]["key"]
    if key.startswith(statement_files.FOLDER):
        send(Queue.FILES, {"key": key})
    elif key.startswith(bank_statements.FOLDER):
        send(Queue.FILES, {"bank_statement_id": bank_files.id_in(key)})
