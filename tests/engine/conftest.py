"""One engine a module with the small application: it starts in about a second."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.engine import Engine
from tests.engine.small import NONE, Small


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Engine, Small]]:
    small = Small()
    with Engine(None, app=lambda: small.app, policies=NONE) as engine:
        yield engine, small


@pytest.fixture
def engine(running: tuple[Engine, Small]) -> Engine:
    engine, small = running
    engine.empty()
    small.forget()
    return engine


@pytest.fixture
def small(running: tuple[Engine, Small]) -> Small:
    return running[1]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Handlers fail on purpose here."""
    caplog.set_level(logging.CRITICAL, logger="ishtirak.engine")


class Outside:
    """What comes to the fund from outside, and what lies in it, by plain AWS calls."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sqs: Any = boto3.client("sqs")
        self._dynamodb: Any = boto3.client("dynamodb")
        self._s3: Any = boto3.client("s3")

    def send(self, *texts: str, queue: str = "BankEvents") -> None:
        for text in texts:
            self._sqs.send_message(QueueUrl=self._engine.physical(queue), MessageBody=text)

    def write(self, *sort_keys: str) -> None:
        for sort_key in sort_keys:
            item = {"pk": {"S": "1"}, "sk": {"S": sort_key}, "photo": {"B": b"\x00\x01"}}
            self._dynamodb.put_item(TableName=os.environ["TABLE_NAME"], Item=item)

    def rows(self) -> list[str]:
        items = self._dynamodb.scan(TableName=os.environ["TABLE_NAME"])["Items"]
        return sorted(item["sk"]["S"] for item in items)

    def upload(self, key: str, bucket: str = "UploadsBucket") -> None:
        self._s3.put_object(Bucket=self._engine.physical(bucket), Key=key, Body=b"1")

    def objects(self, bucket: str = "UploadsBucket") -> list[str]:
        found = self._s3.list_objects_v2(Bucket=self._engine.physical(bucket)).get("Contents", [])
        return [each["Key"] for each in found]

    def waiting(self, queue: str) -> list[str]:
        url = self._engine.physical(queue)
        found = self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in found]

    def tell_by_sms(self, phone: str, text: str) -> None:
        boto3.client("sns").publish(PhoneNumber=phone, Message=text)


@pytest.fixture
def outside(engine: Engine) -> Outside:
    return Outside(engine)
