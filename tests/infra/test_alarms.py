"""An alarm that watches a figure which nobody counts never rings, or always does."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from functions.collect.sweeps import sweeping
from functions.reports import events, ledger_checks
from infra.alarms import alarms
from infra.overlay import HERE
from infra.template import of_type, read
from ishtirak.law.shipped import shipped_law
from ishtirak.messaging import metrics
from ishtirak.messaging.batches import SWEPT, TRIES, each_message
from ishtirak.storage import keys, laws
from ishtirak.storage.transactions import Put, write_one
from tests.builders import at
from tests.cloud import Cloud


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are written down, as they are not on the engine, where nobody watches alarms."""
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "false")


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found = alarms(read(HERE / "resources.yaml"), read(HERE / "functions.yaml")["Functions"])
    return {name: alarm["Properties"] for name, alarm in found.items()}


def test_the_alarm_of_the_sweep_watches_what_a_sweep_counts_once_it_is_read_to_its_end(
    written: dict[str, Any], cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    now, alarm = at("2026-05-12"), written["SweepAlarm"]
    for shard in ("DUE#00", "DUE#01"):
        write_one(Put(keys.account(shard), {"due_shard": shard, "due_on": "2026-05-12"}))
    sweeping.start(now)
    sweeping.read_on(now.date(), "DUE#00", now)
    assert capsys.readouterr().out == ""

    sweeping.read_on(now.date(), "DUE#01", now)

    assert _counted(capsys, alarm) == [1.0]
    assert alarm["TreatMissingData"] == "breaching"


def test_a_sweep_of_a_day_on_which_nothing_is_due_has_run_too(
    written: dict[str, Any], cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeping.start(at("2026-05-12"))

    assert _counted(capsys, written["SweepAlarm"]) == [1.0]


def test_the_alarm_of_work_that_failed_watches_what_is_given_up(
    written: dict[str, Any], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def work(_message: dict[str, Any]) -> None:
        raise RuntimeError

    def deliver(times: int) -> None:
        body = json.dumps({SWEPT: "2026-05-12"})
        attributes = {"ApproximateReceiveCount": str(times)}
        record = {"messageId": "1", "body": body, "attributes": attributes}
        with caplog.at_level(logging.CRITICAL):
            each_message({"Records": [record]}, work, lambda _day, _done, _failed: None)

    deliver(TRIES - 1)
    assert capsys.readouterr().out == ""

    deliver(TRIES)
    assert _counted(capsys, written["SweepFailedAlarm"]) == [1.0]


def test_every_queue_gives_a_message_up_after_as_many_tries_as_its_worker_counts() -> None:
    queues = of_type(read(HERE / "resources.yaml"), "AWS::SQS::Queue")
    tries = {
        name: queue["RedrivePolicy"]["maxReceiveCount"] for name, queue in queues.items() if not name.endswith("Dead")
    }

    assert set(tries.values()) == {TRIES}


def test_the_alarm_of_the_ledger_watches_what_the_check_counts(
    written: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = SimpleNamespace(differences=["an account that differs"], unsettled=0)
    monkeypatch.setattr(ledger_checks, "make", lambda check_id, now, law: proof)
    monkeypatch.setattr(laws, "in_force", shipped_law)

    events.make_reports({"Records": [{"messageId": "1", "body": json.dumps({"check_id": "check"})}]}, None)

    assert _counted(capsys, written["LedgerAlarm"]) == [1.0]


@pytest.mark.parametrize(("alarm", "metric"), [("SmsHeldAlarm", "SmsHeld"), ("SmsGivenUpAlarm", "SmsGivenUp")])
def test_the_alarms_of_sms_watch_what_their_sender_counts(
    alarm: str, metric: str, written: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.emit("notify", **{metric: 2})

    assert _counted(capsys, written[alarm]) == [2.0]
    assert written[alarm]["Threshold"] == 0


def _counted(capsys: pytest.CaptureFixture[str], alarm: dict[str, Any]) -> Any:
    """What was printed for the alarm's own metric, in its namespace and under its dimension."""
    printed = json.loads(capsys.readouterr().out)
    assert printed["_aws"]["CloudWatchMetrics"][0]["Namespace"] == alarm["Namespace"]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": printed["service"]}]
    return printed[alarm["MetricName"]]


def test_every_dead_letter_queue_rings_at_its_first_message(written: dict[str, Any]) -> None:
    dead = [alarm for name, alarm in written.items() if name.endswith("DeadAlarm")]

    assert len(dead) == 16
    assert {(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in dead} == {(0, "GreaterThanThreshold")}


def test_each_reader_of_the_stream_rings_long_before_the_stream_forgets(written: dict[str, Any]) -> None:
    behind = {name: alarm for name, alarm in written.items() if alarm["MetricName"] == "IteratorAge"}

    assert set(behind) == {"SendNoticesBehindAlarm", "PublishChangesBehindAlarm"}
    for name, alarm in behind.items():
        assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": name.removesuffix("BehindAlarm")}}]
        assert alarm["Threshold"] == 15 * 60 * 1_000
