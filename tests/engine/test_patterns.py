"""Filters and answers, as Lambda reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.engine import EngineRefused
from infra.engine.answers import BadAnswer, failed_items
from infra.engine.overrides import Overrides
from infra.engine.patterns import matches

EVENT = {"eventName": "INSERT", "dynamodb": {"Keys": {"sk": {"S": "NOTICE#1"}}}}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({}, True),
        ({"eventName": ["INSERT", "MODIFY"]}, True),
        ({"eventName": ["REMOVE"]}, False),
        ({"eventName": [{"anything-but": "REMOVE"}]}, True),
        ({"eventName": [{"anything-but": ["INSERT"]}]}, False),
        ({"dynamodb": {"Keys": {"sk": {"S": [{"prefix": "NOTICE#"}]}}}}, True),
        ({"dynamodb": {"Keys": {"sk": {"S": [{"suffix": "#2"}]}}}}, False),
        ({"dynamodb": {"OldImage": [{"exists": False}]}}, True),
        ({"dynamodb": {"OldImage": {"sk": ["x"]}}}, False),
        ({"missing": ["x"]}, False),
    ],
)
def test_a_filter_lets_through_what_lambda_would(pattern: dict[str, Any], expected: bool) -> None:
    assert matches(pattern, EVENT) is expected


def test_a_comparison_that_is_not_known_is_refused() -> None:
    with pytest.raises(EngineRefused, match="cidr"):
        matches({"eventName": [{"cidr": "10.0.0.0/8"}]}, EVENT)


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_answer_without_failures_means_that_all_went_well(answer: Any) -> None:
    assert failed_items(answer, ["a", "b"]) == set()


def test_an_answer_names_what_failed() -> None:
    assert failed_items({"batchItemFailures": [{"itemIdentifier": "b"}]}, ["a", "b"]) == {"b"}


@pytest.mark.parametrize(
    "answer",
    [
        "done",
        {"batchItemFailures": [{"itemIdentifier": "c"}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"id": "a"}]},
    ],
)
def test_an_answer_that_lambda_would_not_understand_fails_the_whole_batch(answer: Any) -> None:
    with pytest.raises(BadAnswer):
        failed_items(answer, ["a", "b"])


def test_what_is_deployed_is_what_the_engine_does() -> None:
    overrides = Overrides(Path("infra/functions.yaml"))

    reading = overrides.stream_of("send_notices")

    assert matches(reading.patterns[0], EVENT)
    assert not matches(reading.patterns[0], {**EVENT, "eventName": "MODIFY"})
    assert reading.dead_letters == "NoticesDead"
    assert reading.maximum_retries > 0
    assert overrides.arrival_of("file_arrived").dead_letters == "ArrivalsDead"
    assert overrides.arrival_of("file_arrived").pattern["detail"]["bucket"]["name"] == ["UploadsBucket"]
