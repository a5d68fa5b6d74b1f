"""Read units as DynamoDB bills them, from the items that an answer holds.

The embedded engine counts writes by their size, as DynamoDB does, and every read as one unit. So reads are
counted here.
Source: "DynamoDB read and write operations" and "Item sizes and formats" in the developer guide of DynamoDB.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

BYTES_OF_A_READ_UNIT = 4_096

Wire = Mapping[str, Any]


def read_units(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """What a read costs: a started 4 KB is a unit, half of one where the read need not be consistent.

    A query is rounded up once for its page, a batch for each of its items; what is not there costs a unit too.
    """
    match operation:
        case "GetItem":
            return _units(size(answer.get("Item", {})), asked)
        case "Query" | "Scan":
            return _units(sum(map(size, answer["Items"])), asked)
        case "BatchGetItem":
            return sum(_batch(answer["Responses"].get(name, []), each) for name, each in asked["RequestItems"].items())
        case _:
            return 0.0


def items_read(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """How many items were looked at, those that a filter then drops among them."""
    match operation:
        case "GetItem":
            return 1
        case "Query" | "Scan":
            return int(answer["ScannedCount"])
        case "BatchGetItem":
            return sum(len(each["Keys"]) for each in asked["RequestItems"].values())
        case _:
            return 0


def items_written(asked: Mapping[str, Any]) -> int:
    """How many items a write asks for: one, or as many as a transaction or a batch holds."""
    if "TransactItems" in asked:
        return len(asked["TransactItems"])
    return sum(map(len, asked["RequestItems"].values())) if "RequestItems" in asked else 1


def size(item: Mapping[str, Wire]) -> int:
    """The bytes of an item as it is billed: the names of its attributes, and their values."""
    return sum(len(name.encode()) + _size_of_value(value) for name, value in item.items())


def _batch(found: list[Mapping[str, Wire]], asked: Mapping[str, Any]) -> float:
    missing = len(asked["Keys"]) - len(found)
    return sum(_units(size(item), asked) for item in found) + missing * _units(0, asked)


def _units(size_bytes: int, asked: Mapping[str, Any]) -> float:
    started = max(1, ceil(size_bytes / BYTES_OF_A_READ_UNIT))
    return started if asked.get("ConsistentRead") else started / 2


def _size_of_value(value: Wire) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(str(content).encode())
        case "N":  # two digits a byte, and one more for sign and exponent
            digits: str = content.lstrip("-").strip("0")
            return ceil(len(digits) / 2) + 1 + int(content.startswith("-"))
        case "L":
            return 3 + sum(1 + _size_of_value(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size_of_value(each) for name, each in content.items())
        case _:
            return 1
