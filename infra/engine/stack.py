"""The stack: what the template says, created once, brought up to date when the template has changed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from infra.engine.aws import Aws
from infra.engine.refusal import EngineRefused
from infra.outputs import as_settings

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

NAME = "ishtirak"
STAGE = "local"
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Stack:
    """`settings` by environment name; `physical` from logical id to table name, queue URL, bucket, pool…"""

    settings: Mapping[str, str]
    physical: Mapping[str, str]

    def queue_name(self, logical_id: str) -> str:
        return self.physical[logical_id].rsplit("/", 1)[-1]


def deploy(aws: Aws, template: Path) -> Stack:
    """Create, update, or only read the stack of `template`.

    Raises: EngineRefused where the template can't be created or the kept stack can't follow it.
    """
    body = template.read_text(encoding="utf-8")
    kept = _template_of_kept_stack(aws)
    if kept != body:
        write = aws.cloudformation.create_stack if kept is None else aws.cloudformation.update_stack
        _write(write, body, template)
    return _read(aws, template)


def _write(write: Callable[..., object], body: str, template: Path) -> None:
    parameters = [{"ParameterKey": "Stage", "ParameterValue": STAGE}] if "Stage:" in body else []
    try:
        write(StackName=NAME, TemplateBody=body, Parameters=parameters)
    except ClientError as error:
        reason = error.response["Error"]["Message"]
        if reason != "No updates are to be performed.":  # only a comment has changed
            raise _refusal(template, reason) from error


def _template_of_kept_stack(aws: Aws) -> str | None:
    try:
        answer = aws.cloudformation.get_template(StackName=NAME)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return str(answer["TemplateBody"])


def _read(aws: Aws, template: Path) -> Stack:
    stack = _settled(aws, template)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    resources = aws.cloudformation.describe_stack_resources(StackName=NAME)["StackResources"]
    physical = {
        resource["LogicalResourceId"]: _on_this_port(resource.get("PhysicalResourceId", ""), aws.url)
        for resource in resources
    }
    settings = {name: _on_this_port(value, aws.url) for name, value in as_settings(outputs).items()}
    if "UserPool" in physical:
        # The pool's public address is AWS's; its keys are served by ministack.
        settings["OIDC_JWKS_URL"] = f"{aws.url}/{physical['UserPool']}/.well-known/jwks.json"
    return Stack(settings, physical)


def _settled(aws: Aws, template: Path) -> StackTypeDef:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        stack = aws.cloudformation.describe_stacks(StackName=NAME)["Stacks"][0]
        status = stack["StackStatus"]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if not status.endswith("IN_PROGRESS") or time.monotonic() > deadline:
            raise _refusal(template, f"{status}: {_first_failure(aws)}")
        time.sleep(0.02)


def _refusal(template: Path, reason: str) -> EngineRefused:
    return EngineRefused(
        f"The resources of {template} could not be made ({reason}). "
        "Correct the file, or empty the kept state with `make reset`, and start again."
    )


def _first_failure(aws: Aws) -> str:
    events = aws.cloudformation.describe_stack_events(StackName=NAME)["StackEvents"]
    for event in reversed(events):
        if event.get("ResourceStatus", "").endswith("FAILED"):
            return f"{event.get('LogicalResourceId', '')} {event.get('ResourceStatusReason', '')}"
    return "no reason given"


def _on_this_port(value: str, url: str) -> str:
    """ministack writes `http://localhost:PORT/…` with the port of the run that made it."""
    return re.sub(r"^http://localhost:\d+", url, value)
