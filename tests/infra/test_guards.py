"""Nothing that a guard watches can be taken out of the template without a complaint."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from infra.guards import GUARDS, Guard, complaints
from infra.template import Template
from tests.infra.conftest import Packaged

SQS_EVENT = ("ApplyBankEvents", "Properties", "Events", "ApplyBankEventsSqsEventSource", "Properties")
STREAM_EVENT = ("SendNotices", "Properties", "Events", "SendNoticesDynamodbEventSource", "Properties")
BUCKET = ("UploadsBucket", "Properties")
STATEMENT = ("TakeStepsRole", "Properties", "Policies", 0, "PolicyDocument", "Statement", 1)
GONE = object()

BREAKS: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("what_is_configured_is_in_the_app", ("TakeSteps", "Type"), GONE),
    ("failed_messages_come_back_alone", (*SQS_EVENT, "FunctionResponseTypes"), GONE),
    ("failed_messages_come_back_alone", (*STREAM_EVENT, "FunctionResponseTypes"), GONE),
    ("queues_have_a_dead_letter_queue", ("BankEvents", "Properties", "RedrivePolicy"), GONE),
    ("queues_have_a_dead_letter_queue", (*SQS_EVENT, "Queue"), "arn:aws:sqs:us-east-1:1:BankEvents"),
    ("messages_stay_hidden_while_worked_on", ("Files", "Properties", "VisibilityTimeout"), 900),
    ("streams_keep_what_fails", (*STREAM_EVENT, "DestinationConfig"), GONE),
    ("streams_keep_what_fails", (*STREAM_EVENT, "MaximumRetryAttempts"), GONE),
    ("events_keep_what_fails", ("FileArrived", "Properties", "EventInvokeConfig"), GONE),
    ("events_keep_what_fails", ("TakeDeliveryLines", "Properties", "EventInvokeConfig"), GONE),
    ("queues_raise_an_alarm", ("StepsDeadAlarm",), GONE),
    ("readers_of_streams_raise_an_alarm", ("PublishChangesBehindAlarm",), GONE),
    ("readers_of_streams_raise_an_alarm", ("SendNoticesBehindAlarm", "Properties", "MetricName"), "Errors"),
    ("functions_have_a_role_of_their_own", ("TakeSteps", "Properties", "Role"), "arn:aws:iam::1:role/other"),
    (
        "functions_have_a_role_of_their_own",
        ("TakeSteps", "Properties", "Role"),
        {"Fn::GetAtt": ["TellMembersRole", "Arn"]},
    ),
    ("roles_allow_what_they_name", (*STATEMENT, "Action"), "dynamodb:*"),
    ("roles_allow_what_they_name", (*STATEMENT, "Action"), GONE),
    ("roles_allow_what_they_name", (*STATEMENT, "Resource"), "*"),
    ("roles_allow_what_they_name", ("TakeStepsRole", "Properties", "ManagedPolicyArns"), ["AdministratorAccess"]),
    ("functions_run_on_arm_with_a_current_python", ("APIHandler", "Properties", "Runtime"), "python3.11"),
    ("functions_run_on_arm_with_a_current_python", ("APIHandler", "Properties", "Architectures"), ["x86_64"]),
    ("logs_end", ("APIHandlerLogs", "Properties", "RetentionInDays"), GONE),
    ("logs_end", ("APIHandler", "Properties", "LoggingConfig"), GONE),
    ("tables_can_be_brought_back", ("Table", "Properties", "PointInTimeRecoverySpecification"), GONE),
    ("tables_can_be_brought_back", ("Table", "Properties", "DeletionProtectionEnabled"), False),
    ("buckets_are_private", (*BUCKET, "PublicAccessBlockConfiguration", "BlockPublicPolicy"), False),
    ("buckets_are_private", (*BUCKET, "BucketEncryption"), GONE),
    ("buckets_are_private", (*BUCKET, "VersioningConfiguration", "Status"), "Suspended"),
    ("buckets_answer_over_tls_alone", ("ReportsBucketPolicy",), GONE),
]


def test_the_packaged_template_holds_all_that_is_guarded(packaged: Packaged) -> None:
    assert complaints(packaged.template) == []


@pytest.mark.parametrize(
    ("guard", "place", "value"), BREAKS, ids=[f"{guard}-{place[-1]}" for guard, place, _ in BREAKS]
)
def test_what_is_broken_is_complained_of(packaged: Packaged, guard: str, place: Any, value: Any) -> None:
    broken = deepcopy(packaged.template)
    _put(broken, place, value)

    found = list(_guard(guard)(broken))

    assert found
    assert set(found) <= set(complaints(broken))


def test_each_guard_is_seen_to_complain() -> None:
    assert {guard for guard, _, _ in BREAKS} == {guard.__name__ for guard in GUARDS}


def _guard(name: str) -> Guard:
    return next(guard for guard in GUARDS if guard.__name__ == name)


def _put(template: Template, place: tuple[str | int, ...], value: Any) -> None:
    inside: Any = template["Resources"]
    for step in place[:-1]:
        inside = inside[step]
    if value is GONE:
        del inside[place[-1]]
    else:
        inside[place[-1]] = value
