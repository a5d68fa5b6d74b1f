"""An alarm that watches a figure which nobody counts never rings, or always does."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from functions.collect import schedules
from functions.reports import events, ledger_checks
from infra.alarms import alarms
from infra.overlay import HERE
from infra.template import read
from ishtirak.law.shipped import shipped_law
from ishtirak.messaging import metrics
from ishtirak.storage import laws

FIRED = {
    "version": "0",
    "id": "1",
    "account": "000000000000",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
    "source": "aws.events",
    "detail-type": "Scheduled Event",
    "time": "2026-05-12T06:00:00Z",
}


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found = alarms(read(HERE / "resources.yaml"), read(HERE / "functions.yaml")["Functions"])
    return {name: alarm["Properties"] for name, alarm in found.items()}


def test_the_alarm_of_the_sweep_watches_what_the_sweep_counts(
    written: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schedules, "sweep", lambda today: 0)

    schedules.daily_sweep(FIRED, None)

    alarm = written["SweepAlarm"]
    assert _counted(capsys, alarm) == [1.0]
    assert alarm["TreatMissingData"] == "breaching"


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

    assert len(dead) == 15
    assert {(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in dead} == {(0, "GreaterThanThreshold")}


def test_each_reader_of_the_stream_rings_long_before_the_stream_forgets(written: dict[str, Any]) -> None:
    behind = {name: alarm for name, alarm in written.items() if alarm["MetricName"] == "IteratorAge"}

    assert set(behind) == {"SendNoticesBehindAlarm", "PublishChangesBehindAlarm"}
    for name, alarm in behind.items():
        assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": name.removesuffix("BehindAlarm")}}]
        assert alarm["Threshold"] == 15 * 60 * 1_000
