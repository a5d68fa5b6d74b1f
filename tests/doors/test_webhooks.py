"""Receivers of events through the doors: registered, told of what happens, shown what they were told (ENR-10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from standardwebhooks import Webhook as Verifier

from tests.doors.fund import Fund
from tests.notify.receiver import Receiver

pytestmark = pytest.mark.requirement("ENR-10")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def registered(fund: Fund, url: str, *types: str) -> dict[str, Any]:
    told = {"url": url, "types": list(types), "description": "مستشفى"}
    answer = fund.ask("POST", "/v1/webhooks", json=told)
    assert answer.status_code == 201, answer.text
    webhook: dict[str, Any] = answer.json()
    return webhook


def test_a_receiver_is_told_of_policies_and_people_in_the_form_that_the_schemas_say(
    fund: Fund, receiver: Receiver
) -> None:
    webhook = registered(fund, receiver.url, "policy.opened", "person.joined")
    fund.subscriber(fund.employer()["id"])

    fund.engine.drain()

    told = [Verifier(webhook["secret"]).verify(got.body, got.headers) for got in receiver.got]
    assert {each["type"] for each in told} == {"policy.opened", "person.joined"}
    for each in told:
        jsonschema.validate(each, fund.get(f"/v1/events/schemas/{each['type']}/{each['version']}"))
        assert "1000" not in json.dumps(each["data"])
    log = fund.get(f"/v1/webhooks/{webhook['id']}/deliveries")["items"]
    assert {(each["outcome"], each["status"]) for each in log} == {("delivered", 204)}
    assert fund.engine.dead() == {}


def test_the_secret_is_shown_once_and_again_only_when_it_is_changed(fund: Fund, receiver: Receiver) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")

    one, (of_all,) = fund.get(f"/v1/webhooks/{webhook['id']}"), fund.get("/v1/webhooks")["items"]
    rotated = fund.ask("POST", f"/v1/webhooks/{webhook['id']}/rotate").json()

    assert "secret" not in one
    assert one == of_all
    assert rotated["secret"] != webhook["secret"]


def test_a_paused_receiver_gets_what_it_missed_and_can_have_all_of_it_again(fund: Fund, receiver: Receiver) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")
    path = f"/v1/webhooks/{webhook['id']}"
    assert fund.ask("POST", f"{path}/pause").json()["state"] == "paused"
    fund.employer()
    fund.engine.drain()
    assert receiver.got == []

    assert fund.ask("POST", f"{path}/resume").json()["state"] == "active"
    fund.engine.drain()
    again = fund.ask("POST", f"{path}/replay", json={"from": "2026-01-01T00:00:00Z"})
    fund.engine.drain()

    first, second = receiver.got
    assert (again.status_code, second.headers["ishtirak-replay"]) == (202, again.json()["id"])
    assert first.body == second.body


def test_how_far_a_replay_is_can_be_asked(fund: Fund, receiver: Receiver) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")
    fund.employer()
    fund.engine.drain()

    begun = fund.ask("POST", f"/v1/webhooks/{webhook['id']}/replay", json={"from": "2026-01-01T00:00:00Z"})
    waiting = fund.get(begun.headers["Location"])
    fund.engine.drain()
    done = fund.get(begun.headers["Location"])

    assert (waiting["state"], waiting["delivered"], waiting["reached"]) == ("running", 0, "2026-01-01T00:00:00Z")
    assert (done["state"], done["delivered"], done["from"]) == ("done", 1, "2026-01-01T00:00:00Z")
    assert done["reached"] > waiting["reached"]
    unknown = fund.ask("GET", f"/v1/webhooks/{webhook['id']}/replays/Y000000000000")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_replay")


def test_a_receiver_is_changed_by_who_has_seen_it(fund: Fund, receiver: Receiver) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")
    path = f"/v1/webhooks/{webhook['id']}"
    seen = {"If-Match": fund.ask("GET", path).headers["ETag"]}

    changed = fund.ask("PATCH", path, json={"types": ["person.joined"], "description": "مصحة"}, headers=seen)
    late = fund.ask("PATCH", path, json={"types": ["person.left"]}, headers=seen)
    without = fund.ask("PATCH", path, json={"types": ["person.left"]})
    fund.subscriber(fund.employer()["id"])
    fund.engine.drain()

    assert (changed.json()["types"], changed.json()["description"]) == (["person.joined"], "مصحة")
    assert changed.json()["url"] == receiver.url
    assert changed.headers["ETag"] != seen["If-Match"]
    assert (late.status_code, without.status_code) == (412, 428)
    assert [json.loads(got.body)["type"] for got in receiver.got] == ["person.joined"]


def test_a_receiver_is_paused_and_resumed_by_a_change_too(fund: Fund, receiver: Receiver) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")
    path = f"/v1/webhooks/{webhook['id']}"
    seen = {"If-Match": fund.ask("GET", path).headers["ETag"]}
    paused = fund.ask("PATCH", path, json={"active": False}, headers=seen)
    fund.employer()
    fund.engine.drain()
    assert receiver.got == []

    seen = {"If-Match": fund.ask("GET", path).headers["ETag"]}
    resumed = fund.ask("PATCH", path, json={"active": True}, headers=seen)
    fund.engine.drain()

    assert (paused.json()["state"], resumed.json()["state"]) == ("paused", "active")
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"url": "https://10.0.0.1/"}, 422, "unsafe_receiver"),
        ({"url": None}, 422, "wrong_type"),
        ({"active": None}, 422, "wrong_type"),
        ({"types": []}, 422, "too_few"),
        ({}, 400, "malformed_request"),
    ],
)
def test_a_change_that_is_not_right_is_refused(
    fund: Fund, receiver: Receiver, told: dict[str, Any], status: int, code: str
) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")
    path = f"/v1/webhooks/{webhook['id']}"

    answer = fund.ask("PATCH", path, json=told, headers={"If-Match": fund.ask("GET", path).headers["ETag"]})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert fund.get(path)["url"] == receiver.url


def test_a_receiver_that_is_deleted_is_gone(fund: Fund, receiver: Receiver) -> None:
    webhook = registered(fund, receiver.url, "policy.opened")
    path = f"/v1/webhooks/{webhook['id']}"
    unseen = fund.ask("DELETE", path)
    seen = {"If-Match": fund.ask("GET", path).headers["ETag"]}

    deleted = fund.ask("DELETE", path, headers=seen)
    again = fund.ask("DELETE", path, headers=seen)
    fund.employer()
    fund.engine.drain()

    assert (unseen.status_code, deleted.status_code, deleted.content) == (428, 204, b"")
    assert (again.status_code, fund.ask("GET", path).status_code) == (404, 404)
    assert fund.get("/v1/webhooks")["items"] == []
    assert receiver.got == []
    assert fund.engine.dead() == {}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"url": "https://169.254.169.254/"}, "unsafe_receiver"),
        ({"url": "http://example.org/"}, "unsafe_receiver"),
        ({"types": ["salary.changed"]}, "not_a_choice"),
        ({"types": []}, "too_few"),
    ],
)
def test_a_receiver_that_is_not_right_is_refused(
    fund: Fund, receiver: Receiver, told: dict[str, Any], code: str
) -> None:
    body = {"url": receiver.url, "types": ["policy.opened"], "description": "x", **told}

    answer = fund.ask("POST", "/v1/webhooks", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", ""),
        ("PATCH", "/W000000000000"),
        ("DELETE", "/W000000000000"),
        ("GET", "/W000000000000/replays/Y000000000000"),
    ],
)
def test_administration_alone_manages_receivers(fund: Fund, method: str, path: str) -> None:
    answer = fund.ask(method, f"/v1/webhooks{path}", "insurance_affairs", json={})

    assert answer.status_code == 403


def test_there_is_no_schema_and_no_receiver_that_is_not_there(fund: Fund) -> None:
    assert fund.ask("GET", "/v1/events/schemas/salary.changed/1").json()["code"] == "unknown_event_type"
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/replays/Y000000000000")):
        answer = fund.ask(method, f"/v1/webhooks/W000000000000{rest}", json={"active": False})
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_webhook")
