"""What a verb of a scenario is: its fields, and either what it does or what it compares."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from infra.play.stage import Stage
from ishtirak.rules.money import InvalidAmount, Money


class Verb(BaseModel):
    """One verb with its fields. Fields are read by `fields.py`, in the light of the steps before."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)

    def given(self, *names: str) -> dict[str, object]:
        """Those of the fields that the file gives."""
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}


class Deed(Verb):
    """A verb that does something. `introduces` is the kind of thing that its `as` names."""

    introduces: ClassVar[str | None] = None

    @abstractmethod
    def do(self, stage: Stage) -> None:
        """Do it through the doors.

        Raises: Problem where the system refuses it.
        """


@dataclass(frozen=True, slots=True)
class Difference:
    """What a check expected and what it found."""

    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.found}"


class Check(Verb):
    """A verb that compares what the file expects with what the system says."""

    @abstractmethod
    def differences(self, stage: Stage) -> list[Difference]:
        """What is not as expected; nothing where the check holds.

        Raises: Problem where the system does not answer.
        """


def differences(expected: Mapping[str, object], found: Mapping[str, object]) -> list[Difference]:
    """What of `expected` is not the same in `found`. An amount is the same with two decimals and with three."""
    return [
        Difference(what, value, found.get(what)) for what, value in expected.items() if not same(value, found.get(what))
    ]


def same(expected: object, found: object) -> bool:
    """Whether two values mean the same."""
    if isinstance(expected, str) and isinstance(found, str):
        return expected == found or _amounts_agree(expected, found)
    return expected == found


def _amounts_agree(expected: str, found: str) -> bool:
    try:
        return Money.dinars(expected) == Money.dinars(found)
    except InvalidAmount:
        return False
