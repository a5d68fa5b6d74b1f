"""What lies in all queues, asked of ministack in one call (0.6 ms) where SQS would need one a queue (2.6 ms)."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """Messages of one queue: to be had now, and hidden for now (seconds until the first of them)."""

    visible: int
    hidden: int
    seconds: float


class Peek:
    """Ministack's own doors, over one connection kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._lock = threading.Lock()

    def queues(self) -> dict[str, Waiting]:
        """By queue name."""
        found = self._get("/_ministack/sqs/messages")["messages"]
        now = time.time()
        return {
            url.rsplit("/", 1)[-1]: _count(messages, now)
            for regions in found.values()
            for queues in regions.values()
            for url, messages in queues.items()
        }

    def sms(self) -> dict[str, list[dict[str, Any]]]:
        """By phone, in the order in which they were sent to it."""
        sent: dict[str, list[dict[str, Any]]] = self._get("/_ministack/sns/sms-messages")["sms_messages"]
        return sent

    def close(self) -> None:
        self._connection.close()

    def _get(self, path: str) -> Mapping[str, Any]:
        with self._lock:
            try:
                return self._ask(path)
            except (http.client.HTTPException, ConnectionError):  # ministack closes what was idle for long
                self._connection.close()
                return self._ask(path)

    def _ask(self, path: str) -> Mapping[str, Any]:
        self._connection.request("GET", path)
        answer: Mapping[str, Any] = json.loads(self._connection.getresponse().read())
        return answer


def _count(messages: list[dict[str, Any]], now: float) -> Waiting:
    hidden = [message["VisibleAt"] for message in messages if not message["IsVisible"]]
    return Waiting(len(messages) - len(hidden), len(hidden), max(0.0, min(hidden) + 1 - now) if hidden else 0.0)
