"""The doors as a client sees them: who is let in, what is answered, how refusals are told."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from ishtirak.errors import FundError
from ishtirak.web import openapi, problems
from ishtirak.web.problems import STATUS, TITLES, status_of
from tests.web.conftest import Issuer
from tests.web.small import Small, small_app

GOOD = {"name": "سليم", "gross": "25"}


@pytest.fixture(scope="module")
def small() -> Iterator[Small]:
    with small_app() as small:
        yield small


@pytest.fixture
def token(issuer: Issuer, small: Small) -> str:
    small.made.clear()
    return f"Bearer {issuer.token()}"


@pytest.mark.requirement("ACC-1")
def test_without_a_token_nobody_passes(small: Small, issuer: Issuer) -> None:
    for headers in ({}, {"authorization": ""}, {"authorization": "Bearer x"}, {"authorization": issuer.token()}):
        assert small.ask("GET", "/v1/things", **headers).status == 401


@pytest.mark.requirement("ACC-1")
def test_whether_a_token_is_bad_or_the_issuer_is_away_is_told_apart(
    small: Small, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setenv("OIDC_JWKS_URL", "http://127.0.0.1:9/")

    assert small.ask("GET", "/v1/things", authorization=f"Bearer {issuer.token()}").status == 500


@pytest.mark.requirement("ACC-2")
def test_who_may_not_is_told_so(small: Small, token: str) -> None:
    answer = small.ask("GET", "/v1/ledger", authorization=token)

    assert answer.status == 403
    assert answer.json["code"] == "not_permitted"
    assert answer.json["detail"] == "ليس لك حق القيام بهذا الإجراء."


def test_what_is_made_is_answered_with_its_place_and_version(small: Small, token: str) -> None:
    answer = small.ask("POST", "/v1/things", GOOD, authorization=token)

    assert answer.status == 201
    assert answer.json == {"id": "T1", "name": "سليم", "gross": "25.000"}
    assert (answer.headers["Location"], answer.headers["ETag"]) == ("/v1/things/T1", '"1"')
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_is_a_problem_in_both_languages(small: Small, token: str) -> None:
    answer = small.ask("POST", "/v1/things", {"name": "سليم", "gross": 25}, authorization=token)

    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json
    assert problem.pop("instance")
    assert problem == {
        "type": "/v1/docs#problem-invalid_amount",
        "title": "طلب مرفوض",
        "title_en": "Refused",
        "status": 422,
        "code": "invalid_amount",
        "detail": "المبلغ «25» غير صحيح: رقم بالدينار بثلاث خانات عشرية على الأكثر.",
        "detail_en": "The amount '25' is not valid: dinars with at most three decimals.",
        "errors": [
            {
                "field": "gross",
                "code": "invalid_amount",
                "ar": "المبلغ «25» غير صحيح: رقم بالدينار بثلاث خانات عشرية على الأكثر.",
                "en": "The amount '25' is not valid: dinars with at most three decimals.",
            }
        ],
    }
    assert small.made == []


def test_a_refusal_is_logged_without_what_people_wrote_about_themselves(
    small: Small, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    answer = small.ask("POST", "/v1/things", {"name": "سليم 119720070006", "gross": "25"}, authorization=token)

    (record,) = [record for record in caplog.records if record.getMessage() == "refused"]
    told = record.__dict__
    assert (told["code"], told["fields"], told["request_id"]) == ("invalid_name", ["name"], answer.json["instance"])
    assert "119720070006" not in str(told)


def test_a_rule_that_names_a_field_is_told_with_it(small: Small) -> None:
    problem = small.ask("GET", "/v1/broken/field").json

    assert (problem["status"], problem["code"], problem["errors"][0]["field"]) == (422, "taken_name", "lines.3.name")


def test_what_is_not_there_is_told_by_its_own_code(small: Small, token: str) -> None:
    answer = small.ask("GET", "/v1/things/T9", authorization=token)

    assert (answer.status, answer.json["code"]) == (404, "unknown_thing")
    assert "T9" in answer.json["detail"]


@pytest.mark.parametrize(("how", "code"), [("defect", "missing_setting"), ("error", "internal_error")])
def test_a_fault_of_ours_shows_nothing_of_the_inside_and_is_logged_under_its_number(
    small: Small, caplog: pytest.LogCaptureFixture, how: str, code: str
) -> None:
    answer = small.ask("GET", f"/v1/broken/{how}")

    assert (answer.status, answer.json["code"]) == (500, code)
    assert "SECRET_PLACE" not in answer.text
    assert "inside" not in answer.text
    (record,) = [record for record in caplog.records if record.name == "ishtirak.web"]
    assert record.exc_info
    assert record.__dict__["request_id"] == answer.json["instance"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("DELETE", "/v1/things", {}, 405, "method_not_allowed"),
        ("POST", "/v1/bank/events", {"content-type": "text/csv"}, 415, "unsupported_media_type"),
        ("POST", "/v1/bank/events", {}, 400, "malformed_request"),
    ],
)
def test_what_the_framework_refuses_is_told_in_the_same_form(
    small: Small, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = small.ask(method, path, b"{", **headers)

    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_method_that_is_not_taken_is_answered_with_those_that_are(small: Small) -> None:
    assert small.ask("DELETE", "/v1/things").headers["Allow"] == "POST, GET"


def test_a_body_of_more_than_a_megabyte_is_refused(small: Small, token: str) -> None:
    answer = small.ask("POST", "/v1/things", b'"' + b"x" * 1_000_000 + b'"', authorization=token)

    assert (answer.status, answer.json["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("if_match", "status"),
    [('"3"', 200), ('"2", "3"', 200), ('"2"', 412), ("3", 412), ('W/"3"', 412), ("*", 428), ("", 428), (None, 428)],
)
def test_an_edit_names_the_version_that_it_edits(small: Small, token: str, if_match: str | None, status: int) -> None:
    headers = {} if if_match is None else {"if_match": if_match}

    answer = small.ask("PATCH", "/v1/things/T1", GOOD, authorization=token, **headers)

    assert answer.status == status
    if status == 200:
        assert answer.headers["ETag"] == '"4"'


def test_a_list_is_read_page_by_page_until_its_end(small: Small, token: str) -> None:
    for _ in range(5):
        small.ask("POST", "/v1/things", GOOD, authorization=token)

    seen, path = [], "/v1/things?limit=2"
    while path:
        page = small.ask("GET", path, authorization=token).json
        seen.append([item["id"] for item in page["items"]])
        path = f"/v1/things?limit=2&cursor={page['next']}" if page["next"] else ""

    assert seen == [["T1", "T2"], ["T3", "T4"], ["T5"]]


def test_a_cursor_that_was_changed_is_refused(small: Small, token: str) -> None:
    answer = small.ask("GET", "/v1/things?cursor=WyJ4IiwiOTkiXQ", authorization=token)

    assert (answer.status, answer.json["code"]) == (400, "invalid_cursor")


def test_health_needs_no_token_and_no_table(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLE_NAME", raising=False)

    answer = small.ask("GET", "/v1/health")

    assert answer.status == 200
    assert answer.json["status"] == "ok"


@pytest.mark.requirement("POR-7")
def test_the_page_of_the_documentation_asks_nobody_but_its_own_server(small: Small) -> None:
    answer = small.ask("GET", "/v1/docs")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_branch_of_the_errors_has_a_status_with_a_title() -> None:
    def kinds(kind: type[FundError]) -> list[type[FundError]]:
        return [kind, *(each for sub in kind.__subclasses__() for each in kinds(sub))]

    for kind in kinds(FundError):
        if kind is not FundError:
            assert status_of(kind) in TITLES
    assert set(STATUS.values()) <= set(TITLES)


def test_the_last_door_lets_nothing_fall_through(caplog: pytest.LogCaptureFixture) -> None:
    @problems.problem_details
    def view() -> None:
        raise KeyError("inside")

    answer = view()

    assert answer.status_code == 500
    assert "inside" not in answer.body
    assert json.loads(answer.body)["code"] == "internal_error"
    assert openapi.PAGE.is_file()
