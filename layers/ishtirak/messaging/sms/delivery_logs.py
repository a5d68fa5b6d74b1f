"""What Amazon SNS writes down of an SMS that has left: the only way in which it tells what became of it.

A line of JSON for each SMS of the account, in the log groups sns/<region>/<account>/DirectPublishToPhoneNumber and
…/Failure, up to 72 hours after it was sent. Its form stands in SNS's developer guide, "CloudWatch Logs for SMS".
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

LINES = "DATA_MESSAGE"
"""What CloudWatch hands on is lines, and not a question whether anybody listens."""

ABOUT_THE_NUMBER = frozenset(
    {
        "Destination is on a blocked list",
        "Invalid phone number",
        "Phone has blocked SMS",
        "Phone is currently unreachable/unavailable",
        "Phone is on a blocked list",
        "Phone number is opted out",
        "Unknown error attempting to reach phone",
    }
)
"""Reasons that lie with the number, or with whose it is; all others are the network's, the text's or the account's."""


class NotRead(ValueError):
    """The line is not one that SNS writes of an SMS."""


class DeliveryLine(NamedTuple):
    """What became of one SMS. reason: the network's word. speaks_of_number: whether the number is to be corrected."""

    message_id: str
    arrived: bool
    reason: str
    at: datetime
    speaks_of_number: bool


def lines_in(event: Mapping[str, Any]) -> list[str]:
    """The lines that CloudWatch hands on in one event, as they were written."""
    told = json.loads(gzip.decompress(b64decode(event["awslogs"]["data"])))
    return [each["message"] for each in told["logEvents"]] if told["messageType"] == LINES else []


def read(line: str) -> DeliveryLine:
    """Raises: NotRead."""
    try:
        told = json.loads(line)
        reason = str(told["delivery"]["providerResponse"])
        return DeliveryLine(
            message_id=str(told["notification"]["messageId"]),
            arrived={"SUCCESS": True, "FAILURE": False}[told["status"]],
            reason=reason,
            at=datetime.fromisoformat(told["notification"]["timestamp"]).replace(tzinfo=UTC),
            speaks_of_number=reason in ABOUT_THE_NUMBER,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NotRead(f"not a delivery line of SNS: {error!r}") from error
