"""The stack's outputs as the settings that the code reads: `TableName` becomes TABLE_NAME."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")


def as_settings(outputs: Mapping[str, Value]) -> dict[str, Value]:
    """`{"OidcJwksUrl": "https://…"}` → `{"OIDC_JWKS_URL": "https://…"}`, output by output."""
    return {setting_of(name): value for name, value in outputs.items()}


def setting_of(output: str) -> str:
    """CloudFormation allows letters and digits only in an output's name, so words are told apart by their capitals."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", output).upper()
