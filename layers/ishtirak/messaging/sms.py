"""Sending one SMS, never twice: the provider is asked once, and what it did not answer is not asked again."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from ishtirak.errors import Defect, Refused

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SmsRefused(Refused):
    """The provider will not send to this number or this text, however often it is asked."""

    code = "sms_refused"
    ar = "رفض مزود الخدمة إرسال الرسالة: {reason}"
    en = "The provider refuses to send the message: {reason}"


class SmsNotSent(Defect):
    """The message certainly did not leave; trying again is right."""

    code = "sms_not_sent"
    ar = "لم تُرسل الرسالة: {reason}"
    en = "The message was not sent: {reason}"


_REFUSALS = {"InvalidParameter", "InvalidParameterValue", "OptedOut", "ValidationError"}


@cache
def _client() -> SNSClient:
    # No retries of the driver's own: after a lost answer it would send the message a second time.
    return boto3.client("sns", config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10))


def send_sms(to: str, text: str) -> str:
    """Send `text` to the E.164 number `to` and return the provider's id of the message.

    Raises: SmsRefused; SmsNotSent where it certainly did not leave. Any other error leaves that open.
    """
    kind: Any = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    try:
        return _client().publish(PhoneNumber=to, Message=text, MessageAttributes=kind)["MessageId"]
    except EndpointConnectionError as error:
        raise SmsNotSent(reason=str(error)) from error
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        raise (SmsRefused if code in _REFUSALS else SmsNotSent)(reason=code) from error
