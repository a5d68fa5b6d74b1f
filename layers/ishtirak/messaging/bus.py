"""Putting events on the fund's bus, where other systems listen (ENR-10)."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from ishtirak import settings
from ishtirak.errors import Defect

SOURCE = "ishtirak"


class NotOnBus(Defect):
    """The bus did not take an event; whoever put it must try again."""

    code = "not_on_bus"
    ar = "لم تقبل قناة الأحداث الحدث: {reason}"
    en = "The bus did not take the event: {reason}"


@cache
def _client() -> Any:
    return boto3.client("events", config=Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=2))


def put(type_: str, detail: str) -> None:
    """Put one event of the type `type_` on the bus; `detail` is its JSON.

    Raises: NotOnBus where it was refused: PutEvents answers 200 all the same.
    """
    entry = {"EventBusName": settings.get("EVENT_BUS_NAME"), "Source": SOURCE, "DetailType": type_, "Detail": detail}
    answer = _client().put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise NotOnBus(reason=answer["Entries"][0].get("ErrorCode"))
