"""Reading by key, by partition and by the due index."""

from __future__ import annotations

from typing import Any

import pytest

from ishtirak.messaging import queues
from ishtirak.messaging.queues import NotQueued, Queue, send, send_all
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Put, Update, write_one
from tests.cloud import Cloud
from tests.faults import Faults

MANY = [Key("T#1", f"K#{number:03d}") for number in range(130)]


def write_many() -> None:
    table.put_all({key: {"n": number} for number, key in enumerate(MANY)})


def test_values_come_back_as_they_were_written(cloud: Cloud) -> None:
    value = {"text": "نص", "number": -5, "yes": True, "list": [1, ["a", 2]], "map": {"a": {"b": 1}}, "none": None}

    write_one(Put(Key("T", "A"), value))

    found = table.get(Key("T", "A"))
    assert found == {**{name: each for name, each in value.items() if each is not None}, "pk": "T", "sk": "A"}
    assert type(found["number"]) is int
    assert table.get(Key("T", "B")) is None


def test_a_hundred_keys_a_call_are_read_and_those_that_are_not_there_are_missing(faults: Faults) -> None:
    write_many()
    faults.arm()

    found = table.get_all([*MANY, *MANY, Key("T#1", "missing")])

    assert {key: item["n"] for key, item in found.items()} == {key: number for number, key in enumerate(MANY)}
    assert faults.calls == ["BatchGetItem"] * 2
    assert table.get_all([]) == {}


def test_keys_that_were_left_unread_are_asked_for_again(faults: Faults) -> None:
    write_many()
    left: list[Any] = []

    def leave_some(parsed: dict[str, Any], **_told: Any) -> None:
        if not left:  # DynamoDB answers what fits, and hands the other keys back
            answered = parsed["Responses"][table.name()]
            left.extend(answered[70:])
            del answered[70:]
            unread = [{"pk": item["pk"], "sk": item["sk"]} for item in left]
            parsed["UnprocessedKeys"] = {table.name(): {"Keys": unread}}

    table.client().meta.events.register("after-call.dynamodb.BatchGetItem", leave_some)

    assert len(table.get_all(MANY)) == len(MANY)
    assert len(left) == 30


def test_items_that_were_left_unwritten_are_written_again(faults: Faults) -> None:
    refused: list[Any] = []

    def refuse_some(params: dict[str, Any], **_told: Any) -> None:
        requests = params["RequestItems"][table.name()]
        if not refused and len(requests) > 10:
            refused.extend(requests[10:])
            del requests[10:]

    def hand_back(parsed: dict[str, Any], **_told: Any) -> None:
        if refused and not handed:
            handed.append(True)
            parsed["UnprocessedItems"] = {table.name(): refused}

    handed: list[bool] = []
    events = table.client().meta.events
    events.register("provide-client-params.dynamodb.BatchWriteItem", refuse_some)
    events.register("after-call.dynamodb.BatchWriteItem", hand_back)

    write_many()

    assert len(refused) == 15
    assert len(table.get_all(MANY)) == len(MANY)


def test_a_partition_is_read_page_by_page_and_nothing_of_its_neighbours(cloud: Cloud) -> None:
    write_many()
    write_one(Put(Key("T#1", "OTHER"), {}))
    write_one(Put(Key("T#11", "K#000"), {}))

    first = table.page("T#1", "K#", limit=100)
    second = table.page("T#1", "K#", limit=100, after=first.after)

    assert [item["n"] for item in (*first.items, *second.items)] == list(range(130))
    assert (first.after, second.after) == ("K#099", None)
    assert [item["n"] for item in table.page("T#1", "K#", limit=2, newest_first=True).items] == [129, 128]
    assert len(list(table.partition("T#1", "K#"))) == 130
    assert list(table.partition("T#2", "K#")) == []


def test_a_partition_is_read_to_its_end_however_little_a_page_holds(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_many()
    page = table.page
    monkeypatch.setattr(table, "page", lambda pk, prefix, limit, after: page(pk, prefix, limit=7, after=after))

    assert [item["n"] for item in table.partition("T#1", "K#")] == list(range(130))


@pytest.mark.requirement("PKG-8")
def test_the_due_index_holds_only_what_waits_and_gives_what_is_due(cloud: Cloud) -> None:
    shard = keys.due_shards()[0]
    for number, due in enumerate(["2026-05-12", "2026-05-11", "2026-05-13", None]):
        write_one(Put(Key("T", str(number)), {"due_shard": shard if due else None, "due_on": due}))

    assert table.due_page(shard, until="2026-05-12")[::2] == (
        [Key("T", "1"), Key("T", "0")],
        ["2026-05-11", "2026-05-12"],
    )
    assert table.due_page(keys.due_shards()[1], until="2026-05-12").keys == []

    write_one(Update(Key("T", "1"), set={"due_shard": None, "due_on": None}))
    assert table.due_page(shard, until="2026-05-12").keys == [Key("T", "0")]


@pytest.mark.requirement("PKG-8")
def test_the_due_index_is_read_page_by_page(cloud: Cloud) -> None:
    shard = keys.due_shards()[0]
    table.put_all({key: {"due_shard": shard, "due_on": "2026-05-12"} for key in MANY})

    first = table.due_page(shard, limit=100, until="2026-05-12")
    second = table.due_page(shard, limit=100, until="2026-05-12", after=first.after)

    assert len(first.keys) == 100
    assert sorted([*first.keys, *second.keys]) == MANY
    assert second.after is None


def test_a_page_of_the_due_index_can_end_where_its_last_partition_begins(cloud: Cloud) -> None:
    rows = [Key(pk, str(number)) for pk in ("A", "B", "C") for number in range(2)]
    table.put_all({key: {"due_shard": "S", "due_on": f"2026-05-12#{key.pk}"} for key in rows})

    first = table.due_page("S", limit=3).without_last_partition()
    second = table.due_page("S", limit=3, after=first.after).without_last_partition()
    alone = table.due_page("S", limit=1, after=second.after)

    assert (first.keys, second.keys) == (rows[:2], rows[2:4])
    assert alone.without_last_partition() == alone
    assert (alone.keys, alone.days) == ([rows[4]], ["2026-05-12#C"])


def test_every_partition_has_its_shard() -> None:
    shards = {keys.due_shard(f"PAYER#{number}") for number in range(1_000)}

    assert sorted(shards) == keys.due_shards()


def test_work_is_handed_to_a_queue_ten_a_call(cloud: Cloud, faults: Faults) -> None:
    faults.arm()

    assert send_all(Queue.STEPS, ({"payer_id": str(number)} for number in range(25))) == 25
    send(Queue.TELLINGS, {"subscriber_id": "س"})

    assert faults.calls == ["SendMessageBatch"] * 3 + ["SendMessage"]
    assert sorted(int(message["payer_id"]) for message in cloud.take(Queue.STEPS)) == list(range(25))
    assert cloud.take(Queue.TELLINGS) == [{"subscriber_id": "س"}]


def test_work_that_a_queue_did_not_take_is_not_forgotten(cloud: Cloud, faults: Faults) -> None:
    def refuse_one(parsed: dict[str, Any], **_told: Any) -> None:
        parsed["Failed"] = [{"Id": "0", "SenderFault": False, "Code": "InternalError"}]

    queues._client().meta.events.register("after-call.sqs.SendMessageBatch", refuse_one)

    with pytest.raises(NotQueued) as error:
        send_all(Queue.STEPS, [{"payer_id": "1"}])
    assert "STEPS" in error.value.in_english
