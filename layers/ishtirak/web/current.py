"""The id of the request that is being answered, so that a problem and the log of it can be brought together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from chalice.app import Request

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


@contextmanager
def answering(request: Request) -> Iterator[None]:
    """While the block runs, `request` is the one that is being answered."""
    before = _request_id.set(request.context.get("requestId"))
    try:
        yield
    finally:
        _request_id.reset(before)


def request_id() -> str:
    """The id under which API Gateway knows the call, else one made for the occasion."""
    return _request_id.get() or str(uuid.uuid4())
