"""A YAML file as plain values that remember the line on which each one stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

Place = tuple[str | int, ...]
"""Where a value stands in the file: keys and positions from the top, as in ("values", 3, "source", "ar")."""

Bad = Callable[[int, str], Exception]
"""The error of a line for a reason."""

_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_STRING = "tag:yaml.org,2002:str"


class LinedYaml:
    """The values of a file, and the line of each.

    Dates are left as text: whether one exists is for the reader to say.

    Raises: what `bad` makes of it, for text that is not YAML, for a key that stands twice in one mapping, for aliases.
    """

    def __init__(self, text: str, bad: Bad) -> None:
        self._bad = bad
        self._lines: dict[Place, int] = {(): 1}
        self._constructor = yaml.constructor.SafeConstructor()
        try:
            node = yaml.compose(self._without_aliases(text), Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise bad(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}") from None
        except yaml.YAMLError as error:
            raise bad(1, f"not YAML: {error}") from None
        self.value = None if node is None else self._value(node, ())

    def line(self, place: Place) -> int:
        """The line of the value at `place`."""
        return self._lines[place]

    def _value(self, node: yaml.Node, place: Place) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*place, i)) for i, each in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if node.tag == _TIMESTAMP:
            return node.value
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag not in {_STRING, _TIMESTAMP}:
                raise self._bad(line, f"a key must be a word, and {key!r} is not")
            if key in found:
                raise self._bad(line, f"the key {key!r} stands twice")
            self._lines[(*place, key)] = line
            found[key] = self._value(value_node, (*place, key))
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError, LookupError):
            raise self._bad(node.start_mark.line + 1, f"{node.value!r} can't be understood") from None

    def _without_aliases(self, text: str) -> str:
        """The text itself: an alias would be one value with two lines."""
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise self._bad(line, f"aliases (*{event.anchor}) are not used here")
        return text


# The same reading in C where the driver has it: the law is read at every cold start.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
