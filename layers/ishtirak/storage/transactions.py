"""Writes that happen once, whole, or not at all: each condition is paired with the error that it means.

Where several conditions fail, the error of the first write is raised: put the marker of an event first, so that a
retry whose answer was lost learns that it is done, before it learns that somebody moved the account.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from time import sleep
from typing import Any, ParamSpec, TypeVar

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
    """Write a whole item: only where there is none (`unless_exists`), or only over one with these values (`if_is`)."""

    key: Key
    item: Mapping[str, Any]
    unless_exists: Conflict | None = None
    if_is: Mapping[str, Any] = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        body: dict[str, Any] = {"Item": {**table.to_wire(self.item), **table.wire_key(self.key)}}
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        conditions = _conditions(self.if_is, names, values)
        if self.unless_exists is not None:
            conditions.append("attribute_not_exists(pk)")
        return {"Put": _complete(body, names, values, conditions)}

    def error(self) -> Conflict:
        return self.unless_exists or Moved()


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes of an item: None removes one, `add` counts one up.

    if_is:   attributes that must have these values now (None: must not be there); where they don't, `else_` is raised.
    at_most: numbers that must not be above these now; one that is not there is 0. Numbers of the table never fall
             below zero, so that a negative bound lets nothing pass.
    """

    key: Key
    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    if_is: Mapping[str, Any] = field(default_factory=dict)
    at_most: Mapping[str, int] = field(default_factory=dict)
    else_: Conflict | None = None

    def request(self) -> dict[str, Any]:
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        sets = [f"{name} = {value}" for name, value in _placed("s", _there(self.set), names, values)]
        adds = [f"{name} {value}" for name, value in _placed("a", self.add, names, values)]
        removes = [name for name, _ in _placed("r", _missing(self.set), names)]
        clauses = [("SET", sets), ("REMOVE", removes), ("ADD", adds)]
        body: dict[str, Any] = {
            "Key": table.wire_key(self.key),
            "UpdateExpression": " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses if parts),
        }
        conditions = _conditions(self.if_is, names, values) + _bounds(self.at_most, names, values)
        return {"Update": _complete(body, names, values, conditions)}

    def error(self) -> Conflict:
        return self.else_ or Moved()


@dataclass(frozen=True, slots=True)
class Delete:
    """Take an item away, where it has these values; only rows that lead to records are ever taken away."""

    key: Key
    if_is: Mapping[str, Any] = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        conditions = _conditions(self.if_is, names, values)
        return {"Delete": _complete({"Key": table.wire_key(self.key)}, names, values, conditions)}

    def error(self) -> Conflict:
        return Moved()


def _placed(
    letter: str, fields: Mapping[str, Any], names: dict[str, str], values: dict[str, Any] | None = None
) -> list[tuple[str, str]]:
    """A placeholder for each field's name and value; DynamoDB reserves too many words to write them plainly."""
    placed = []
    for number, (field_name, value) in enumerate(fields.items()):
        name_place, value_place = f"#{letter}{number}", f":{letter}{number}"
        names[name_place] = field_name
        if values is not None:
            values[value_place] = value
        placed.append((name_place, value_place))
    return placed


def _there(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _missing(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None for name, value in fields.items() if value is None}


def _conditions(if_is: Mapping[str, Any], names: dict[str, str], values: dict[str, Any]) -> list[str]:
    equal = [f"{name} = {value}" for name, value in _placed("c", _there(if_is), names, values)]
    return equal + [f"attribute_not_exists({name})" for name, _ in _placed("m", _missing(if_is), names)]


def _bounds(at_most: Mapping[str, int], names: dict[str, str], values: dict[str, Any]) -> list[str]:
    placed = zip(_placed("b", at_most, names, values), at_most.values(), strict=True)
    return [
        f"({name} <= {value}{f' OR attribute_not_exists({name})' if bound >= 0 else ''})"
        for (name, value), bound in placed
    ]


def _complete(
    body: dict[str, Any], names: dict[str, str], values: dict[str, Any], conditions: list[str]
) -> dict[str, Any]:
    body["TableName"] = table.name()
    if names:
        body["ExpressionAttributeNames"] = names
    if values:
        body["ExpressionAttributeValues"] = table.to_wire(values)
    if conditions:
        body["ConditionExpression"] = " AND ".join(conditions)
    return body


Write = Put | Update | Delete

ATTEMPTS = 8

P = ParamSpec("P")
R = TypeVar("R")


def decided_again(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run a use case again from its loading, where another writer was faster, with growing pauses in between."""

    @wraps(use_case)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(ATTEMPTS - 1):
            try:
                return use_case(*args, **kwargs)
            except (Moved, Busy):
                sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - a pause, not a secret
        return use_case(*args, **kwargs)

    return run


def write(*writes: Write) -> None:
    """Do all of `writes` or none of them.

    Raises: the error of the first write whose condition failed; Busy where another transaction was in the way.
    """
    try:
        table.client().transact_write_items(TransactItems=[each.request() for each in writes])  # type: ignore[misc]
    except ClientError as error:
        raise _meaning(error, writes) from error


def write_one(single: Put | Update) -> None:
    """One write with its condition, for half the price of a transaction.

    Raises: the write's error where its condition failed; Busy where a transaction was in the way.
    """
    request: Any = single.request()
    with _meaning_of(single):
        if isinstance(single, Put):
            table.client().put_item(**request["Put"])
        else:
            table.client().update_item(**request["Update"])


def updated(single: Update) -> table.Item:
    """One change with its condition, and the item as it stands then, for the price of the change.

    Raises: as `write_one`.
    """
    request: Any = single.request()
    with _meaning_of(single):
        return table.from_wire(table.client().update_item(**request["Update"], ReturnValues="ALL_NEW")["Attributes"])


@contextmanager
def _meaning_of(single: Put | Update) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code")
        if code == "ConditionalCheckFailedException":
            raise single.error() from error
        if code == "TransactionConflictException":
            raise Busy from error
        raise


# The driver tries throttled calls again, but not a transaction that was given up because one of its writes was.
_BUSY = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


def _meaning(error: ClientError, writes: Sequence[Write]) -> Exception:
    reasons: Any = error.response.get("CancellationReasons", [])
    codes = [reason.get("Code") for reason in reasons]
    for code, each in zip(codes, writes, strict=False):
        if code == "ConditionalCheckFailed":
            return each.error()
    return Busy() if _BUSY.intersection(codes) else error
