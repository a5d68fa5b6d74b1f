"""What Amazon SNS answers says whether an SMS left, certainly did not, or nobody knows (NOT-3, NOT-4)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from ishtirak.messaging.sms import SmsInDoubt, SmsNotSent, SmsRefused, sns
from ishtirak.messaging.sms.sns import Sns

pytestmark = pytest.mark.requirement("NOT-3", "NOT-4")


class _Body(io.BytesIO):
    def stream(self, **_told: Any) -> Iterator[bytes]:
        yield self.read()


def coded(code: str) -> str:
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>…</Message></Error>"
    return f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"


def answers(status: int, body: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """SNS gives this answer; what it was asked is kept."""
    asked: list[str] = []
    client = boto3.client(
        "sns",
        region_name="eu-south-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def answer(request: Any, **_told: Any) -> AWSResponse:
        asked.append(request.url)
        return AWSResponse(request.url, status, HTTPHeaders(), _Body(body.encode()))

    client.meta.events.register("before-send.sns.Publish", answer)  # type: ignore[arg-type]  # what it gives is the answer
    monkeypatch.setattr(sns, "_client", lambda: client)
    return asked


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, coded("InvalidParameter"), SmsRefused),
        (400, coded("ParameterValueInvalid"), SmsRefused),
        (400, coded("ValidationException"), SmsRefused),
        (400, coded("OptedOut"), SmsRefused),
        (400, coded("Throttled"), SmsNotSent),
        (403, coded("AuthorizationError"), SmsNotSent),
        (503, coded("ServiceUnavailable"), SmsNotSent),
        (500, coded("InternalError"), SmsInDoubt),
        (500, coded("InternalServiceError"), SmsInDoubt),
        (500, "", SmsInDoubt),
        (502, "<html><body>Bad gateway</body></html>", SmsInDoubt),
        (504, "", SmsInDoubt),
        (504, "not XML", SmsInDoubt),
    ],
)
def test_what_it_answers_says_whether_a_message_left(
    status: int, body: str, meaning: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(status, body, monkeypatch)

    with pytest.raises(meaning):
        Sns().send("+218912345678", "مرحبا", "r1")

    assert len(asked) == 1  # a second asking could send it twice
