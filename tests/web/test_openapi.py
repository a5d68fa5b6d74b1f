"""The description of the API, made from its routes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.web.small import Small, ThingBody, small_app


@pytest.fixture(scope="module")
def small() -> Iterator[Small]:
    with small_app() as small:
        yield small


@pytest.fixture(scope="module")
def described(small: Small) -> dict[str, Any]:
    document: dict[str, Any] = small.ask("GET", "/v1/openapi.json").json
    return document


def codes(operation: dict[str, Any], status: str) -> list[str]:
    return [problem["code"] for problem in operation["responses"][status]["x-problems"]]


def test_it_is_valid_openapi(described: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"] == "3.1.0"


def test_every_route_is_in_it_with_a_summary_in_both_languages(small: Small, described: dict[str, Any]) -> None:
    routes = {(path, method.lower()) for path, methods in small.app.routes.items() for method in methods}
    told = {(path, method) for path, methods in described["paths"].items() for method in methods}

    assert told == routes
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["x-summary-en"]


def test_the_english_summary_is_the_first_line_of_the_docstring_without_its_requirements(
    described: dict[str, Any],
) -> None:
    assert described["paths"]["/v1/things"]["post"]["x-summary-en"] == "Make a thing"


def test_a_body_has_its_schema_and_an_example_that_the_door_takes(described: dict[str, Any]) -> None:
    content = described["paths"]["/v1/things"]["post"]["requestBody"]["content"]["application/json"]

    assert content["schema"] == {"$ref": "#/components/schemas/ThingBody"}
    assert described["components"]["schemas"]["ThingBody"]["properties"]["gross"]["type"] == "string"
    assert described["components"]["schemas"]["ThingBody"]["additionalProperties"] is False
    ThingBody.model_validate_json(json.dumps(content["example"]))


def test_an_answer_of_the_door_is_as_described(small: Small, described: dict[str, Any]) -> None:
    schema = described["paths"]["/v1/health"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": described["components"]}

    OAS31Validator(whole).validate(small.ask("GET", "/v1/health").json)


def test_a_problem_is_as_described(small: Small, described: dict[str, Any]) -> None:
    schema = described["components"]["schemas"]["Problem"]

    for path in ("/v1/broken/field", "/v1/broken/error"):
        OAS31Validator(schema).validate(small.ask("GET", path).json)


def test_who_may_pass_is_told(described: dict[str, Any]) -> None:
    paths = described["paths"]

    assert paths["/v1/things"]["get"]["security"] == [{"token": []}]
    assert paths["/v1/bank/events"]["post"]["security"] == [{"bankSignature": []}]
    assert paths["/v1/docs"]["get"]["security"] == []


def test_headers_and_parameters_of_each_kind_of_door_are_told(described: dict[str, Any]) -> None:
    paths = described["paths"]

    def names(path: str, method: str) -> list[tuple[str, str]]:
        return [(each["in"], each["name"]) for each in paths[path][method]["parameters"]]

    assert names("/v1/things", "post") == [("header", "Idempotency-Key")]
    assert names("/v1/things", "get") == [("query", "cursor"), ("query", "limit")]
    assert names("/v1/things/{thing_id}", "patch") == [("path", "thing_id"), ("header", "If-Match")]
    assert names("/v1/bank/events", "post") == [("header", "webhook-id"), ("header", "webhook-timestamp")]


def test_errors_are_told_with_their_codes(described: dict[str, Any]) -> None:
    post = described["paths"]["/v1/things"]["post"]

    assert codes(post, "400") == ["invalid_idempotency_key", "malformed_request"]
    assert codes(post, "401") == ["unauthenticated"]
    assert codes(post, "409") == ["request_in_progress"]
    assert codes(post, "422") == ["idempotency_key_reused", "invalid_request", "taken_name"]
    assert codes(described["paths"]["/v1/things/{thing_id}"]["get"], "404") == ["unknown_thing"]
    assert codes(described["paths"]["/v1/things/{thing_id}"]["patch"], "428") == ["precondition_required"]


def test_sentences_of_errors_are_told_without_the_values_of_a_case(described: dict[str, Any]) -> None:
    (problem,) = described["paths"]["/v1/things/{thing_id}"]["get"]["responses"]["404"]["x-problems"]

    assert problem == {"code": "unknown_thing", "ar": "لا يوجد شيء بالرقم ….", "en": "There is no thing …."}


def test_routes_outside_the_rooms_are_common(described: dict[str, Any]) -> None:
    assert described["paths"]["/v1/things"]["get"]["tags"] == ["common"]
