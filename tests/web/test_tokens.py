from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from ishtirak.errors import MissingSetting
from ishtirak.web import tokens
from ishtirak.web.actors import Actor, Role, actor_from, actor_of, as_context
from ishtirak.web.faults import Unauthenticated
from ishtirak.web.tokens import IssuerUnreachable, verify
from tests.web.conftest import AUDIENCE, ISSUER, Issuer, request_with

pytestmark = pytest.mark.requirement("ACC-1")


def test_a_valid_token_names_its_actor(issuer: Issuer) -> None:
    assert verify(issuer.token()) == Actor("user-1", frozenset({Role.EMPLOYER}), employer="E1")


def test_groups_that_are_no_role_give_no_right(issuer: Issuer) -> None:
    claims: dict[str, Any] = {"cognito:groups": ["superuser", "agent"], "custom:agent": "A1"}

    actor = verify(issuer.token(**claims))

    assert actor.roles == {Role.AGENT}
    assert actor.agent == "A1"


@pytest.mark.requirement("SRV-4")
def test_a_providers_machine_signs_in_with_a_token_of_its_own_that_names_the_provider(issuer: Issuer) -> None:
    claims: dict[str, Any] = {"sub": "desk-7", "cognito:groups": ["provider"], "custom:provider": "HOSPITAL1"}

    actor = verify(issuer.token(**{**claims, "custom:employer": None}))

    assert actor == Actor("desk-7", frozenset({Role.PROVIDER}), provider="HOSPITAL1")
    assert actor_of(request_with(context={"authorizer": as_context(actor)})) == actor


def test_a_token_without_groups_names_an_actor_without_rights(issuer: Issuer) -> None:
    claims: dict[str, Any] = {"cognito:groups": None}

    assert verify(issuer.token(**claims)).roles == frozenset()


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://somebody.example"},
        {"aud": "another client"},
        {"exp": int(time.time()) - 60},
        {"nbf": int(time.time()) + 86_400},
        {"iat": int(time.time()) + 86_400},
        {"iss": None},
        {"aud": None},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"cognito:groups": "employer"},
    ],
)
def test_a_token_whose_claims_do_not_hold_is_refused(issuer: Issuer, changed: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verify(issuer.token(**changed))


def test_a_token_signed_by_somebody_else_under_a_known_name_is_refused(issuer: Issuer) -> None:
    stranger = Issuer()
    stranger.new_key("first", secret="the stranger's")

    with pytest.raises(Unauthenticated):
        verify(stranger.token())


def test_a_token_that_chooses_its_own_algorithm_is_refused(issuer: Issuer) -> None:
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})

    for algorithm, key in (("none", ""), ("HS256", "x" * 64)):
        with pytest.raises(Unauthenticated):
            verify(jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "first"}))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ey.ey.ey", "é.é.é"])
def test_what_is_no_token_is_refused(issuer: Issuer, text: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(text)


def test_keys_are_asked_for_once_and_a_new_one_is_found(issuer: Issuer) -> None:
    tokens._keys(issuer.url).cooldown_duration = 0
    for _ in range(3):
        verify(issuer.token())
    assert issuer.times_asked == 1

    issuer.new_key("second")

    assert verify(issuer.token("second")).id == "user-1"
    assert issuer.times_asked == 2


def test_a_flood_of_unknown_keys_does_not_flood_the_issuer(issuer: Issuer) -> None:
    verify(issuer.token())
    stranger = Issuer()
    stranger.new_key("unknown")

    for _ in range(5):
        with pytest.raises(Unauthenticated):
            verify(stranger.token("unknown"))

    assert issuer.times_asked <= 2


def test_an_issuer_that_does_not_answer_is_our_fault_and_not_the_actors(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_JWKS_URL", "http://127.0.0.1:9/jwks.json")

    with pytest.raises(IssuerUnreachable):
        verify(issuer.token())


def test_without_an_address_of_keys_the_issuer_is_asked_and_only_by_https(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OIDC_JWKS_URL")
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:9")

    with pytest.raises(IssuerUnreachable):
        verify(issuer.token())

    monkeypatch.delenv("OIDC_ISSUER")
    with pytest.raises(MissingSetting):
        verify(issuer.token())


def test_an_actor_comes_through_the_gateway_as_it_was() -> None:
    actor = actor_from(
        {"sub": "u", "cognito:groups": ["agent", "finance"], "custom:agent": "A1", "custom:subscriber": ""}
    )

    assert all(isinstance(value, str) for value in as_context(actor).values())
    assert actor_of(request_with(context={"authorizer": as_context(actor)})) == actor


@pytest.mark.requirement("SRV-4", "ACC-2")
@pytest.mark.parametrize(
    ("claim", "provider"),
    [("HOSPITAL١", "HOSPITAL1"), (" H 1 ", "H 1"), ("\u200fH1", "H1"), ("H" * 64, "H" * 64), ("", None), (None, None)],
)
def test_a_provider_is_known_by_its_id_as_those_write_it_who_read_its_checks(
    claim: str | None, provider: str | None
) -> None:
    actor = actor_from({"sub": "u", "cognito:groups": ["provider"], "custom:provider": claim})

    assert actor.provider == provider


@pytest.mark.requirement("SRV-4", "ACC-2")
@pytest.mark.parametrize("claim", ["H" * 65, "  ", "\u200f", 7, ["H1"], False])
def test_a_provider_whose_checks_nobody_could_ask_for_is_not_let_in(claim: object) -> None:
    with pytest.raises(Unauthenticated):
        actor_from({"sub": "u", "cognito:groups": ["provider"], "custom:provider": claim})


@pytest.mark.parametrize("context", [{}, {"authorizer": None}, {"authorizer": {"principalId": "x"}}])
def test_a_request_that_no_authorizer_looked_at_has_no_actor(context: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        actor_of(request_with(context=context))


def test_the_issuer_of_these_tests_is_the_one_that_is_set(issuer: Issuer) -> None:
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})

    assert (claims["iss"], claims["aud"]) == (ISSUER, AUDIENCE)
