"""An alarm that watches a figure which nobody counts never rings, or always does."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from functions.collect import schedules
from functions.reports import events as reports_events
from functions.reports import ledger_checks
from infra.alarms import alarms
from infra.overlay import HERE
from infra.template import read

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
    return {name: alarm["Properties"] for name, alarm in alarms(read(HERE / "resources.yaml")).items()}


def test_the_alarm_of_the_sweep_watches_what_the_sweep_counts(
    written: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schedules, "sweep", lambda today: 0)

    schedules.daily_sweep(FIRED, None)

    counted = json.loads(capsys.readouterr().out)
    alarm = written["SweepAlarm"]
    assert counted[alarm["MetricName"]] == [1.0]
    assert counted["_aws"]["CloudWatchMetrics"][0]["Namespace"] == alarm["Namespace"]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": counted["service"]}]
    assert alarm["TreatMissingData"] == "breaching"


def test_the_alarm_of_the_ledger_watches_what_the_check_counts(
    written: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = SimpleNamespace(differences=["one"], unsettled=0)
    monkeypatch.setattr(ledger_checks, "make", lambda *_: proof)
    body = json.dumps({"check_id": "C1"})

    reports_events.make_reports({"Records": [{"messageId": "1", "body": body}]}, None)

    counted = json.loads(capsys.readouterr().out)
    alarm = written["LedgerAlarm"]
    assert counted[alarm["MetricName"]] == [1.0]
    assert counted["_aws"]["CloudWatchMetrics"][0]["Namespace"] == alarm["Namespace"]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": counted["service"]}]


def test_every_dead_letter_queue_rings_at_its_first_message(written: dict[str, Any]) -> None:
    dead = [alarm for name, alarm in written.items() if name.endswith("DeadAlarm")]

    assert len(dead) == 9
    assert {(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in dead} == {(0, "GreaterThanThreshold")}
