"""What infra/functions.yaml says of an event source and Chalice's decorators can't: filters, retries, buckets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from chalice.utils import to_cfn_resource_name

# Where functions.yaml gives no number: Lambda itself would try for as long as the record lives.
MAXIMUM_RETRIES = 5


@dataclass(frozen=True)
class StreamReading:
    """How Lambda reads a stream. `patterns` empty means that every record is wanted.

    `dead_letters` is the logical id of the queue that takes what failed each time, None where there is none;
    `batch_size` None means the decorator's.
    """

    patterns: list[Mapping[str, Any]]
    maximum_retries: int
    dead_letters: str | None
    batch_size: int | None


@dataclass(frozen=True)
class Arrival:
    """How Lambda gets an event: what is wanted beside the decorator's pattern, and where failures go."""

    pattern: Mapping[str, Any]
    dead_letters: str | None


class Reference(str):
    """The logical id in `!Ref UploadsBucket`."""

    __slots__ = ()


class Overrides:
    """The file of overrides, by function."""

    def __init__(self, file: Path | None) -> None:
        text = file.read_text(encoding="utf-8") if file is not None and file.exists() else ""
        content = yaml.load(text, Loader=_Tolerant) or {}  # noqa: S506 - a SafeLoader
        self._functions: Mapping[str, Any] = content.get("Functions", {})

    def stream_of(self, handler: str) -> StreamReading:
        source = self._source(handler)
        patterns = [kept["Pattern"] for kept in source.get("FilterCriteria", {}).get("Filters", [])]
        return StreamReading(
            [json.loads(pattern) if isinstance(pattern, str) else pattern for pattern in patterns],
            source.get("MaximumRetryAttempts", MAXIMUM_RETRIES),
            _on_failure(source),
            source.get("BatchSize"),
        )

    def arrival_of(self, handler: str) -> Arrival:
        invoked = self._function(handler).get("EventInvokeConfig", {})
        return Arrival(self._source(handler).get("Pattern", {}), _on_failure(invoked))

    def _function(self, handler: str) -> Mapping[str, Any]:
        function: Mapping[str, Any] = self._functions.get(to_cfn_resource_name(handler), {})
        return function

    def _source(self, handler: str) -> Mapping[str, Any]:
        """A function of ours has one event source."""
        sources: Iterator[Mapping[str, Any]] = iter(self._function(handler).get("Events", {}).values())
        properties: Mapping[str, Any] = next(sources, {}).get("Properties", {})
        return properties


def _on_failure(properties: Mapping[str, Any]) -> str | None:
    """The logical id in `!GetAtt NoticesDead.Arn` or `!Sub "${NoticesDead.Arn}"`."""
    destination = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    return destination.removeprefix("${").split(".")[0] if destination else None


class _Tolerant(yaml.SafeLoader):
    """Steps over CloudFormation's tags: `!Sub "${Queue.Arn}"` is the text that stands there."""


def _untagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    match node:
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            return loader.construct_mapping(node, deep=True)
        case _:
            return Reference(node.value) if tag == "Ref" else node.value


_Tolerant.add_multi_constructor("!", _untagged)
