"""Writes that happen once, whole, or not at all: each condition is paired with the error that it means.

Where several conditions fail, the error of the first write is raised: put the marker of an event first, so that a
retry whose answer was lost learns that it is done, before it learns that somebody moved the account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from ishtirak.errors import Conflict
from ishtirak.storage import table
from ishtirak.storage.keys import Key

WRITES_OF_ONE_TRANSACTION = 100


class Busy(Conflict):
    """Another transaction held one of the records; nothing was written, and trying again is right."""

    code = "busy"
    ar = "السجل مشغول بعملية أخرى، أعد المحاولة."
    en = "Another operation holds the record; try again."


class Moved(Conflict):
    """Another writer was faster: load and decide again."""

    code = "moved"
    ar = "تغير السجل أثناء العملية، أعد التحميل ثم أعد المحاولة."
    en = "The record has changed meanwhile: load it again and decide again."


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole item. With `unless_exists`, only where there is none, else that error."""

    key: Key
    item: Mapping[str, Any]
    unless_exists: Conflict | None = None

    def request(self) -> dict[str, Any]:
        body: dict[str, Any] = {"Item": {**table.to_wire(self.item), **table.wire_key(self.key)}}
        if self.unless_exists is not None:
            body["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": {"TableName": table.name(), **body}}

    def error(self) -> Conflict:
        return self.unless_exists or Moved()


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes of an item: None removes one, `add` counts one up.

    if_is: attributes that must have these values now (None: must not be there); where they don't, `else_` is raised.
    """

    key: Key
    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    if_is: Mapping[str, Any] = field(default_factory=dict)
    else_: Conflict | None = None

    def request(self) -> dict[str, Any]:
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        sets, removes, adds, conditions = [], [], [], []
        for number, (name, value) in enumerate(self.set.items()):
            names[f"#s{number}"] = name
            if value is None:
                removes.append(f"#s{number}")
            else:
                sets.append(f"#s{number} = :s{number}")
                values[f":s{number}"] = value
        for number, (name, amount) in enumerate(self.add.items()):
            names[f"#a{number}"] = name
            adds.append(f"#a{number} :a{number}")
            values[f":a{number}"] = amount
        for number, (name, value) in enumerate(self.if_is.items()):
            names[f"#c{number}"] = name
            if value is None:
                conditions.append(f"attribute_not_exists(#c{number})")
            else:
                conditions.append(f"#c{number} = :c{number}")
                values[f":c{number}"] = value
        clauses = [("SET", sets), ("REMOVE", removes), ("ADD", adds)]
        body: dict[str, Any] = {
            "Key": table.wire_key(self.key),
            "UpdateExpression": " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses if parts),
            "ExpressionAttributeNames": names,
        }
        if values:
            body["ExpressionAttributeValues"] = table.to_wire(values)
        if conditions:
            body["ConditionExpression"] = " AND ".join(conditions)
        return {"Update": {"TableName": table.name(), **body}}

    def error(self) -> Conflict:
        return self.else_ or Moved()


Write = Put | Update


def write(*writes: Write) -> None:
    """Do all of `writes` or none of them.

    Raises: the error of the first write whose condition failed; Busy where another transaction was in the way.
    """
    try:
        table.client().transact_write_items(TransactItems=[each.request() for each in writes])  # type: ignore[misc]
    except ClientError as error:
        raise _meaning(error, writes) from error


def write_one(single: Write) -> None:
    """One write with its condition, for half the price of a transaction.

    Raises: the write's error where its condition failed.
    """
    request: Any = single.request()
    try:
        if isinstance(single, Put):
            table.client().put_item(**request["Put"])
        else:
            table.client().update_item(**request["Update"])
    except ClientError as error:
        if error.response["Error"].get("Code") == "ConditionalCheckFailedException":
            raise single.error() from error
        raise


def _meaning(error: ClientError, writes: Sequence[Write]) -> Exception:
    reasons: Any = error.response.get("CancellationReasons", [])
    codes = [reason.get("Code") for reason in reasons]
    for code, each in zip(codes, writes, strict=False):
        if code == "ConditionalCheckFailed":
            return each.error()
    return Busy() if "TransactionConflict" in codes else error
