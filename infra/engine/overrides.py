"""What infra/functions.yaml says of an event source and Chalice's decorators can't: filters, retries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from chalice.utils import to_cfn_resource_name

# Lambda's own default is to try for as long as the record lives; functions.yaml always says a number.
MAXIMUM_RETRIES = 5


@dataclass(frozen=True)
class Source:
    """How Lambda reads a stream. `patterns` empty means that every record is wanted.

    `dead_letters` is the logical id of the queue that takes what failed each time, None where there is none.
    """

    patterns: list[Mapping[str, Any]]
    maximum_retries: int
    dead_letters: str | None


class Overrides:
    """The file of overrides, by function."""

    def __init__(self, file: Path | None) -> None:
        text = file.read_text(encoding="utf-8") if file is not None and file.exists() else ""
        # CloudFormation's own tags are not read here, only stepped over.
        template = yaml.load(text, Loader=_Tolerant) or {}  # noqa: S506 - a SafeLoader
        self._resources: Mapping[str, Any] = template.get("Resources", {})

    def stream_of(self, handler: str) -> Source:
        patterns: list[Mapping[str, Any]] = []
        retries = MAXIMUM_RETRIES
        dead_letters = None
        for properties in self._sources(handler):
            for kept in properties.get("FilterCriteria", {}).get("Filters", []):
                pattern = kept["Pattern"]
                patterns.append(json.loads(pattern) if isinstance(pattern, str) else pattern)
            retries = int(properties.get("MaximumRetryAttempts", retries))
            on_failure = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
            dead_letters = _logical_id(on_failure) if on_failure else dead_letters
        return Source(patterns, retries, dead_letters)

    def _sources(self, handler: str) -> Iterator[Mapping[str, Any]]:
        function = self._resources.get(to_cfn_resource_name(handler), {})
        for source in function.get("Properties", {}).get("Events", {}).values():
            yield source.get("Properties", {})


def _logical_id(reference: str) -> str:
    """`${NoticesDead.Arn}` and `NoticesDead.Arn` → `NoticesDead`."""
    return reference.removeprefix("${").split(".")[0]


class _Tolerant(yaml.SafeLoader):
    """Reads `!Sub "${Queue.Arn}"` as the text or the list that stands there."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    match node:
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            return loader.construct_mapping(node, deep=True)
        case _:
            return node.value


_Tolerant.add_multi_constructor("!", _untagged)
