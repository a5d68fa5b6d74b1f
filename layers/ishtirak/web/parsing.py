"""Requests into values: bodies and queries, read strictly; each field that is wrong is named, in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from chalice.app import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ishtirak.web.fault_sentences import fault_of
from ishtirak.web.faults import InvalidRequest, Malformed, TooLarge, UnsupportedMediaType
from ishtirak.web.fields import Limit

MOST_BYTES = 1_000_000
"""The largest body of a request; what is larger comes as a file."""

MOST_FAULTS = 100
"""How many wrong fields are told at once."""


class Body(BaseModel):
    """What a request's body holds: nothing unknown, nothing of another type, texts trimmed, never changed after."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)


class Query(BaseModel):
    """What stands after the question mark: nothing unknown; numbers and dates are read from text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class PageQuery(Query):
    """Which page of a list is asked for: its size, and the cursor that the page before gave as `next`."""

    cursor: str | None = None
    limit: Limit = 50


AnyBody = TypeVar("AnyBody", bound=BaseModel)


def parse(model: type[AnyBody], request: Request) -> AnyBody:
    """The body of `request` as a `model`.

    Raises: UnsupportedMediaType, TooLarge, Malformed where it can't be read as JSON at all;
            InvalidRequest with every field that is wrong.
    """
    content_type = request.headers.get("content-type", "application/json")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(content_type=content_type)
    raw = request.raw_body
    body = raw.encode() if isinstance(raw, str) else raw
    if len(body) > MOST_BYTES:
        raise TooLarge(bytes=len(body), most=MOST_BYTES)
    _check_json(body)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _invalid(error) from None


def query(model: type[AnyBody], request: Request) -> AnyBody:
    """The query of `request` as a `model`.

    Raises: InvalidRequest with every field that is wrong; Malformed where one comes twice.
    """
    given = request.query_params
    values = {name: given.getlist(name) for name in given} if given is not None else {}
    for name, several in values.items():
        if len(several) > 1:
            _malformed(f"المعامل {name} مكرر.", f"the parameter {name} comes twice.")
    try:
        return model.model_validate_strings({name: several[0] for name, several in values.items()})
    except ValidationError as error:
        raise _invalid(error) from None


def changes_in(body: Body) -> dict[str, Any]:
    """Those fields that the body names, by name; a field that it leaves out stays as it is.

    Raises: Malformed where it names none.
    """
    if not body.model_fields_set:
        _malformed("لا يوجد حقل للتعديل.", "it names no field to change.")
    return {name: getattr(body, name) for name in sorted(body.model_fields_set)}


def _check_json(body: bytes) -> None:
    """What pydantic's reader lets pass and we don't: a name that comes twice, NaN, and bytes that are not UTF-8."""
    try:
        json.loads(body.decode("utf-8"), object_pairs_hook=_no_name_twice, parse_constant=_no_constant)
    except UnicodeDecodeError:
        _malformed("النص ليس بترميز UTF-8.", "the text is not UTF-8.")
    except RecursionError:
        _malformed("القيم متداخلة أكثر من اللازم.", "it is nested too deeply.")
    except ValueError:  # not JSON, or a number of thousands of digits
        _malformed("المحتوى ليس JSON صحيحا.", "it is not valid JSON.")


def _no_name_twice(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _malformed(f"الاسم «{twice}» مكرر.", f"the name {twice!r} comes twice.")
    return seen


def _no_constant(name: str) -> NoReturn:
    _malformed(f"القيمة {name} ليست من JSON.", f"{name} is not JSON.")


def _malformed(why_ar: str, why: str) -> NoReturn:
    raise Malformed(why_ar=why_ar, why=why)


def _invalid(error: ValidationError) -> InvalidRequest:
    found: list[ErrorDetails] = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":  # half a surrogate pair, which the standard reader lets pass
        _malformed("المحتوى ليس JSON صحيحا.", "it is not valid JSON.")
    return InvalidRequest([fault_of(each) for each in found[:MOST_FAULTS]])
