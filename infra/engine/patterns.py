"""The filters of an event source, as Lambda applies them before it calls a handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from infra.engine.refusal import EngineRefused

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": lambda value, wanted: isinstance(value, str) and value.startswith(wanted),
    "suffix": lambda value, wanted: isinstance(value, str) and value.endswith(wanted),
    "anything-but": lambda value, wanted: value not in (wanted if isinstance(wanted, list) else [wanted]),
}


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether each key of `pattern` is met in `event`; a list means: one of these.

    Raises: EngineRefused for a comparison that the engine does not know, rather than let everything pass.
    """
    return all(_met(wanted, event, key) for key, wanted in pattern.items())


def _met(wanted: Any, event: Mapping[str, Any], key: str) -> bool:
    if isinstance(wanted, Mapping):
        inner = event.get(key)
        return isinstance(inner, Mapping) and matches(wanted, inner)
    return any(_is(choice, event, key) for choice in wanted)


def _is(choice: Any, event: Mapping[str, Any], key: str) -> bool:
    if not isinstance(choice, Mapping):
        return key in event and bool(event[key] == choice)
    ((comparison, wanted),) = choice.items()
    if comparison == "exists":
        return (key in event) is wanted
    if comparison not in COMPARISONS:
        raise EngineRefused(f"The filter {comparison!r} is not known to the engine. Teach infra/engine/patterns.py.")
    return key in event and COMPARISONS[comparison](event[key], wanted)
