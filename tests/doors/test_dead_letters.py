"""Work that was given up is seen queue by queue, and put back by administration (NOT-3)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from ishtirak.messaging import dead_letters
from ishtirak.messaging.queues import Queue
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("NOT-3")


@pytest.fixture(autouse=True)
def _queues_of_this_fund() -> Iterator[None]:
    dead_letters._dead_url_of.cache_clear()
    yield
    dead_letters._dead_url_of.cache_clear()


def given_up(messages: int) -> None:
    """Messages that lie in the dead-letter queue of the outbox: of recipients who wait for nothing."""
    url = dead_letters._dead_url(Queue.OUTBOX)
    for number in range(messages):
        body = json.dumps({"pk": f"SUBSCRIBER#{number}", "causes": ["x"]})
        boto3.client("sqs").send_message(QueueUrl=url, MessageBody=body)


def lying(fund: Fund) -> dict[str, Any]:
    return {each["queue"]: each["messages"] for each in fund.get("/v1/dead-letters")["items"]}


def test_each_dead_letter_queue_is_seen_and_what_lies_in_it_is_put_back(fund: Fund) -> None:
    given_up(12)

    before = lying(fund)
    redriven = fund.ask("POST", "/v1/dead-letters/outbox/redrive")
    fund.drain()

    assert set(before) == {queue.name.lower() for queue in Queue} | {"notices", "publications", "arrivals"}
    assert (before["outbox"], sum(before.values())) == (12, 12)
    assert redriven.json() == {"queue": "outbox", "moved": 12, "left": 0}
    assert (sum(lying(fund).values()), fund.engine.dead()) == (0, {})


def test_one_request_puts_back_no_more_than_it_can(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "MOVED_AT_ONCE", 5)
    given_up(12)

    redriven = fund.ask("POST", "/v1/dead-letters/outbox/redrive").json()

    assert (redriven["moved"], redriven["left"]) == (10, 2)


@pytest.mark.parametrize("queue", ["notices", "nobody"])
def test_what_has_no_queue_is_not_put_back(queue: str, fund: Fund) -> None:
    answer = fund.ask("POST", f"/v1/dead-letters/{queue}/redrive")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_dead_letters")


def test_queues_are_administrations(fund: Fund) -> None:
    assert fund.ask("GET", "/v1/dead-letters", "insurance_affairs").status_code == 403
    assert fund.ask("POST", "/v1/dead-letters/outbox/redrive", "insurance_affairs").status_code == 403


def test_the_settings_lead_to_queues_that_nobody_reads(fund: Fund) -> None:
    assert all("Dead" in os.environ[setting] for setting in dead_letters.OF_READERS.values())
