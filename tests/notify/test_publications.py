"""What other systems must know is told to them once, in a form that keeps its version (ENR-10)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from functions.notify import publications
from functions.notify.events import publish_changes
from functions.notify.publication_shapes import EVENTS, SCHEMAS, UnknownEventType, body_of, schema_of
from ishtirak.messaging import bus, queues
from ishtirak.messaging.queues import Queue
from ishtirak.storage import keys, table, webhooks
from ishtirak.storage import publications as kept_events
from ishtirak.storage.webhooks import Webhook
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


def handover(of: keys.Key, **told: Any) -> dict[str, Any]:
    receiver = {"name": "سالم", "national_number": "119720070006"}
    same = {"id": "H1", "handed_on": "2026-01-05", "receiver": receiver, "by": "A1", "recorded_at": "2026-01-05"}
    return {**keys.handover(of, "H1")._asdict(), **same, **told}


def revoked(of: keys.Key) -> dict[str, Any]:
    return {**keys.handover_revoked(of, "H1")._asdict(), "reason": "خطأ", "by": "A1", "at": "2026-01-06"}


def people(count: int) -> list[tuple[bool, dict[str, Any]]]:
    """Records of new subscribers, as the stream brings them: S0, S1 and so on."""
    same = {"national_number": PERSON["national_number"], "spells": [FIRST]}
    return [(True, {**keys.subscriber(f"S{each}")._asdict(), "id": f"S{each}", **same}) for each in range(count)]


class Bus:
    """A bus that refuses the events of one person, as PutEvents does: with status 200."""

    def __init__(self, refuses: str) -> None:
        self.refuses, self.calls = refuses, 0
        self.details: dict[str, str] = {}

    def put_events(self, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - AWS names it so
        self.calls += 1
        whose = [json.loads(entry["Detail"])["data"]["subscriber_id"] for entry in Entries]
        self.details |= dict(zip(whose, (entry["Detail"] for entry in Entries), strict=True))
        refused = {"ErrorCode": "ThrottlingException"}
        answers = [refused if each == self.refuses else {"EventId": each} for each in whose]
        return {"FailedEntryCount": answers.count(refused), "Entries": answers}


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
    (True, handover(keys.employer("E1"), what="policy"), ["policy.handed_over"]),
    (True, handover(keys.employer("E1"), what="policy", number="P-1-2", document_id="P1"), ["policy.handed_over"]),
    (True, handover(keys.subscriber("S1"), what="card", number="C-1"), ["card.handed_over"]),
    (True, handover(keys.subscriber("S1"), what="card", number="C-1", dependant_id="D1"), ["card.handed_over"]),
    (True, revoked(keys.employer("E1")), ["handover.revoked"]),
    (True, revoked(keys.subscriber("S1")), ["handover.revoked"]),
    (True, keys.person("119720070006")._asdict(), []),
    (True, {"pk": "PAYER#S1", "sk": "ACCOUNT"}, []),
]


def kept(cloud: Cloud) -> list[dict[str, Any]]:
    return [item for item in cloud.items() if item["pk"].startswith("EVENTS#")]


@pytest.mark.parametrize(("is_new", "item", "types"), RECORDS)
def test_each_record_that_others_need_is_an_event_by_its_schema(
    cloud: Cloud, is_new: bool, item: dict[str, Any], types: list[str]
) -> None:
    publications.publish([(is_new, item)], NOW)

    events = kept(cloud)
    assert sorted(event["type"] for event in events) == sorted(types)
    for event in events:
        body = body_of(kept_events.read(event))
        schema = schema_of(event["type"], event["version"])
        jsonschema.validate(body, schema, format_checker=jsonschema.FormatChecker())
        assert not {"iban", "phone", "certificates", "receiver"} & body["data"].keys()


def test_a_hand_over_is_told_with_the_numbers_of_what_was_handed_over_and_nobodys(cloud: Cloud) -> None:
    of, card = keys.subscriber("S1"), {"what": "card", "number": "C-1", "dependant_id": "D1"}

    publications.publish([(True, handover(of, **card)), (True, revoked(of))], NOW)

    handed = {"subscriber_id": "S1", "handover_id": "H1", "handed_on": "2026-01-05", "card_number": "C-1"}
    told = {event["type"]: event["data"] for event in kept(cloud)}
    assert told["card.handed_over"] == {**handed, "dependant_id": "D1"}
    assert told["handover.revoked"] == {"subscriber_id": "S1", "handover_id": "H1"}


def test_the_schemas_that_were_given_out_are_those_of_the_code() -> None:
    for (type_, version), model in EVENTS.items():
        made = model.model_json_schema(by_alias=True, mode="serialization")
        assert schema_of(type_, version).items() >= made.items(), f"{type_}: a change needs a new version"
    assert len(list(SCHEMAS.iterdir())) == len(EVENTS)


def test_there_is_no_schema_of_an_unknown_type() -> None:
    with pytest.raises(UnknownEventType):
        schema_of("../shapes", "1")


def test_what_is_not_of_its_form_is_not_kept_and_comes_back_with_what_follows(cloud: Cloud) -> None:
    broken = {**cover_change(), "reason": "unheard of"}

    again = publications.publish([(True, employer()), (True, broken), (True, subscriber(FIRST))], NOW)

    assert again == 1
    assert [event["type"] for event in kept(cloud)] == ["policy.opened"]


def test_a_record_that_comes_twice_is_one_event(cloud: Cloud, faults: Faults) -> None:
    publications.publish([(True, employer()), (True, employer())], NOW)
    faults.arm()

    again = publications.publish([(True, employer())], NOW + timedelta(days=1))

    assert again is None
    assert len(kept(cloud)) == 1
    assert faults.calls == ["BatchGetItem"]


def test_the_events_of_a_batch_are_kept_in_the_order_in_which_they_were_written(cloud: Cloud) -> None:
    records = [*people(60), (False, subscriber(ENDED, SECOND))]

    publications.publish(records, NOW)

    (day,) = {event["pk"] for event in kept(cloud)}
    found = kept_events.since(kept_events.before(kept_events.moment_of(NOW)), "9", 100)
    told = [(event.data["subscriber_id"], event.type) for event in found]
    expected = [
        *((f"S{number}", "person.joined") for number in range(60)),
        ("S1", "person.left"),
        ("S1", "person.joined"),
    ]
    assert day == "EVENTS#2026-01-05"
    assert told == expected


def test_a_batch_of_a_hundred_records_takes_a_few_calls(cloud: Cloud, faults: Faults) -> None:
    for each in ("W1", "W2"):
        webhooks.save(Webhook(each, "https://example.org/", ("person.joined",), "a hospital", "", "somebody"))
    faults.arm()

    assert publications.publish(people(100), NOW) is None

    tens = {"PutEvents": 10, "SendMessageBatch": 20, "BatchWriteItem": 10}
    assert Counter(faults.calls) == {"BatchGetItem": 1, "TransactWriteItems": 2, "Query": 1, **tens}
    assert len(cloud.take(Queue.DELIVERIES)) == 200


def test_an_event_that_the_bus_refuses_comes_back_alone_and_is_put_again_as_it_was_kept(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = Bus(refuses="S1")
    monkeypatch.setattr(bus, "_client", lambda: listening)
    first = publications.publish(people(3), NOW)
    refused = listening.details.pop("S1")
    listening.refuses, listening.calls = "", 0

    second = publications.publish(people(3)[1:], NOW + timedelta(hours=1))

    assert (first, second, listening.calls) == (1, None, 1)
    assert listening.details["S1"] == refused
    assert json.loads(refused)["timestamp"].startswith("2026-01-05T07:00:00")


def test_an_event_that_the_queue_does_not_take_comes_back_alone(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks.save(Webhook("W1", "https://example.org/", ("person.joined",), "a hospital", "", "somebody"))
    send = queues._client().send_message_batch

    def all_but_one(**asked: Any) -> dict[str, Any]:
        answer = send(**{**asked, "Entries": [each for each in asked["Entries"] if each["Id"] != "1"]})
        return {**answer, "Failed": [{"Id": "1", "Code": "InternalError", "SenderFault": False}]}

    with monkeypatch.context() as broken:
        broken.setattr(queues, "_client", lambda: SimpleNamespace(send_message_batch=all_but_one))
        first = publications.publish(people(3), NOW)
    taken = cloud.take(Queue.DELIVERIES)

    second = publications.publish(people(3)[1:], NOW)

    told = {event["id"]: event["data"]["subscriber_id"] for event in kept(cloud)}
    assert (first, second) == (1, None)
    assert [told[message["event_id"]] for message in taken] == ["S0", "S2"]
    assert [told[message["event_id"]] for message in cloud.take(Queue.DELIVERIES)] == ["S1"]


@pytest.mark.parametrize("fault", list(Fault))
def test_whatever_call_goes_wrong_each_event_of_a_batch_is_handed_on_and_kept_once(
    cloud: Cloud, faults: Faults, fault: Fault
) -> None:
    records, hook = people(12), Webhook("W1", "https://example.org/", ("person.joined",), "x", "", "somebody")
    webhooks.save(hook)
    start = cloud.items()
    faults.arm()
    assert publications.publish(records, NOW) is None
    calls = list(faults.calls)
    assert calls.count("PutEvents") == 2

    for number, call in enumerate(calls, 1):
        if can_meet(call, fault):
            cloud.restore(start)
            faults.arm(fault, number)
            left: list[int | None] = [0]
            goes_well(lambda left=left: left.append(publications.publish(records, NOW)))  # type: ignore[misc]
            faults.arm()
            if left[-1] is not None:
                assert publications.publish(records[left[-1] :], NOW + timedelta(hours=1)) is None
            events = kept(cloud)
            markers = table.get_all(keys.publication(event["id"]) for event in events)
            delivered = {message["event_id"] for message in cloud.take(Queue.DELIVERIES)}
            assert {event["data"]["subscriber_id"] for event in events} == {f"S{each}" for each in range(12)}
            assert delivered == {event["id"] for event in events}
            assert [marker["handed_on"] for marker in markers.values()] == [True] * 12
            assert {marker["at"] for marker in markers.values()} == {event["at"] for event in events}


def test_a_call_that_fails_for_good_brings_back_what_was_not_handed_on(cloud: Cloud, faults: Faults) -> None:
    faults.arm()
    publications.publish(people(12), NOW)
    second_put = [place for place, call in enumerate(faults.calls, 1) if call == "PutEvents"][1]
    cloud.empty()
    faults.arm(Fault.THROTTLED, second_put)

    assert publications.publish(people(12), NOW) == 10


def test_another_worker_that_keeps_the_same_event_meanwhile_is_no_second_event(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all = table.get_all

    def overtaken(wanted: Iterable[keys.Key]) -> dict[keys.Key, Any]:
        found = read_all(wanted)
        monkeypatch.setattr(table, "get_all", read_all)
        publications.publish(people(1), NOW)
        return found

    monkeypatch.setattr(table, "get_all", overtaken)

    assert publications.publish(people(2), NOW + timedelta(hours=1)) is None

    moments = {event["data"]["subscriber_id"]: event["at"] for event in kept(cloud)}
    assert moments == {"S0": kept_events.moment_of(NOW), "S1": "2026-01-05T08:00:00.000001+00:00"}


def test_the_stream_begins_again_at_the_record_that_was_not_told(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_client", lambda: Bus(refuses="S1"))
    written = [{"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "0"}}]
    for number, (_, item) in enumerate(people(3), 1):
        image = {"SequenceNumber": str(number), "NewImage": table.to_wire(item)}
        written.append({"eventName": "INSERT", "dynamodb": image})

    answer = publish_changes({"Records": written}, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}


def test_the_records_of_the_fund_are_events(cloud: Cloud) -> None:
    builders.subscriber(builders.employer().id)

    for item in cloud.items():
        publications.publish([(True, item)], NOW)

    assert sorted(event["type"] for event in kept(cloud)) == ["person.joined", "policy.opened"]
