"""The control door: what the player and the demonstration ask of the engine over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import jwt
import pytest

from infra.engine import Engine
from tests.engine.conftest import Outside
from tests.engine.small import Small


@pytest.fixture
def door(engine: Engine) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=engine.control_url, timeout=60) as client:
        yield client


def test_the_clock_is_put_forward(door: httpx.Client, small: Small) -> None:
    door.post("/empty", json={"at": "2026-01-01T09:00:00"})

    answer = door.post("/clock", json={"to": "2026-01-03T09:00:00+02:00"})

    assert answer.json() == {"fired": 2, "now": "2026-01-03T09:00:00+02:00"}
    assert door.get("/clock").json() == {"now": "2026-01-03T09:00:00+02:00"}
    assert len(small.swept) == 2


def test_the_queues_are_drained(door: httpx.Client, outside: Outside) -> None:
    outside.send("one", "two")

    assert door.post("/drain").json() == {"delivered": {"take_messages": 2}, "left": 0}


def test_failures_are_seen(door: httpx.Client, small: Small, outside: Outside) -> None:
    small.breaks = {"bad"}
    outside.send("bad")
    door.post("/drain")

    seen = door.get("/failures").json()

    assert seen["dead"] == {"BankEventsDead": 1}
    assert seen["items"][-1]["last"] is True
    assert "broke at bad" in seen["items"][-1]["error"]


def test_sms_are_seen(door: httpx.Client, outside: Outside) -> None:
    outside.tell_by_sms("+218911234567", "مرحبا")

    (sms,) = door.get("/sms").json()["items"]

    assert (sms["phone"], sms["text"]) == ("+218911234567", "مرحبا")


def test_a_token_is_one_of_the_user_pool_s_own(engine: Engine, door: httpx.Client) -> None:
    token = door.post("/tokens", json={"role": "employer", "employer": "E1"}).json()["token"]

    settings = engine._stack.settings
    # PyJWKClient speaks urllib, which leaves its connections for the garbage collector to close.
    keys = jwt.PyJWKSet.from_dict(httpx.get(settings["OIDC_JWKS_URL"]).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token, key, algorithms=["RS256"], issuer=settings["OIDC_ISSUER"], audience=settings["OIDC_AUDIENCE"]
    )
    assert claims["cognito:groups"] == ["employer"]
    assert claims["custom:employer"] == "E1"


def test_there_is_a_user_of_each_role(door: httpx.Client) -> None:
    tokens = door.get("/tokens").json()["tokens"]

    assert {"finance", "agent", "oversight", "payroll"} <= tokens.keys()
    subjects = {jwt.decode(token, options={"verify_signature": False})["sub"] for token in tokens.values()}
    assert len(subjects) == len(tokens)


def test_two_users_of_one_role_are_told_apart_by_name(door: httpx.Client) -> None:
    tokens = [door.post("/tokens", json={"role": "finance", "name": name}).json()["token"] for name in ("a", "b")]

    subjects = {jwt.decode(token, options={"verify_signature": False})["sub"] for token in tokens}
    assert len(subjects) == 2


def test_the_demonstration_bank_has_two_secrets(door: httpx.Client) -> None:
    secrets = door.get("/bank-secrets").json()["DEMO"]

    assert len(secrets) == 2
    assert all(secret.startswith("whsec_") for secret in secrets)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("POST", "/clock", b"{}", 400, "must be a date and time"),
        ("POST", "/clock", b'{"to": "tomorrow"}', 400, "must be a date and time"),
        ("POST", "/clock", b"[", 400, "not a JSON object"),
        ("POST", "/tokens", b'{"role": "king"}', 400, "There is no role 'king'"),
        ("POST", "/tokens", b'{"role": "finance", "shoe": "42"}', 400, "asked for with a role"),
        ("POST", "/tokens", b'{"role": "employer", "employer": 7}', 400, "asked for with a role"),
        ("DELETE", "/clock", b"", 405, "not a door"),
        ("GET", "/nowhere", b"", 404, "not a door"),
    ],
)
def test_what_it_does_not_understand_it_says(
    door: httpx.Client, method: str, path: str, body: bytes, status: int, says: str
) -> None:
    answer = door.request(method, path, content=body)

    assert answer.status_code == status
    assert says in answer.json()["error"]
