"""Answers: JSON of a model, with its version as ETag where it can be edited, and pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalice.app import Response
from pydantic import BaseModel, ConfigDict

from ishtirak.web.preconditions import etag_of

PUBLIC = "public, max-age=300"


class Answer(BaseModel):
    """What a route answers. Fields are built from values of the fund and written by their types."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True, serialize_by_alias=True)


Item = TypeVar("Item", bound=BaseModel)


class Page(Answer, Generic[Item]):
    """Some items of a list. `next` is the cursor of those behind them, null at the end."""

    items: Sequence[Item]
    next: str | None = None


class FormAnswer(Answer):
    """A form to post one file with (multipart/form-data): these fields first, the file last."""

    url: str
    fields: dict[str, str]


class LinkAnswer(Answer):
    """An address that needs no signing in, and the moment at which it ends. Read what it belongs to for a new one."""

    url: str
    expires_at: datetime


def ok(answer: BaseModel, *, version: int | None = None) -> Response:
    """200 with `answer`; `version` is that of the thing where it can be edited."""
    return _answer(200, answer, version=version)


def shown_to_all(answer: BaseModel) -> Response:
    """200 with what is the same for everybody, and may be kept by whoever carries it, for five minutes."""
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json", "Cache-Control": PUBLIC}
    return Response(answer.model_dump_json(), headers, 200)


def text(written: str) -> Response:
    """200 with plain text, to be read by people."""
    headers: dict[str, str | list[str]] = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return Response(written, headers, 200)


def created(answer: BaseModel, at: str, *, version: int | None = None) -> Response:
    """201: what was asked for has been made, and stands at the path `at`."""
    return _answer(201, answer, version=version, location=at)


def done() -> Response:
    """204: it is done, and there is nothing to show."""
    return Response("", {"Cache-Control": "no-store"}, 204)


def accepted(answer: BaseModel, at: str | None = None) -> Response:
    """202: it is safely taken and will be done; how far it is can be read at the path `at`, where there is one."""
    return _answer(202, answer, location=at)


def _answer(status: int, answer: BaseModel, *, version: int | None = None, location: str | None = None) -> Response:
    headers: dict[str, Any] = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    if version is not None:
        headers["ETag"] = etag_of(version)
    if location is not None:
        headers["Location"] = location
    return Response(answer.model_dump_json(), headers, status)
