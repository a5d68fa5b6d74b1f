"""Amazon SNS as the provider of SMS. It can't be asked what became of a message: its logs tell (delivery_logs)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError
from botocore.parsers import ResponseParserError

from ishtirak.messaging.sms import SmsInDoubt, SmsNotSent, SmsRefused

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_REFUSALS = {
    "InvalidParameter",
    "InvalidParameterValue",
    "OptedOut",
    "ParameterValueInvalid",
    "ValidationError",
    "ValidationException",
}
_NOT_NOW = 503
"""It has not looked at the message. Any other 5xx leaves open what was done before it, or behind who answers."""


@cache
def _client() -> SNSClient:
    # No retries of the driver's own: after a lost answer it would send the message a second time.
    return boto3.client("sns", config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10))


class Sns:
    """See `Provider`. SNS knows no references of ours."""

    knows_references = False

    def send(self, to: str, text: str, reference: str) -> str:  # noqa: ARG002 - SNS has no place for it
        kind: Any = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        try:
            return _client().publish(PhoneNumber=to, Message=text, MessageAttributes=kind)["MessageId"]
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise SmsNotSent(reason=type(error).__name__) from error
        except ClientError as error:
            raise _meaning(error) from error
        except (BotoCoreError, ResponseParserError) as error:
            raise SmsInDoubt(reason=type(error).__name__) from error

    def find(self, reference: str) -> str | None:
        raise SmsInDoubt(reason=reference)


def _meaning(error: ClientError) -> SmsInDoubt | SmsNotSent | SmsRefused:
    code, status = error.response["Error"].get("Code", ""), error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status >= 500 and status != _NOT_NOW:
        return SmsInDoubt(reason=code)
    return SmsRefused(reason=code) if code in _REFUSALS else SmsNotSent(reason=code)
