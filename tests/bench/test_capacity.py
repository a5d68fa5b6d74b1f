"""Read units are counted by DynamoDB's own rules."""

from __future__ import annotations

from typing import Any

import pytest

from infra.bench.capacity import items_read, read_units, size

SMALL = {"pk": {"S": "a"}}
OF_5_KB = {"pk": {"S": "x" * 5_000}}


def test_a_size_is_names_and_values_in_bytes() -> None:
    item: dict[str, Any] = {
        "pk": {"S": "محمد"},
        "open": {"L": [{"S": "2026-01"}, {"N": "-12500"}]},
        "counts": {"M": {"rows": {"N": "7"}}},
        "told": {"BOOL": True},
    }

    pk, told = 2 + 8, 4 + 1
    opened = 4 + 3 + (1 + 7) + (1 + 2 + 1 + 1)
    counts = 6 + 3 + (1 + 4 + 2)
    assert size(item) == pk + opened + counts + told


@pytest.mark.parametrize(
    ("answer", "consistent", "units"),
    [
        ({"Item": SMALL}, True, 1),
        ({"Item": SMALL}, False, 0.5),
        ({"Item": OF_5_KB}, True, 2),
        ({}, True, 1),
    ],
)
def test_a_started_4_kb_is_a_unit_or_half_of_one(answer: dict[str, object], consistent: bool, units: float) -> None:
    asked = {"ConsistentRead": consistent}

    assert read_units("GetItem", asked, answer) == units
    assert items_read("GetItem", asked, answer) == 1


def test_a_query_is_rounded_up_once() -> None:
    page = {"Items": [OF_5_KB, *[SMALL] * 10], "ScannedCount": 12}

    assert read_units("Query", {"ConsistentRead": True}, page) == 2
    assert items_read("Query", {}, page) == 12
    assert read_units("Query", {}, {"Items": [], "ScannedCount": 0}) == 0.5


def test_a_batch_is_rounded_up_for_each_item_and_pays_for_those_that_are_not_there() -> None:
    asked = {"RequestItems": {"t": {"Keys": [{}, {}, {}], "ConsistentRead": True}}}

    assert read_units("BatchGetItem", asked, {"Responses": {"t": [SMALL, OF_5_KB]}}) == 1 + 2 + 1
    assert items_read("BatchGetItem", asked, {"Responses": {"t": [SMALL]}}) == 3
    assert read_units("PutItem", {}, {}) == items_read("PutItem", {}, {}) == 0
