"""What queues and the table's stream bring to this room."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chalice.app import Blueprint, DynamoDBEvent, SQSEvent

from functions.notify import certificates, cover_changes, delivery_lines, documents, outbox
from ishtirak.law.law import Law
from ishtirak.messaging.batches import each_message, each_record, whole_batch
from ishtirak.storage import keys, laws, notices, sweeps, table, templates
from ishtirak.storage.templates import Wording
from ishtirak.web import clock

events = Blueprint(__name__)

count = sweeps.counter(clock.now)


@events.on_sqs_message(queue="Tellings", batch_size=10)
def tell_members(event: SQSEvent) -> dict[str, Any]:
    """PKG-1, SAL-4, ENR-3: the members of an employer, or one subscriber, are told what has changed or will end."""
    law = laws.in_force()
    return each_message(event.to_dict(), lambda message: _tell(message, law), count)


def _tell(message: dict[str, Any], law: Law) -> None:
    if "person" in message:
        cover_changes.tell([message["person"]], clock.now(), law)
        certificates.remind(message["person"], clock.now(), law)
    elif "document_of" in message:
        documents.remind(message["document_of"], message["document_id"], clock.now(), law)
    else:
        cover_changes.tell(message["subscriber_ids"], clock.now(), law)


@events.on_sqs_message(queue="Deliveries", batch_size=1)  # one that hangs keeps no other waiting
def deliver_webhooks(event: SQSEvent) -> dict[str, Any]:
    """ENR-10: an event, or the next ones of a replay, is delivered to a receiver of another system."""
    return each_message(event.to_dict(), _deliver)


def _deliver(message: dict[str, Any]) -> None:
    from functions.notify import deliveries  # with pydantic it doubles the start of those who send SMS: they go without

    deliveries.work(message, datetime.now(UTC))


@events.on_dynamodb_record(stream_arn="Table")
def send_notices(event: DynamoDBEvent) -> dict[str, Any]:
    """NOT-3: every new row of the outbox that may leave now is sent once."""
    law, wording = laws.in_force(), templates.in_force()
    return each_record(event.to_dict(), lambda record: _send(record, law, wording))


def _send(record: dict[str, Any], law: Law, wording: Wording) -> None:
    if record["eventName"] != "INSERT":
        return
    item = _image(record)
    if item["sk"].startswith(keys.NOTICE):
        outbox.deliver(notices.read(item), clock.now(), law, wording)


@events.on_sqs_message(queue="Outbox", batch_size=10)
def send_waiting(event: SQSEvent) -> dict[str, Any]:
    """NOT-3: what has waited in the outbox is sent, recipient by recipient."""
    law, wording = laws.in_force(), templates.in_force()
    return each_message(event.to_dict(), lambda message: _send_waiting(message, law, wording))


def _send_waiting(message: dict[str, Any], law: Law, wording: Wording) -> None:
    if delivery_lines.LINE in message:
        delivery_lines.work(message)
    else:
        outbox.work(message, clock.now(), law, wording)


@events.lambda_function()
def take_delivery_lines(event: dict[str, Any], _context: Any) -> dict[str, int]:
    """NOT-4: what SNS writes into its logs of SMS that have left, as CloudWatch hands it on."""
    return {"lines": delivery_lines.take(event)}


@events.on_dynamodb_record(stream_arn="Table")
def publish_changes(event: DynamoDBEvent) -> dict[str, Any]:
    """ENR-10: every change that other systems need is told to them as a versioned event."""
    return whole_batch(event.to_dict(), _publish)


def _publish(records: list[dict[str, Any]]) -> int | None:
    from functions.notify import publications  # as above

    written = [each for each in records if each["eventName"] != "REMOVE"]
    again = publications.publish([(each["eventName"] == "INSERT", _image(each)) for each in written], clock.now())
    return None if again is None else records.index(written[again])


def _image(record: dict[str, Any]) -> dict[str, Any]:
    return table.from_wire(record["dynamodb"]["NewImage"])
