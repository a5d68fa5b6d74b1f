"""Calls to AWS that go wrong, by botocore's own hooks: the worker dies before or after, or gets a bad answer."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from tests.cloud import Clients


class Died(BaseException):
    """The process ended here: nothing that the code under test catches."""


def goes_well(work: Callable[[], object]) -> bool:
    """Whether some work ends by itself; whatever else happens, a queue delivers it again."""
    done = False
    with suppress(Died, Exception):
        work()
        done = True
    return done


class Fault(StrEnum):
    """What happens at one call."""

    DIES_BEFORE = "the worker dies before the call"
    DIES_AFTER = "the worker dies after the call took effect"
    ANSWER_LOST = "the call takes effect and its answer is lost"
    CONFLICT = "another transaction holds the record"
    THROTTLED_ONCE = "the call is throttled once"
    THROTTLED = "the call is throttled for as long as it is tried"


_WRITES = ("PutItem", "UpdateItem", "TransactWriteItems")


def can_meet(call: str, fault: Fault) -> bool:
    """Whether this call can go wrong in this way: only writes conflict, a read never waits for a transaction."""
    return fault is not Fault.CONFLICT or call in _WRITES


class Faults:
    """Counts the calls of some clients, and lets the `number`-th (from 1) of them go wrong once it is armed."""

    def __init__(self, clients: Clients) -> None:
        self.calls: list[str] = []
        self._fault: Fault | None = None
        self._number = 0
        self._attempts = 0
        for client in clients:
            events = client.meta.events
            send = client._endpoint.http_session.send
            events.register_first("before-call", self._before_call)
            events.register_first("before-send", lambda send=send, **told: self._before_send(send, **told))
            events.register_last("after-call", self._after_call)

    def arm(self, fault: Fault | None = None, number: int = 0) -> None:
        """From now on calls are counted anew; without a fault all go well."""
        self.calls, self._fault, self._number = [], fault, number

    @property
    def _now(self) -> Fault | None:
        return self._fault if len(self.calls) == self._number else None

    def _before_call(self, model: Any, **_told: Any) -> None:
        self.calls.append(model.name)
        self._attempts = 0
        if self._now is Fault.DIES_BEFORE:
            raise Died

    def _after_call(self, **_told: Any) -> None:
        if self._now is Fault.DIES_AFTER:
            raise Died

    def _before_send(self, send: Any, request: Any, event_name: str, **_told: Any) -> AWSResponse | None:
        _, service, operation = event_name.split(".")
        self._attempts += 1
        if self._now is Fault.THROTTLED or (self._now is Fault.THROTTLED_ONCE and self._attempts == 1):
            return _throttled(service, request.url)
        if self._now is Fault.CONFLICT and self._attempts == 1:
            return _conflict(operation, request)
        if self._now is Fault.ANSWER_LOST and self._attempts == 1:
            send(request)
            raise ReadTimeoutError(endpoint_url=request.url)
        return None


class _Body(io.BytesIO):
    def stream(self, **_told: Any) -> Iterator[bytes]:
        yield self.read()


def _answer(url: str, body: str, kind: str) -> AWSResponse:
    headers = HTTPHeaders()
    headers["Content-Type"] = kind
    return AWSResponse(url, 400, headers, _Body(body.encode()))


def _json_error(url: str, code: str, **more: Any) -> AWSResponse:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "injected", **more}
    return _answer(url, json.dumps(body), "application/x-amz-json-1.0")


def _throttled(service: str, url: str) -> AWSResponse:
    if service == "sns":
        error = "<Error><Type>Sender</Type><Code>Throttling</Code><Message>injected</Message></Error>"
        return _answer(url, f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>", "text/xml")
    if service == "s3":
        return _answer(url, "<Error><Code>SlowDown</Code><Message>injected</Message></Error>", "application/xml")
    return _json_error(url, "ThrottlingException")


def _conflict(operation: str, request: Any) -> AWSResponse | None:
    if operation == "TransactWriteItems":
        writes = json.loads(request.body)["TransactItems"]
        reasons = [{"Code": "None"}] * (len(writes) - 1) + [{"Code": "TransactionConflict"}]
        return _json_error(request.url, "TransactionCanceledException", CancellationReasons=reasons)
    if operation in _WRITES:
        return _json_error(request.url, "TransactionConflictException")
    return None
