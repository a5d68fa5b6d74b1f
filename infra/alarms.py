"""The alarms: dead-letter queues, queues and streams that are not worked off, a night without a sweep, and so on.

They are written for every queue and every reader of a stream of the template, so that none can be forgotten.
"""

from __future__ import annotations

from typing import Any

from infra.template import Template, of_type

MINUTE_SECONDS = 60
HOUR_SECONDS = 3_600
# Reading a file may take its function's whole quarter of an hour, five times over; everything else takes seconds.
OLDEST_MESSAGE_SECONDS = 2 * HOUR_SECONDS
# The sweep runs every 24 hours; two more for one that starts late.
HOURS_WITHOUT_SWEEP = 26
# A stream is read within seconds; what it holds is gone after a day.
OLDEST_RECORD_SECONDS = 15 * MINUTE_SECONDS


def alarms(resources: Template, functions: Template) -> dict[str, Any]:
    """The alarms by logical id: of the queues of a template, of what `functions` (by logical id) says of streams."""
    queues = of_type(resources, "AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("Dead")}
    return {
        **{f"{name}Alarm": _not_empty(name) for name in sorted(dead)},
        **{f"{name}LateAlarm": _late(name) for name in sorted(queues.keys() - dead)},
        **{f"{name}BehindAlarm": _behind(name) for name in sorted(functions) if _reads_stream(functions[name])},
        "SweepAlarm": _no_sweep(),
        "SweepFailedAlarm": _sweep_failed(),
        "LedgerAlarm": _ledger_differs(),
        "WebhookAlarm": _receiver_paused(),
        "SmsHeldAlarm": _notify_counts(
            "SmsHeld",
            "The day's money for SMS is spent and notices wait for tomorrow: raise the cap, then release what is held.",
        ),
        "SmsUnfitAlarm": _notify_counts(
            "SmsUnfit", "A notice did not fill its text and was not sent: correct the text, then send it again."
        ),
        "SmsGivenUpAlarm": _notify_counts(
            "SmsGivenUp", "The provider of SMS has not taken notices for hours and they were given up: send them again."
        ),
    }


def _not_empty(queue: str) -> Template:
    says = f"Work was given up and waits in {queue}: find the cause; docs/deploy.md says how it is done after all."
    return _alarm(says, _of_queue(queue, "ApproximateNumberOfMessagesVisible"), Period=5 * MINUTE_SECONDS, Threshold=0)


def _late(queue: str) -> Template:
    says = f"Work has waited in {queue} for more than two hours."
    metric = _of_queue(queue, "ApproximateAgeOfOldestMessage")
    return _alarm(says, metric, Period=5 * MINUTE_SECONDS, Threshold=OLDEST_MESSAGE_SECONDS)


def _reads_stream(function: Template | None) -> bool:
    return any("Stream" in event["Properties"] for event in (function or {}).get("Events", {}).values())


def _behind(function: str) -> Template:
    return _alarm(
        f"{function} is more than a quarter of an hour behind the table's stream, which forgets after a day.",
        {
            "Namespace": "AWS/Lambda",
            "MetricName": "IteratorAge",
            "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": function}}],
            "Statistic": "Maximum",
        },
        Period=5 * MINUTE_SECONDS,
        Threshold=OLDEST_RECORD_SECONDS * 1_000,  # the metric is in milliseconds
    )


def _no_sweep() -> Template:
    return _alarm(
        "No daily sweep has run to its end: not everybody is being reminded, lowered or restored.",
        {
            "Namespace": "Ishtirak",
            "MetricName": "SweepRuns",
            "Dimensions": [{"Name": "service", "Value": "collect"}],
            "Statistic": "Sum",
        },
        Period=HOUR_SECONDS,
        EvaluationPeriods=HOURS_WITHOUT_SWEEP,
        ComparisonOperator="LessThanThreshold",
        Threshold=1,
        TreatMissingData="breaching",
    )


def _sweep_failed() -> Template:
    """The dead-letter queue's own alarm is silent while something older lies in it: this one rings each time."""
    return _alarm(
        "Work that a sweep found was given up: see GET /v1/sweeps, and the dead-letter queues for what it was.",
        {
            "Namespace": "Ishtirak",
            "MetricName": "SweepFailed",
            "Dimensions": [{"Name": "service", "Value": "collect"}],
            "Statistic": "Sum",
        },
        Period=5 * MINUTE_SECONDS,
        Threshold=0,
    )


def _ledger_differs() -> Template:
    return _alarm(
        "The ledger's check found balances that are not the sum of their entries.",
        {
            "Namespace": "Ishtirak",
            "MetricName": "LedgerDifferences",
            "Dimensions": [{"Name": "service", "Value": "reports"}],
            "Statistic": "Maximum",
        },
        Period=5 * MINUTE_SECONDS,
        Threshold=0,
    )


def _receiver_paused() -> Template:
    return _notify_counts(
        "WebhooksPaused",
        "A receiver of events has not answered for days and is paused: call those who run it, then resume it.",
    )


def _notify_counts(metric: str, says: str) -> Template:
    """Rings as soon as something was counted that must not be."""
    return _alarm(
        says,
        {
            "Namespace": "Ishtirak",
            "MetricName": metric,
            "Dimensions": [{"Name": "service", "Value": "notify"}],
            "Statistic": "Sum",
        },
        Period=5 * MINUTE_SECONDS,
        Threshold=0,
    )


def _of_queue(queue: str, metric: str) -> Template:
    return {
        "Namespace": "AWS/SQS",
        "MetricName": metric,
        "Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}],
        "Statistic": "Maximum",
    }


def _alarm(says: str, metric: Template, **how: Any) -> Template:
    usual = {
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [{"Ref": "AlarmTopic"}],
        "OKActions": [{"Ref": "AlarmTopic"}],
    }
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {"AlarmDescription": says, **metric, **usual, **how},
    }
