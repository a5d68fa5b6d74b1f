"""The one DynamoDB table: reading items by key and by partition, and how values are written in it.

Values are text, whole numbers, booleans, lists and maps. Dates and months are ISO text, money is dirhams.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from time import sleep
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

from ishtirak import settings
from ishtirak.storage.keys import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]

KEYS_OF_ONE_BATCH = 100
WRITES_OF_ONE_BATCH = 25

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


@cache
def client() -> DynamoDBClient:
    """The one client of this process; it retries throttling with back-off and never waits for long.

    The driver does not look over each request before it is sent: DynamoDB does, and a third of the work is saved.
    """
    retries: Any = {"mode": "standard", "max_attempts": 5}
    config = Config(retries=retries, connect_timeout=2, read_timeout=5, parameter_validation=False)
    return boto3.client("dynamodb", config=config)


def name() -> str:
    return settings.get("TABLE_NAME")


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """`item` as DynamoDB writes it; attributes that are None are left out."""
    return {field: _serializer.serialize(value) for field, value in item.items() if value is not None}


def wire_key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def from_wire(wire: Mapping[str, Any]) -> Item:
    return {field: _plain(_deserializer.deserialize(value)) for field, value in wire.items()}


def _plain(value: Any) -> Any:
    """Numbers in the table are whole: the driver's Decimals become ints again."""
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


def get(key: Key) -> Item | None:
    """The item as it stands after every write that was answered before."""
    answer = client().get_item(TableName=name(), Key=wire_key(key), ConsistentRead=True)
    return from_wire(answer["Item"]) if "Item" in answer else None


def get_all(keys: Iterable[Key]) -> dict[Key, Item]:
    """Those of the items that are there, in as few calls as there are hundreds of keys."""
    wanted = list(dict.fromkeys(keys))
    found: dict[Key, Item] = {}
    held_back = 0
    while wanted:
        batch, wanted = wanted[:KEYS_OF_ONE_BATCH], wanted[KEYS_OF_ONE_BATCH:]
        request: Any = {name(): {"Keys": [wire_key(key) for key in batch], "ConsistentRead": True}}
        answer = client().batch_get_item(RequestItems=request)
        for wire in answer["Responses"].get(name(), []):
            item = from_wire(wire)
            found[Key(item["pk"], item["sk"])] = item
        unread = answer.get("UnprocessedKeys", {}).get(name())
        left = [Key(str(key["pk"]["S"]), str(key["sk"]["S"])) for key in (unread["Keys"] if unread else ())]
        held_back = _pause(held_back) if left else 0
        wanted += left
    return found


def put_all(items: Mapping[Key, Mapping[str, Any]]) -> None:
    """Write whole items, twenty-five a call, without conditions: only for what is safe to write twice."""
    waiting: list[Any] = [{"PutRequest": {"Item": {**to_wire(item), **wire_key(key)}}} for key, item in items.items()]
    held_back = 0
    while waiting:
        batch, waiting = waiting[:WRITES_OF_ONE_BATCH], waiting[WRITES_OF_ONE_BATCH:]
        answer = client().batch_write_item(RequestItems={name(): batch})
        left = answer.get("UnprocessedItems", {}).get(name(), [])
        held_back = _pause(held_back) if left else 0
        waiting += left


def _pause(times: int) -> int:
    """Wait before what the table has held back is sent again, longer each time in a row, up to a second."""
    sleep(random.uniform(0, min(0.05 * 2**times, 1)))  # noqa: S311 - a pause, not a secret
    return times + 1


_LAST = "\U0010ffff"
"""Behind every sort key that begins in the same way."""


class Page(NamedTuple):
    """Some items of a partition, and the sort key after which the rest begins (None at the end)."""

    items: list[Item]
    after: str | None


def page(
    pk: str, prefix: str, *, limit: int, after: str | None = None, first: str | None = None, newest_first: bool = False
) -> Page:
    """Up to `limit` items of the partition `pk` whose sort keys begin with `prefix`, those behind `after`.

    Args: first: the sort key from which on they are wanted; from the beginning where none is given.
    """
    start: dict[str, Any] = {"ExclusiveStartKey": wire_key(Key(pk, after))} if after else {}
    within: Any = {":first": {"S": first or prefix}, ":last": {"S": f"{prefix}{_LAST}"}}
    answer = client().query(
        TableName=name(),
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues={":pk": {"S": pk}, **within},
        ScanIndexForward=not newest_first,
        ConsistentRead=True,
        Limit=limit,
        **start,
    )
    last = answer.get("LastEvaluatedKey")
    return Page([from_wire(item) for item in answer["Items"]], str(last["sk"]["S"]) if last else None)


def search(
    pk: str,
    prefix: str,
    *,
    looked_at: int,
    contains: Mapping[str, Iterable[str]],
    equal: Mapping[str, str],
    after: str | None,
) -> Page:
    """Those of `looked_at` items of a partition that hold the texts of `contains`, and are as `equal` says, by field.

    A row that was written a moment ago may be missing: what is searched need not be read twice over to be certain.
    """
    start: dict[str, Any] = {"ExclusiveStartKey": wire_key(Key(pk, after))} if after else {}
    names, values = {}, {":pk": {"S": pk}, ":sk": {"S": prefix}}
    wanted: list[str] = []
    holding = [(field, text, "contains({}, {})") for field, texts in contains.items() for text in texts]
    for number, (field, text, form) in enumerate(
        [*holding, *((field, text, "{} = {}") for field, text in equal.items())]
    ):
        names[f"#f{number}"], values[f":f{number}"] = field, {"S": text}
        wanted.append(form.format(f"#f{number}", f":f{number}"))
    more: dict[str, Any] = (
        {"FilterExpression": " AND ".join(wanted), "ExpressionAttributeNames": names} if wanted else {}
    )
    answer = client().query(
        TableName=name(),
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues=values,
        Limit=looked_at,
        **more,
        **start,
    )
    last = answer.get("LastEvaluatedKey")
    return Page([from_wire(item) for item in answer["Items"]], str(last["sk"]["S"]) if last else None)


def partition(pk: str, prefix: str) -> Iterator[Item]:
    """Every item of the partition whose sort key begins with `prefix`, page by page."""
    after: str | None = None
    while True:
        found = page(pk, prefix, limit=1_000, after=after)
        yield from found.items
        if found.after is None:
            return
        after = found.after


def index_page(
    index: str,
    at: tuple[str, str],
    *,
    begins: tuple[str, str] | None = None,
    equal: Mapping[str, str] | None = None,
    limit: int,
    after: str | None = None,
) -> Page:
    """Up to `limit` items of an index, those behind `after`, which an earlier page gave.

    at, begins: the field and value of the index's partition, and how its sort key begins. `equal` sifts what is found:
                then a page holds fewer than `limit`, and may go on.
    """
    names, values = {"#at": at[0]}, {":at": {"S": at[1]}}
    condition, sieve = "#at = :at", []
    if begins is not None:
        names["#begins"], values[":begins"] = begins[0], {"S": begins[1]}
        condition += " AND begins_with(#begins, :begins)"
    for number, (field, value) in enumerate((equal or {}).items()):
        names[f"#f{number}"], values[f":f{number}"] = field, {"S": value}
        sieve.append(f"#f{number} = :f{number}")
    more: dict[str, Any] = {"FilterExpression": " AND ".join(sieve)} if sieve else {}
    if after is not None:
        more["ExclusiveStartKey"] = {field: {"S": value} for field, value in json.loads(after).items()}
    answer = client().query(
        TableName=name(),
        IndexName=index,
        KeyConditionExpression=condition,
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
        Limit=limit,
        **more,
    )
    last: Any = answer.get("LastEvaluatedKey")
    behind = json.dumps({field: value["S"] for field, value in last.items()}, ensure_ascii=False) if last else None
    return Page([from_wire(item) for item in answer["Items"]], behind)


class DuePage(NamedTuple):
    """Some keys of a shard of the due index, where the rest begins (None at the end), and the day of each key."""

    keys: list[Key]
    after: str | None
    days: list[str]

    def without_last_partition(self) -> DuePage:
        """The page up to where its last partition begins, for who needs those whole; all of it where it has but one."""
        last = len(self.keys)
        while last and self.keys[last - 1].pk == self.keys[-1].pk:
            last -= 1
        if not last:
            return self
        behind = "|".join((self.days[last - 1], *self.keys[last - 1]))
        return DuePage(self.keys[:last], behind, self.days[:last])


def due_page(shard: str, *, limit: int | None = None, until: str = "9999", after: str | None = None) -> DuePage:
    """Up to `limit` keys of a shard of the index `due` for which something is due by the day `until`, oldest first."""
    start: dict[str, Any] = {"Limit": limit} if limit else {}
    if after is not None:
        due_on, pk, sk = after.split("|", 2)
        at = {"due_shard": {"S": shard}, "due_on": {"S": due_on}}
        start["ExclusiveStartKey"] = {**at, **wire_key(Key(pk, sk))}
    answer = client().query(
        TableName=name(),
        IndexName="due",
        KeyConditionExpression="due_shard = :shard AND due_on <= :until",
        ExpressionAttributeValues={":shard": {"S": shard}, ":until": {"S": until}},
        **start,
    )
    found = [Key(str(item["pk"]["S"]), str(item["sk"]["S"])) for item in answer["Items"]]
    last = answer.get("LastEvaluatedKey")
    behind = "|".join(str(last[part]["S"]) for part in ("due_on", "pk", "sk")) if last else None
    return DuePage(found, behind, [str(item["due_on"]["S"]) for item in answer["Items"]])
