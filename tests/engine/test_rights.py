"""Functions are held to their policy files, as IAM holds them to their roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.engine.rights import Rights, acting, watch

POLICY = """
- Effect: Allow
  Action: [dynamodb:GetItem, dynamodb:PutItem]
  Resource: !GetAtt Table.Arn
- Effect: Allow
  Action: dynamodb:Query
  Resource: !Sub "${Table.Arn}/index/due"
- Effect: Allow
  Action: dynamodb:DeleteItem
  Resource: !GetAtt Table.Arn
  Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["WAITING#*"] } }
- Effect: Allow
  Action: sqs:SendMessage
  Resource: [!GetAtt Steps.Arn]
- Effect: Allow
  Action: s3:GetObject
  Resource: !Sub "${Bucket.Arn}/found/*"
- Effect: Allow
  Action: secretsmanager:GetSecretValue
  Resource: !Ref Secret
- Effect: Allow
  Action: sns:Publish
  Resource: "*"
"""
PHYSICAL = {"Table": "t", "Steps": "http://q/steps", "Openings": "http://q/openings", "Bucket": "b", "Secret": "s"}
KEY = {"pk": {"S": "WAITING#E1"}, "sk": {"S": "S1"}}
OTHER = {"pk": {"S": "ROLL#E1"}, "sk": {"S": "S1"}}


@pytest.fixture
def rights(tmp_path: Path) -> Rights:
    file = tmp_path / "work.yaml"
    file.write_text(POLICY)
    return Rights("Work", file, PHYSICAL)


def refused(rights: Rights, service: Any, operation: str, **params: Any) -> bool:
    """Whether a call would be refused; nothing is sent anywhere."""
    client: Any = boto3.client(service, region_name="eu-south-1", aws_access_key_id="x", aws_secret_access_key="x")
    try:
        rights.check(client.meta.service_model.operation_model(operation), params)
    except ClientError as error:
        return error.response["Error"]["Code"] == "AccessDeniedException"
    return False


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("dynamodb", "GetItem", {"TableName": "t", "Key": OTHER}),
        ("dynamodb", "Query", {"TableName": "t", "IndexName": "due"}),
        ("dynamodb", "DeleteItem", {"TableName": "t", "Key": KEY}),
        ("dynamodb", "TransactWriteItems", {"TransactItems": [{"Put": {"TableName": "t", "Item": OTHER}}]}),
        ("dynamodb", "TransactWriteItems", {"TransactItems": [{"Delete": {"TableName": "t", "Key": KEY}}]}),
        ("sqs", "SendMessageBatch", {"QueueUrl": "http://q/steps", "Entries": [{"Id": "1", "MessageBody": "x"}]}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "found/1"}),
        ("secretsmanager", "GetSecretValue", {"SecretId": "s"}),
        ("sns", "Publish", {"PhoneNumber": "+1", "Message": "x"}),
    ],
)
def test_what_the_file_allows_is_done(rights: Rights, service: str, operation: str, params: dict[str, Any]) -> None:
    assert not refused(rights, service, operation, **params)


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("dynamodb", "Scan", {"TableName": "t"}),
        ("dynamodb", "Query", {"TableName": "t"}),
        ("dynamodb", "Query", {"TableName": "t", "IndexName": "members"}),
        ("dynamodb", "DeleteItem", {"TableName": "t", "Key": OTHER}),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"t": {"Keys": [KEY]}}}),
        ("dynamodb", "TransactWriteItems", {"TransactItems": [{"Update": {"TableName": "t", "Key": KEY}}]}),
        ("dynamodb", "TransactWriteItems", {"TransactItems": [{"Delete": {"TableName": "t", "Key": OTHER}}]}),
        ("sqs", "SendMessage", {"QueueUrl": "http://q/openings", "MessageBody": "x"}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "statements/1"}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "found/1", "VersionId": "1"}),
        ("s3", "PutObject", {"Bucket": "b", "Key": "found/1"}),
    ],
)
def test_everything_else_is_refused(rights: Rights, service: str, operation: str, params: dict[str, Any]) -> None:
    assert refused(rights, service, operation, **params)


def test_a_call_of_a_function_is_stopped_before_it_is_sent(rights: Rights) -> None:
    watch()
    client = boto3.client("sqs", endpoint_url="http://127.0.0.1:9", region_name="eu-south-1")

    with (
        acting(rights),
        pytest.raises(ClientError, match="The role of Work does not allow sqs:SendMessage on Openings"),
    ):
        client.send_message(QueueUrl="http://q/openings", MessageBody="x")


def test_a_policy_that_can_not_be_read_is_not_taken_for_a_refusal(tmp_path: Path) -> None:
    file = tmp_path / "work.yaml"
    file.write_text("- Effect: Allow\n  Action: sqs:SendMessage\n  Resource: !ImportValue Steps\n")

    with pytest.raises(ValueError, match="can't be read"):
        refused(Rights("Work", file, PHYSICAL), "sqs", "SendMessage", QueueUrl="http://q/steps", MessageBody="x")
