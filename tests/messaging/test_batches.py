"""Working through batches: one message that fails comes back alone; a stream begins again where it failed."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from ishtirak.messaging.batches import each_message, each_record, whole_batch


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Work fails on purpose here."""
    caplog.set_level(logging.CRITICAL)


def messages(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]}


def records(*numbers: str) -> dict[str, Any]:
    return {"Records": [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": number}} for number in numbers]}


def test_a_message_that_fails_comes_back_alone_and_the_others_are_done() -> None:
    done: list[int] = []

    def work(message: dict[str, Any]) -> None:
        if message["n"] == 1:
            raise RuntimeError
        done.append(message["n"])

    answer = each_message(messages(*(json.dumps({"n": n}) for n in range(3)), "not JSON"), work)

    assert done == [0, 2]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m3"}]}


def test_a_stream_begins_again_at_the_record_that_failed_and_no_later_one_is_done() -> None:
    done: list[str] = []

    def work(record: dict[str, Any]) -> None:
        number = record["dynamodb"]["SequenceNumber"]
        if number == "2":
            raise RuntimeError
        done.append(number)

    assert each_record(records("1", "2", "3"), work) == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert done == ["1"]


def test_a_batch_that_goes_well_reports_nothing() -> None:
    assert each_message(messages("{}"), lambda _message: None) == {"batchItemFailures": []}
    assert each_record(records("1"), lambda _record: None) == {"batchItemFailures": []}


def test_a_worker_that_is_ended_is_not_taken_for_one_that_failed() -> None:
    def work(_message: dict[str, Any]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        each_message(messages("{}"), work)


@pytest.mark.parametrize(("place", "comes_back"), [(None, []), (0, ["1"]), (2, ["3"])])
def test_a_whole_batch_begins_again_where_its_work_says(place: int | None, comes_back: list[str]) -> None:
    answer = whole_batch(records("1", "2", "3"), lambda _records: place)

    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == comes_back


def test_a_whole_batch_that_fails_comes_back_whole() -> None:
    def work(_records: list[dict[str, Any]]) -> int | None:
        raise RuntimeError

    assert whole_batch(records("1", "2"), work) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_what_came_of_a_sweeps_messages_is_told_once_a_day() -> None:
    told: list[tuple[str, int, int]] = []
    sent = [("2026-05-12", True, 1), ("2026-05-12", False, 5), ("2026-05-12", False, 4), ("2026-05-11", True, 2)]
    bodies = [json.dumps({"swept": day, "goes": goes}) for day, goes, _ in sent]
    event = messages(*bodies, json.dumps({"goes": True}), "not JSON")
    for record, (*_, tries) in zip(event["Records"], sent, strict=False):
        record["attributes"] = {"ApproximateReceiveCount": str(tries)}

    def work(message: dict[str, Any]) -> None:
        if not message["goes"]:
            raise RuntimeError

    answer = each_message(event, work, lambda day, done, failed: told.append((day, done, failed)))

    assert told == [("2026-05-11", 1, 0), ("2026-05-12", 1, 1)]
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["m1", "m2", "m5"]


def test_work_that_is_done_is_not_done_again_because_it_was_not_counted() -> None:
    def count(_day: str, _done: int, _failed: int) -> None:
        raise ConnectionError

    answer = each_message(messages(json.dumps({"swept": "2026-05-12"})), lambda _message: None, count)

    assert answer == {"batchItemFailures": []}


def test_work_of_no_sweep_is_not_counted() -> None:
    told: list[Any] = []

    each_message(messages("{}"), lambda _message: None, lambda *count: told.append(count))

    assert told == []
