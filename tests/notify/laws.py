"""Laws with values that somebody has added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.law.parameter import DatedValue, Source


def with_values(law: Law, parameter: str, values: Mapping[str, Any]) -> Law:
    """`law` with values of one parameter from days on, as a request writes them."""
    source = Source(Bilingual("قرار", "a decision"), "—", "قرار")
    read = law.parameters[parameter].value_of
    added = [DatedValue(parameter, date.fromisoformat(day), read(each), each, source) for day, each in values.items()]
    return law.with_values({parameter: added}, law.version + len(added))
