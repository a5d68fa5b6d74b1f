"""An empty fund again, without a new stack: users, tokens and banks' secrets stay what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.engine.aws import Aws
from infra.engine.peek import Peek
from infra.engine.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef


def is_empty(aws: Aws, tables: list[str]) -> bool:
    return not any(aws.dynamodb.scan(TableName=table, Limit=1)["Items"] for table in tables)


def remake_table(aws: Aws, table: str) -> None:
    """Delete and make again: 20 ms, where deleting what a year of a fund wrote would take minutes."""
    described = aws.dynamodb.describe_table(TableName=table)["Table"]
    lifetime = aws.dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    aws.dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    aws.dynamodb.delete_table(TableName=table)
    aws.dynamodb.create_table(**_definition(described))
    if "AttributeName" in lifetime:
        aws.dynamodb.update_time_to_live(
            TableName=table,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": lifetime["AttributeName"]},
        )


def _definition(described: TableDescriptionTypeDef) -> Any:
    """What CreateTable takes, of what DescribeTable gives."""
    kept = ("TableName", "AttributeDefinitions", "KeySchema", "StreamSpecification", "DeletionProtectionEnabled")
    definition: dict[str, Any] = {name: described[name] for name in kept if name in described}  # type: ignore[literal-required]
    indexes = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in described.get("GlobalSecondaryIndexes", [])
    ]
    if indexes:
        definition["GlobalSecondaryIndexes"] = indexes
    return definition | {"BillingMode": "PAY_PER_REQUEST"}


def purge_queues(aws: Aws, peek: Peek) -> None:
    for name, waiting in peek.queues().items():
        if waiting.visible or waiting.hidden:
            aws.sqs.purge_queue(QueueUrl=aws.sqs.get_queue_url(QueueName=name)["QueueUrl"])


def empty_buckets(aws: Aws, stack: Stack) -> None:
    """With every version, as the buckets keep them."""
    for bucket in [value for name, value in stack.settings.items() if name.endswith("_BUCKET")]:
        for page in aws.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if versions:
                objects = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
                aws.s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})  # type: ignore[typeddict-item]
