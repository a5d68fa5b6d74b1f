"""Putting events on the fund's bus, where other systems listen (ENR-10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config

from ishtirak import settings

SOURCE = "ishtirak"


ENTRIES_OF_ONE_CALL = 10
"""What EventBridge takes at once."""

logger = Logger(child=True)


@cache
def _client() -> Any:
    return boto3.client("events", config=Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=2))


def put_all(entries: Sequence[tuple[str, str]]) -> set[int]:
    """Put up to ENTRIES_OF_ONE_CALL events on the bus, each as its type and its JSON.

    Returns the places of those that the bus did not take, from 0: PutEvents answers 200 all the same.
    """
    same = {"EventBusName": settings.get("EVENT_BUS_NAME"), "Source": SOURCE}
    answer = _client().put_events(
        Entries=[{**same, "DetailType": type_, "Detail": detail} for type_, detail in entries]
    )
    if not answer["FailedEntryCount"]:
        return set()
    refused = {place: each["ErrorCode"] for place, each in enumerate(answer["Entries"]) if "ErrorCode" in each}
    logger.error("the bus did not take every event", codes=sorted(set(refused.values())), refused=len(refused))
    return set(refused)
