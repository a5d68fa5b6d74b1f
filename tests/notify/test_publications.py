"""What other systems must know is told to them once, in a form that keeps its version (ENR-10)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from functions.notify import publications
from functions.notify.publication_shapes import EVENTS, SCHEMAS, UnknownEventType, body_of, schema_of
from ishtirak.messaging import bus
from ishtirak.messaging.bus import NotOnBus
from ishtirak.storage import keys, table
from ishtirak.storage import publications as kept_events
from tests import builders
from tests.builders import at
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well

pytestmark = pytest.mark.requirement("ENR-10")

NOW = at("2026-01-05")
PERSON = {"id": "S1", "national_number": "119720070006"}
FIRST = {"from": "2025-01-01", "category": "private_employee", "employer_id": "E1"}


def subscriber(*spells: dict[str, Any]) -> dict[str, Any]:
    return {**keys.subscriber("S1")._asdict(), **PERSON, "spells": list(spells), "iban": "LY58", "certificates": []}


def dependant(*stays: dict[str, str]) -> dict[str, Any]:
    who = {"id": "D1", "subscriber_id": "S1", "national_number": "119720070006", "relation": "son"}
    return {**keys.dependant("S1", "D1")._asdict(), **who, "stays": list(stays)}


def cover_change() -> dict[str, Any]:
    told = {"on": "2026-05-12", "from": "full", "to": "basic_2_5", "reason": "employer_unpaid"}
    return {**keys.cover_change("S1", 3)._asdict(), **told}


def employer(version: int = 1) -> dict[str, Any]:
    told = {"id": "E1", "name": "شركة البحر", "sector": "private_company", "policy_number": "P1", "version": version}
    return {**keys.employer("E1")._asdict(), **told, "opened_on": "2026-01-01", "iban": "LY58", "phone": "+218"}


def policy(state: str) -> dict[str, Any]:
    closing = {"on": "2026-06-01", "reason": "merged", "asked_on": "2026-04-01", "asked_by": "a clerk"}
    told = {"employer_id": "E1", "policy_number": "P1", "opened_on": "2026-01-01", "state": state, "closing": closing}
    return {**keys.policy("E1")._asdict(), **told, "version": 3}


def term(number: int) -> dict[str, Any]:
    told = {"employer_id": "E1", "policy_number": "P1", "number": number, "from": "2027-01-01", "until": "2028-01-01"}
    return {**keys.term("E1", number)._asdict(), **told, "made_on": "2026-12-01", "by": "a clerk"}


ENDED = {**FIRST, "until": "2026-02-01", "ending": "ended"}
WAITING: dict[str, Any] = {**FIRST, "until": "2026-03-01", "waiting": True}
STAY = {"from": "2026-01-01"}
BACK = {"from": "2026-06-01"}
SECOND = {**FIRST, "from": "2026-03-01", "employer_id": "E2"}

RECORDS: list[tuple[bool, dict[str, Any], list[str]]] = [
    (True, employer(), ["policy.opened"]),
    (False, employer(2), ["policy.changed"]),
    (True, policy("open"), []),
    (False, policy("open"), []),
    (False, policy("closed"), ["policy.closed"]),
    (True, term(1), []),
    (True, term(2), ["policy.renewed"]),
    (True, subscriber(FIRST), ["person.joined"]),
    (False, subscriber(FIRST), []),
    (False, subscriber(ENDED), ["person.left"]),
    (False, subscriber(ENDED, SECOND), ["person.left", "person.joined"]),
    (False, subscriber(WAITING), []),
    (False, subscriber(WAITING, SECOND), ["person.joined"]),
    (True, dependant(STAY), ["dependant.joined"]),
    (False, dependant({**STAY, "until": "2026-04-01", "ending": "deceased"}), ["dependant.left"]),
    (False, dependant({**STAY, "until": "2026-04-01"}, BACK), ["dependant.left", "dependant.joined"]),
    (True, cover_change(), ["cover.changed"]),
    (True, keys.person("119720070006")._asdict(), []),
    (True, {"pk": "PAYER#S1", "sk": "ACCOUNT"}, []),
]


def kept(cloud: Cloud) -> list[dict[str, Any]]:
    return [item for item in cloud.items() if item["pk"].startswith("EVENTS#")]


@pytest.mark.parametrize(("is_new", "item", "types"), RECORDS)
def test_each_record_that_others_need_is_an_event_by_its_schema(
    cloud: Cloud, is_new: bool, item: dict[str, Any], types: list[str]
) -> None:
    publications.publish(is_new, item, NOW)

    events = kept(cloud)
    assert sorted(event["type"] for event in events) == sorted(types)
    for event in events:
        body = body_of(kept_events.read(event))
        schema = schema_of(event["type"], event["version"])
        jsonschema.validate(body, schema, format_checker=jsonschema.FormatChecker())
        assert not {"iban", "phone", "certificates"} & body["data"].keys()


def test_the_schemas_that_were_given_out_are_those_of_the_code() -> None:
    for (type_, version), model in EVENTS.items():
        made = model.model_json_schema(by_alias=True, mode="serialization")
        assert schema_of(type_, version).items() >= made.items(), f"{type_}: a change needs a new version"
    assert len(list(SCHEMAS.iterdir())) == len(EVENTS)


def test_there_is_no_schema_of_an_unknown_type() -> None:
    with pytest.raises(UnknownEventType):
        schema_of("../shapes", "1")


def test_what_is_not_of_its_form_is_not_kept(cloud: Cloud) -> None:
    with pytest.raises(ValidationError):
        publications.publish(True, {**cover_change(), "reason": "unheard of"}, NOW)

    assert kept(cloud) == []


def test_a_record_that_comes_twice_is_one_event(cloud: Cloud, faults: Faults) -> None:
    publications.publish(True, employer(), NOW)
    faults.arm()

    publications.publish(True, employer(), NOW + timedelta(days=1))

    assert len(kept(cloud)) == 1
    assert "PutEvents" not in faults.calls


def test_an_event_that_the_bus_refuses_is_put_again_as_it_was_kept(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[tuple[str, str]] = []

    def refuse(type_: str, detail: str) -> None:
        put.append((type_, detail))
        if len(put) == 1:
            raise NotOnBus(reason="ThrottlingException")

    monkeypatch.setattr(bus, "put", refuse)
    with pytest.raises(NotOnBus):
        publications.publish(True, employer(), NOW)

    publications.publish(True, employer(), NOW + timedelta(hours=1))

    assert put[0] == put[1]
    assert json.loads(put[1][1])["timestamp"] == "2026-01-05T07:00:00Z"


@pytest.mark.parametrize("fault", list(Fault))
def test_whatever_call_goes_wrong_the_event_is_on_the_bus_and_kept_once(
    cloud: Cloud, faults: Faults, fault: Fault
) -> None:
    faults.arm()
    publications.publish(True, employer(), NOW)
    calls = list(faults.calls)

    for number, call in enumerate(calls, 1):
        if can_meet(call, fault):
            cloud.empty()
            faults.arm(fault, number)
            if not goes_well(lambda: publications.publish(True, employer(), NOW)):
                faults.arm()
                publications.publish(True, employer(), NOW)
            (event,) = kept(cloud)
            assert (table.get(keys.publication(event["id"])) or {})["handed_on"] is True


def test_the_records_of_the_fund_are_events(cloud: Cloud) -> None:
    builders.subscriber(builders.employer().id)

    for item in cloud.items():
        publications.publish(True, item, NOW)

    assert sorted(event["type"] for event in kept(cloud)) == ["person.joined", "policy.opened"]
