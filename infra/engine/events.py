"""The events that AWS would send, built from what the engine received."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from infra.engine.aws import ACCOUNT, REGION
from infra.engine.wiring import Event


def sqs_event(messages: Sequence[Mapping[str, Any]], queue_name: str) -> Event:
    return {"Records": [_sqs_record(message, queue_name) for message in messages]}


def _sqs_record(message: Mapping[str, Any], queue_name: str) -> Event:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: _message_attribute(value) for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue_name}",
        "awsRegion": REGION,
    }


def _message_attribute(value: Mapping[str, Any]) -> Event:
    attribute: Event = {"dataType": value["DataType"], "stringListValues": [], "binaryListValues": []}
    if "StringValue" in value:
        attribute["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        attribute["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return attribute


def stream_record(record: Mapping[str, Any], stream_arn: str) -> Event:
    change = dict(record["dynamodb"])
    created = change.get("ApproximateCreationDateTime")
    if isinstance(created, datetime):
        change["ApproximateCreationDateTime"] = created.timestamp()
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = {name: _as_json(value) for name, value in change[image].items()}
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record.get("eventVersion", "1.1"),
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": change,
        "eventSourceARN": stream_arn,
    }


def _as_json(value: Mapping[str, Any]) -> Event:
    """A value of DynamoDB as Lambda gets it: bytes as base64, the rest as it is."""
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {kind: base64.b64encode(content).decode()}
        case "BS":
            return {kind: [base64.b64encode(each).decode() for each in content]}
        case "L":
            return {kind: [_as_json(each) for each in content]}
        case "M":
            return {kind: {name: _as_json(each) for name, each in content.items()}}
        case _:
            return {kind: content}


def schedule_event(schedule: str, at: datetime) -> Event:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{schedule}"],
        "detail": {},
    }


def given_up(handler_arn: str, stream_arn: str, sequence_number: str, attempts: int) -> Event:
    """What Lambda tells the on-failure queue of a stream: where the record was, not what was in it."""
    return {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": handler_arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": attempts,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000000000000000000-00000000",
            "startSequenceNumber": sequence_number,
            "endSequenceNumber": sequence_number,
            "batchSize": 1,
            "streamArn": stream_arn,
        },
    }
