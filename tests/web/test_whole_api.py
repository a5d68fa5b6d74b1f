"""The description of the real API, as it is composed in app.py."""

from __future__ import annotations

import re

import pytest
from chalice.app import Chalice, RouteEntry
from openapi_spec_validator import OpenAPIV31SpecValidator

from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door_of
from ishtirak.web.openapi_document import document
from ishtirak.web.openapi_words import PATH_WORDS

OPEN_TO_ALL = {"/v1/health", "/v1/docs", "/v1/openapi.json", "/v1/card-keys"}


@pytest.fixture(scope="module")
def entries() -> list[RouteEntry]:
    return [entry for methods in real_app().routes.values() for entry in methods.values()]


def real_app() -> Chalice:
    from app import app

    return app


def test_its_description_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(document(real_app().routes)).validate()


def test_every_route_is_a_door_that_is_described_in_both_languages(entries: list[RouteEntry]) -> None:
    for entry in entries:
        plate = door_of(entry.view_function)
        assert plate is not None, entry.uri_pattern
        assert re.search(r"[\u0600-\u06ff]", plate.summary_ar), entry.uri_pattern
        assert plate.summary_en.isascii(), entry.uri_pattern


@pytest.mark.requirement("ACC-1")
def test_every_door_asks_for_a_token_or_a_signature_but_those_that_are_open_to_all(entries: list[RouteEntry]) -> None:
    for entry in entries:
        plate = door_of(entry.view_function)
        is_open = entry.uri_pattern in OPEN_TO_ALL
        is_signed = plate is not None and plate.signed
        assert (entry.authorizer is signed_in) == (not is_open and not is_signed), entry.uri_pattern


def test_the_authorizer_itself_is_deployed() -> None:
    assert signed_in.config is not None, "app.py registers ishtirak.web.authorizer.doors"
    assert signed_in.config.handler_string == "ishtirak.web.authorizer.signed_in"


def test_every_part_of_a_path_is_explained(entries: list[RouteEntry]) -> None:
    names = {name for entry in entries for name in re.findall(r"{(\w+)}", entry.uri_pattern)}

    assert names <= set(PATH_WORDS)
