"""What lies in queues, stream and buckets reaches the handlers, once it went well, and never gets lost."""

from __future__ import annotations

import json
import time

import pytest

from infra.engine import Engine, driver
from infra.engine.driver import NeverQuiet
from tests.engine.conftest import Outside
from tests.engine.small import Small


def test_messages_reach_their_handler_as_lambda_would_send_them(engine: Engine, small: Small, outside: Outside) -> None:
    outside.send("one", "two")

    drained = engine.drain()

    assert drained == {"take_messages": 2}
    assert small.messages == [["one", "two"]]
    record = small.events[0]["Records"][0]
    assert record["eventSource"] == "aws:sqs"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["eventSourceARN"].startswith("arn:aws:sqs:eu-south-1:000000000000:")
    assert {"messageId", "receiptHandle", "md5OfBody", "messageAttributes"} <= record.keys()


def test_a_message_that_went_well_does_not_come_again(engine: Engine, small: Small, outside: Outside) -> None:
    outside.send("one")
    engine.drain()

    assert engine.drain() == {}
    assert small.messages == [["one"]]


def test_only_what_was_reported_as_failed_comes_again(engine: Engine, small: Small, outside: Outside) -> None:
    outside.send("good", "bad", "good too")
    small.fails = {"bad"}

    engine.drain()

    assert small.messages == [["good", "bad", "good too"], ["bad"], ["bad"], ["bad"], ["bad"]]
    assert outside.waiting("BankEventsDead") == ["bad"]
    assert [failure.last for failure in engine.failures] == [False, False, False, False, True]
    assert engine.failures[0].error == "reported by the handler"


def test_where_a_handler_raises_its_whole_batch_comes_again(engine: Engine, small: Small, outside: Outside) -> None:
    outside.send("good", "bad")
    small.breaks = {"bad"}
    small.on_message = lambda text: small.breaks.clear() if len(small.messages) == 3 else None

    engine.drain()

    assert small.messages == [["good", "bad"]] * 3
    assert engine.dead() == {}
    assert "RuntimeError('broke at bad')" in str(engine.failures[0])


def test_a_failing_message_does_not_make_drain_wait_for_its_visibility_timeout(
    engine: Engine, small: Small, outside: Outside
) -> None:
    outside.send("bad")
    small.breaks = {"bad"}

    began = time.monotonic()
    engine.drain()

    assert time.monotonic() - began < 2
    assert engine.dead() == {"BankEventsDead": 1}


def test_what_handlers_send_meanwhile_is_delivered_before_drain_returns(
    engine: Engine, small: Small, outside: Outside
) -> None:
    outside.send("3")
    small.on_message = lambda text: outside.send(str(int(text) - 1)) if text != "0" else None

    engine.drain()

    assert small.messages == [["3"], ["2"], ["1"], ["0"]]


def test_a_handler_that_never_stops_sending_is_an_error(
    engine: Engine, small: Small, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "MOST_DELIVERIES", 20)
    outside.send("again")
    small.on_message = lambda text: outside.send(text)

    with pytest.raises(NeverQuiet, match="take_messages"):
        engine.drain()


def test_new_rows_that_the_filter_wants_reach_the_stream_s_handler_in_order(
    engine: Engine, small: Small, outside: Outside
) -> None:
    outside.write("NOTICE#1", "ACCOUNT", "NOTICE#2")
    outside.write("NOTICE#1")  # changed, not new

    engine.drain()

    assert small.rows == ["NOTICE#1", "NOTICE#2"]
    record = small.events[0]["Records"][0]
    assert record["eventSource"] == "aws:dynamodb"
    assert record["dynamodb"]["NewImage"]["photo"] == {"B": "AAE="}
    json.dumps(record)  # Lambda gets JSON


def test_a_row_that_keeps_failing_is_given_up_and_those_after_it_are_not(
    engine: Engine, small: Small, outside: Outside
) -> None:
    outside.write("NOTICE#1", "NOTICE#bad", "NOTICE#3")
    small.breaks = {"NOTICE#bad"}

    engine.drain()

    assert small.rows[-1] == "NOTICE#3"
    (dead,) = outside.waiting("NoticesDead")
    assert json.loads(dead)["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert engine.failures.given_up[0].handler == "send_notices"


def test_a_file_that_arrives_reaches_its_handler(engine: Engine, small: Small, outside: Outside) -> None:
    outside.upload("statements/ملف.csv")
    outside.upload("late_employers.csv", bucket="ReportsBucket")

    engine.drain()

    assert small.arrived == ["statements/ملف.csv"]


def test_an_arrival_that_keeps_failing_is_tried_three_times(engine: Engine, small: Small, outside: Outside) -> None:
    outside.upload("bad.csv")
    small.breaks = {"bad.csv"}

    engine.drain()

    assert small.arrived == ["bad.csv"] * 3
    assert [failure.last for failure in engine.failures] == [False, False, True]


def test_nothing_to_do_costs_little(engine: Engine) -> None:
    engine.drain()
    days = 30

    began = time.monotonic()
    for _ in range(days):
        engine._driver.drain()

    assert (time.monotonic() - began) / days < 0.05  # 4 ms on an idle machine of 2026
