"""What stands around each function: a role of its own with what its policy file allows, and its log group."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from infra import template
from infra.template import Template

POLICIES = Path(__file__).with_name("policies")
LOGS_KEPT_DAYS = 90


def around(function: str) -> dict[str, Any]:
    """The role and the log group of the function with that logical id, by theirs.

    Raises: FileNotFoundError where the function has no policy file.
    """
    return {f"{function}Role": _role(function), f"{function}Logs": _log_group()}


def pointing(function: str) -> Template:
    """The properties by which a function uses its own role and its own log group."""
    return {
        "Role": {"Fn::GetAtt": [f"{function}Role", "Arn"]},
        "LoggingConfig": {"LogGroup": {"Ref": f"{function}Logs"}},
    }


def policy_file(function: str) -> Path:
    """`ApplyBankEvents` → `infra/policies/apply_bank_events.yaml`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", function)
    return POLICIES / f"{'_'.join(words).lower()}.yaml"


def _role(function: str) -> Template:
    logs = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::GetAtt": [f"{function}Logs", "Arn"]},
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": _document(
                [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "lambda.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ]
            ),
            "Policies": [
                {
                    "PolicyName": "own",
                    "PolicyDocument": _document([logs, *template.read(policy_file(function))]),
                }
            ],
        },
    }


def _log_group() -> Template:
    return {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": LOGS_KEPT_DAYS}}


def _document(statements: list[Template]) -> Template:
    return {"Version": "2012-10-17", "Statement": statements}
