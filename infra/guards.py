"""What must hold of the packaged template, each in one guard that says where it does not.

`make package` refuses a template that a guard complains about, and so do the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from infra.template import Template, of_type

Guard = Callable[[Template], Iterator[str]]

FUNCTION = "AWS::Serverless::Function"
QUEUE = "AWS::SQS::Queue"
OLDEST_RUNTIME = (3, 12)
VISIBILITY_TIMEOUTS = 6
# An SMS has no resource of its own in IAM, so that sending one can only be allowed on "*".
ACTIONS_WITHOUT_RESOURCE = frozenset({"sns:Publish"})


def complaints(template: Template) -> list[str]:
    """Everything that does not hold, in sentences; empty where all does."""
    return [sentence for guard in GUARDS for sentence in guard(template)]


def what_is_configured_is_in_the_app(template: Template) -> Iterator[str]:
    for name, resource in template["Resources"].items():
        if "Type" not in resource:
            yield f"{name}: Chalice has not written it, so that infra/functions.yaml configures nothing"


def failed_messages_come_back_alone(template: Template) -> Iterator[str]:
    for function, source, event in _events(template, "SQS", "DynamoDB"):
        if event.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{function}: {source} does not report failed messages, so that they would be lost"


def queues_have_a_dead_letter_queue(template: Template) -> Iterator[str]:
    queues = of_type(template, QUEUE)
    for function, source, event in _events(template, "SQS"):
        queue = queues.get(_name_in(event["Queue"]), {})
        dead = _name_in(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
        if dead not in queues:
            yield f"{function}: the queue of {source} has no dead-letter queue"


def messages_stay_hidden_while_worked_on(template: Template) -> Iterator[str]:
    queues, functions = of_type(template, QUEUE), of_type(template, FUNCTION)
    for function, source, event in _events(template, "SQS"):
        hidden = queues.get(_name_in(event["Queue"]), {}).get("VisibilityTimeout", 30)
        if hidden < VISIBILITY_TIMEOUTS * functions[function]["Timeout"]:
            yield f"{function}: the messages of {source} are hidden for less than six timeouts"


def streams_keep_what_fails(template: Template) -> Iterator[str]:
    queues = of_type(template, QUEUE)
    for function, source, event in _events(template, "DynamoDB"):
        target = event.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if _name_in(target) not in queues or "MaximumRetryAttempts" not in event:
            yield f"{function}: what fails of {source} is tried for ever, or lost"


def events_keep_what_fails(template: Template) -> Iterator[str]:
    queues, functions = of_type(template, QUEUE), of_type(template, FUNCTION)
    called = [(function, source) for function, source, _ in _events(template, "CloudWatchEvent")]
    for name, filter_ in of_type(template, "AWS::Logs::SubscriptionFilter").items():
        called.append((_name_in(filter_["DestinationArn"]), name))
    for function, source in called:
        invoke = functions[function].get("EventInvokeConfig", {}).get("DestinationConfig", {})
        if _name_in(invoke.get("OnFailure", {}).get("Destination")) not in queues:
            yield f"{function}: what fails of {source} is lost"


def queues_raise_an_alarm(template: Template) -> Iterator[str]:
    watched = _watched(template, "AWS/SQS")
    for queue in of_type(template, QUEUE):
        if queue not in watched:
            yield f"{queue}: no alarm watches this queue"


def readers_of_streams_raise_an_alarm(template: Template) -> Iterator[str]:
    watched = _watched(template, "AWS/Lambda", "IteratorAge")
    for function, source, _ in _events(template, "DynamoDB"):
        if function not in watched:
            yield f"{function}: no alarm says when it is behind {source}"


def functions_have_a_role_of_their_own(template: Template) -> Iterator[str]:
    roles = of_type(template, "AWS::IAM::Role")
    used: set[str] = set()
    for function, properties in of_type(template, FUNCTION).items():
        role = _name_in(properties.get("Role"))
        if role not in roles or role in used:
            yield f"{function}: it has no role of its own; add it to functions.yaml, and its policy file"
        used.add(role)


def roles_allow_what_they_name(template: Template) -> Iterator[str]:
    for role, properties in of_type(template, "AWS::IAM::Role").items():
        if properties.get("ManagedPolicyArns"):
            yield f"{role}: a managed policy allows more than is named here"
        for policy in properties.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield from (f"{role}: {problem}" for problem in _too_much(statement))


def functions_run_on_arm_with_a_current_python(template: Template) -> Iterator[str]:
    for function, properties in of_type(template, FUNCTION).items():
        version = tuple(int(part) for part in properties["Runtime"].removeprefix("python").split("."))
        if version < OLDEST_RUNTIME or properties.get("Architectures") != ["arm64"]:
            yield f"{function}: it does not run with Python 3.12 or newer on arm64"


def logs_end(template: Template) -> Iterator[str]:
    groups = of_type(template, "AWS::Logs::LogGroup")
    for function, properties in of_type(template, FUNCTION).items():
        group = _name_in(properties.get("LoggingConfig", {}).get("LogGroup"))
        if "RetentionInDays" not in groups.get(group, {}):
            yield f"{function}: its logs are kept for ever"


def tables_can_be_brought_back(template: Template) -> Iterator[str]:
    for table, properties in of_type(template, "AWS::DynamoDB::Table").items():
        if not properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            yield f"{table}: it has no point-in-time recovery"
        if not properties.get("DeletionProtectionEnabled"):
            yield f"{table}: it can be deleted"


def buckets_are_private(template: Template) -> Iterator[str]:
    blocks = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    for bucket, properties in of_type(template, "AWS::S3::Bucket").items():
        block = properties.get("PublicAccessBlockConfiguration", {})
        if not all(block.get(each) is True for each in blocks):
            yield f"{bucket}: it is not closed to the public"
        if not properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration"):
            yield f"{bucket}: it is not encrypted"
        if properties.get("VersioningConfiguration", {}).get("Status") != "Enabled":
            yield f"{bucket}: it is not versioned"


def buckets_answer_over_tls_alone(template: Template) -> Iterator[str]:
    closed = {
        _name_in(policy["Bucket"])
        for policy in of_type(template, "AWS::S3::BucketPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny" and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
    }
    for bucket in of_type(template, "AWS::S3::Bucket"):
        if bucket not in closed:
            yield f"{bucket}: it answers without TLS"


GUARDS: tuple[Guard, ...] = (
    what_is_configured_is_in_the_app,
    failed_messages_come_back_alone,
    queues_have_a_dead_letter_queue,
    messages_stay_hidden_while_worked_on,
    streams_keep_what_fails,
    events_keep_what_fails,
    queues_raise_an_alarm,
    readers_of_streams_raise_an_alarm,
    functions_have_a_role_of_their_own,
    roles_allow_what_they_name,
    functions_run_on_arm_with_a_current_python,
    logs_end,
    tables_can_be_brought_back,
    buckets_are_private,
    buckets_answer_over_tls_alone,
)


def _events(template: Template, *kinds: str) -> Iterator[tuple[str, str, Template]]:
    """Function, event and the event's properties, of every event of one of the `kinds`."""
    for function, properties in of_type(template, FUNCTION).items():
        for name, event in properties.get("Events", {}).items():
            if event["Type"] in kinds:
                yield function, name, event["Properties"]


def _watched(template: Template, namespace: str, metric: str | None = None) -> set[str]:
    """The logical ids of what alarms watch: in a namespace, by one of its metrics or by any."""
    return {
        _name_in(dimension["Value"])
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Dimensions"]
        if alarm["Namespace"] == namespace and metric in (None, alarm["MetricName"])
    }


def _too_much(statement: Template) -> Iterator[str]:
    if statement["Effect"] != "Allow":
        return
    actions = _listed(statement.get("Action", "*"))
    if any("*" in action for action in actions):
        yield f"it allows actions that are not named: {actions}"
    if "*" in _listed(statement.get("Resource", "*")) and not set(actions) <= ACTIONS_WITHOUT_RESOURCE:
        yield f"it allows {actions} on everything"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _name_in(reference: Any) -> str:
    """The logical id that a Ref, a Fn::GetAtt or a `${Name.Arn}` points to; "" for anything else."""
    match reference:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)} if text.startswith("${") and text.endswith("}"):
            return text[2:-1].partition(".")[0]
    return ""
