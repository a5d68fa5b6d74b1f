"""CloudFormation templates as plain dictionaries: reading them from YAML with its short forms, and merging them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Template = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's `!Ref`, `!Sub` and the other short forms."""


def _long_form(loader: _Loader, name: str, node: yaml.Node) -> Template:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _long_form)


def read(path: Path) -> Any:
    """The YAML file `path`, its short forms written out: `!GetAtt Table.Arn` is `{"Fn::GetAtt": ["Table", "Arn"]}`."""
    return yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader with a few more tags


def merged(base: Any, over: Any) -> Any:
    """`base` with everything of `over` in it, key by key; of two values that are not both mappings, that of `over`."""
    if not (isinstance(base, Mapping) and isinstance(over, Mapping)):
        return over
    return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """The resources of one type by logical id, each with its properties alone."""
    resources: dict[str, Any] = template["Resources"]
    return {name: each.get("Properties", {}) for name, each in resources.items() if each.get("Type") == kind}
