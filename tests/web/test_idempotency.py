"""`Idempotency-Key`: the same request again gets the same answer, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ishtirak.errors import NotFound
from tests.web.conftest import Issuer
from tests.web.small import Small, small_app

GOOD = {"name": "سليم", "gross": "25"}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("TABLE_NAME", "Ishtirak")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        boto3.client("dynamodb").create_table(
            TableName="Ishtirak",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        with small_app() as small:
            yield small


def post(small: Small, issuer: Issuer, body: dict[str, str], key: str | None, sub: str = "user-1") -> tuple[int, str]:
    headers = {"authorization": f"Bearer {issuer.token(sub=sub)}"} | ({"idempotency_key": key} if key else {})
    answer = small.ask("POST", "/v1/things", body, **headers)
    return answer.status, answer.json.get("id") or answer.json["code"]


def test_the_same_request_with_the_same_key_is_answered_again_and_done_once(small: Small, issuer: Issuer) -> None:
    first = small.ask("POST", "/v1/things", GOOD, authorization=f"Bearer {issuer.token()}", idempotency_key="k1")
    again = small.ask(
        "POST",
        "/v1/things",
        dict(reversed(GOOD.items())),
        authorization=f"Bearer {issuer.token()}",
        idempotency_key="k1",
    )

    assert again.status == first.status == 201
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len(small.made) == 1


def test_another_body_with_the_same_key_is_refused(small: Small, issuer: Issuer) -> None:
    post(small, issuer, GOOD, "k1")

    assert post(small, issuer, {**GOOD, "gross": "26"}, "k1") == (422, "idempotency_key_reused")
    assert len(small.made) == 1


def test_another_key_another_actor_and_no_key_are_other_requests(small: Small, issuer: Issuer) -> None:
    answers = [
        post(small, issuer, GOOD, "k1"),
        post(small, issuer, GOOD, "k2"),
        post(small, issuer, GOOD, "k1", sub="user-2"),
        post(small, issuer, GOOD, None),
        post(small, issuer, GOOD, None),
    ]

    assert answers == [(201, "T1"), (201, "T2"), (201, "T3"), (201, "T4"), (201, "T5")]


def test_while_the_first_is_answered_the_second_waits(small: Small, issuer: Issuer) -> None:
    seen = []

    def meanwhile() -> None:
        small.before_making = lambda: None
        seen.append(post(small, issuer, GOOD, "k1"))

    small.before_making = meanwhile

    assert post(small, issuer, GOOD, "k1") == (201, "T1")
    assert seen == [(409, "request_in_progress")]


def test_a_refusal_is_not_kept(small: Small, issuer: Issuer) -> None:
    class Gone(NotFound):
        code = "gone"
        ar = "غير موجود."
        en = "Gone."

    def refuse() -> None:
        small.before_making = lambda: None
        raise Gone

    small.before_making = refuse

    assert post(small, issuer, GOOD, "k1") == (404, "gone")
    assert post(small, issuer, GOOD, "k1") == (201, "T1")


@pytest.mark.parametrize("key", ["x" * 129, "مفتاح", "a\tb"])
def test_a_key_of_another_form_is_refused(small: Small, issuer: Issuer, key: str) -> None:
    assert post(small, issuer, GOOD, key) == (400, "invalid_idempotency_key")


def test_what_is_kept_ends_by_itself_after_a_day(small: Small, issuer: Issuer) -> None:
    post(small, issuer, GOOD, "k1")

    (item,) = boto3.client("dynamodb").scan(TableName="Ishtirak")["Items"]

    assert item["pk"]["S"] == "REQUEST#user-1"
    assert item["sk"]["S"].startswith("ANSWER#")
    assert "expires_at" in item
