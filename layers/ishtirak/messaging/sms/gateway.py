"""An operator's HTTP gateway as the provider of SMS.

POST <url>/messages                 {"to", "text", "reference"} → 200, 201 or 202 {"id"}
GET  <url>/messages?reference=…     → 200 {"id"}, 404 where nothing was taken under that reference

The reference goes along as `Idempotency-Key`: the gateway sends once under each. 400 and 422 say that the message is
refused, any other 4xx that the gateway has not looked at it; a 5xx leaves open what was done. Every answer is JSON: a
404 that is none is not the gateway's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from ishtirak import settings
from ishtirak.messaging.sms import SmsInDoubt, SmsNotSent, SmsRefused

SECRET_IS_KEPT_SECONDS = 300
LONGEST_ANSWER_BYTES = 16_384
LONGEST_REASON = 200

TAKEN = frozenset({200, 201, 202})
REFUSED = frozenset({400, 422})
"""The gateway does not send this message to this number; what else it says no to is not the number's fault."""

NOT_NOW = 503


@cache
def _pool() -> urllib3.PoolManager:
    # No retries of the driver's own, and nobody is followed elsewhere.
    timeout = urllib3.Timeout(connect=2, read=10)
    return urllib3.PoolManager(retries=False, timeout=timeout, maxsize=4)


class Gateway:
    """See `Provider`."""

    knows_references = True

    def __init__(self, url: str) -> None:
        self._messages = f"{url.rstrip('/')}/messages"

    def send(self, to: str, text: str, reference: str) -> str:
        body = json.dumps({"to": to, "text": text, "reference": reference}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": reference}
        try:
            status, answer = self._ask("POST", self._messages, headers, body)
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise SmsNotSent(reason=type(error).__name__) from error
        except HTTPError as error:
            raise SmsInDoubt(reason=type(error).__name__) from error
        if status in TAKEN:
            return _id_in(answer)
        if status in REFUSED:
            raise SmsRefused(reason=_reason_in(answer) or f"HTTP {status}")
        if 400 <= status < 500 or status == NOT_NOW:
            raise SmsNotSent(reason=f"HTTP {status}")
        raise SmsInDoubt(reason=f"HTTP {status}")

    def find(self, reference: str) -> str | None:
        try:
            status, answer = self._ask("GET", f"{self._messages}?{urlencode({'reference': reference})}", {}, None)
        except (HTTPError, SmsNotSent) as error:
            raise SmsInDoubt(reason=type(error).__name__) from error
        if status == 404 and answer is not None:
            return None
        if status == 200:
            return _id_in(answer)
        raise SmsInDoubt(reason=f"HTTP {status}")

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, Any] | None]:
        """The status, and the JSON of the answer; None where it is none.

        Raises: HTTPError; SmsNotSent without a token.
        """
        signed = {"Accept": "application/json", "Authorization": f"Bearer {_token()}", **headers}
        answer = _pool().request(method, url, body=body, headers=signed, redirect=False, preload_content=False)
        try:
            read = answer.read(LONGEST_ANSWER_BYTES)
        finally:
            answer.release_conn()
        try:
            told = json.loads(read)
        except ValueError:
            told = None
        return answer.status, told if isinstance(told, Mapping) else None


def receipt_secrets() -> Sequence[str]:
    """The secrets with which the gateway signs its receipts: two while it changes them, none where it gives none."""
    secrets: Sequence[str] = _secret().get("receipts", ())
    return secrets


def _token() -> str:
    """Raises: SmsNotSent where nobody has put it in yet, or it can't be read now."""
    from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError

    try:
        token: str | None = _secret().get("token")
    except (GetParameterError, TransformParameterError) as error:
        raise SmsNotSent(reason=type(error).__name__) from error
    if not token:
        raise SmsNotSent(reason="no token of the gateway")
    return token


def _secret() -> Mapping[str, Any]:
    """Read again every five minutes, so that a changed one is in force soon."""
    from aws_lambda_powertools.utilities import parameters  # only who sends by the gateway pays for it

    secret: Mapping[str, Any] = parameters.get_secret(
        settings.get("SMS_GATEWAY_SECRET_ARN"), transform="json", max_age=SECRET_IS_KEPT_SECONDS
    )
    return secret


def _id_in(answer: Mapping[str, Any] | None) -> str:
    """Raises: SmsInDoubt where the gateway has taken the message and does not say as what."""
    message_id = answer.get("id") if answer else None
    if not isinstance(message_id, str) or not message_id:
        raise SmsInDoubt(reason="an answer without an id")
    return message_id


def _reason_in(answer: Mapping[str, Any] | None) -> str | None:
    reason = answer.get("reason") if answer else None
    return reason[:LONGEST_REASON] if isinstance(reason, str) else None
