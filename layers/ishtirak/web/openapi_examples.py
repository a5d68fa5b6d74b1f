"""An example of a model, put together from the examples of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN = {"string": "نص", "integer": 1, "boolean": True}


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """A value that `schema` describes; `schemas` are those that it refers to by name."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return example_of(choices[0], schemas)
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), schemas)]
    if schema.get("type") == "object":
        return {name: example_of(field, schemas) for name, field in schema.get("properties", {}).items()}
    return _PLAIN.get(str(schema.get("type")))
