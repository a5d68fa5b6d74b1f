"""The API described in OpenAPI 3.1, made from its routes and from the models they read and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from chalice.app import RouteEntry
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ishtirak.errors import FundError, NotPermitted
from ishtirak.web import faults
from ishtirak.web.doors import Door, door_of
from ishtirak.web.openapi_examples import example_of
from ishtirak.web.openapi_words import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    INTRODUCTION,
    PATH_WORDS,
    PROBLEM_SCHEMA,
    SECURITY,
    SIGNATURE_HEADERS,
    TAGS,
    TITLE,
)
from ishtirak.web.problems import PROBLEM_JSON, TITLES, Unforeseen, status_of

Json = dict[str, Any]
Routes = Mapping[str, Mapping[str, RouteEntry]]

VERSION = "1"
REF = "#/components/schemas/{model}"


class Described(NamedTuple):
    path: str
    method: str
    entry: RouteEntry
    door: Door


def document(routes: Routes) -> Json:
    """The OpenAPI document of all routes that are doors."""
    doors = sorted(_described(routes), key=lambda each: (each.path, each.method))
    refs, schemas = _schemas(doors)
    paths: dict[str, Json] = {}
    for each in doors:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, refs, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": INTRODUCTION},
        "servers": [{"url": ".."}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "components": {"schemas": {**schemas, "Problem": PROBLEM_SCHEMA}, "securitySchemes": SECURITY},
    }


EDITING = ("PATCH", "DELETE")
"""What names the version that it edits (If-Match)."""


def _described(routes: Routes) -> Iterator[Described]:
    for path, methods in routes.items():
        for method, entry in methods.items():
            plate = door_of(entry.view_function)
            if plate is not None:
                yield Described(path, method, entry, plate)


def _schemas(doors: Iterable[Described]) -> tuple[dict[Any, Json], Json]:
    """Where each model's schema stands, and the schemas by name; a model that is read and answered has two."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for each in doors:
        for model in (each.door.body, each.door.query):
            if model is not None:
                wanted[model, "validation"] = None
        if each.door.answer is not None:
            wanted[each.door.answer, "serialization"] = None
    refs, definitions = models_json_schema(list(wanted), ref_template=REF)
    return {key: dict(ref) for key, ref in refs.items()}, definitions.get("$defs", {})


def _operation(each: Described, refs: Mapping[Any, Json], schemas: Json) -> Json:
    plate = each.door
    operation: Json = {
        "operationId": each.entry.view_name,
        "summary": plate.summary_ar,
        "x-summary-en": plate.summary_en,
        "description": plate.summary_en,
        "tags": [_tag(each)],
        "security": _security(each),
        "parameters": [*_path_parameters(each), *_query_parameters(plate, refs, schemas), *_headers(each)],
        "responses": {str(plate.status): _answer(each, refs), **_problems(each)},
    }
    if plate.body is not None:
        schema = refs[plate.body, "validation"]
        content = {"application/json": {"schema": schema, "example": example_of(schema, schemas)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _tag(each: Described) -> str:
    """The room in which the route is: functions.<room>.routes."""
    steps = str(each.entry.view_function.__module__).split(".")
    return steps[1] if steps[0] == "functions" and steps[1] in TAGS else "common"


def _security(each: Described) -> list[Json]:
    if each.door.signed:
        return [{"bankSignature": []}]
    return [{"token": []}] if each.entry.authorizer else []


def _path_parameters(each: Described) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PATH_WORDS.get(name, name),
            "schema": {"type": "string"},
        }
        for name in re.findall(r"{(\w+)}", each.path)
    ]


def _query_parameters(plate: Door, refs: Mapping[Any, Json], schemas: Json) -> list[Json]:
    if plate.query is None:
        return []
    schema = schemas[refs[plate.query, "validation"]["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _headers(each: Described) -> list[Json]:
    if each.door.signed:
        return SIGNATURE_HEADERS
    if each.method in EDITING:
        return [IF_MATCH]
    return [IDEMPOTENCY_KEY] if _creates(each) else []


def _creates(each: Described) -> bool:
    return each.method == "POST" and each.door.status == 201


def _answer(each: Described, refs: Mapping[Any, Json]) -> Json:
    if each.door.answer is None:
        return {"description": each.door.summary_en}
    schema = refs[each.door.answer, "serialization"]
    return {"description": each.door.summary_en, "content": {"application/json": {"schema": schema}}}


def _problems(each: Described) -> dict[str, Json]:
    by_status: dict[int, list[type[FundError]]] = {}
    for error in sorted({*each.door.errors, *_usual_errors(each)}, key=lambda error: error.code):
        by_status.setdefault(status_of(error), []).append(error)
    schema = {"$ref": REF.format(model="Problem")}
    return {
        str(status): {
            "description": " / ".join(TITLES[status]),
            "content": {PROBLEM_JSON: {"schema": schema}},
            "x-problems": [{"code": each.code, "ar": _told(each.ar), "en": _told(each.en)} for each in errors],
        }
        for status, errors in sorted(by_status.items())
    }


def _told(sentence: str) -> str:
    """A sentence with dots where the values of a case will stand."""
    return re.sub(r"{\w+(![a-z])?}", "…", sentence)


def _usual_errors(each: Described) -> set[type[FundError]]:
    """What any route of this kind can answer."""
    plate = each.door
    found: set[type[FundError]] = {Unforeseen}
    if each.entry.authorizer:
        found |= {faults.Unauthenticated, NotPermitted}
    if plate.body is not None:
        found |= {faults.Malformed, faults.TooLarge, faults.UnsupportedMediaType, faults.InvalidRequest}
    if plate.query is not None:
        found |= {faults.Malformed, faults.InvalidRequest}
        found |= {faults.InvalidCursor} if "cursor" in plate.query.model_fields else set()
    if each.method in EDITING:
        found |= {faults.NoPrecondition, faults.StalePrecondition}
    if _creates(each):
        found |= {faults.InvalidRequestKey, faults.RequestKeyReused, faults.RequestInProgress}
    return found
