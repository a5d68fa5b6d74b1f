"""A scenario read from its file, whole and checked before any of it is played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from infra.play import words
from infra.play.faults import BadScenario, Fault
from infra.play.fields import Day, Known, RefusalCode, Text
from infra.play.source import Place, Source
from infra.play.verb import Check, Deed
from infra.play.vocabulary import VERBS

OF_A_STEP = ("day", "refused")
INTRODUCED_BY = "as"
NOT_A_MAPPING = {"model_type", "model_attributes_type", "dict_type"}


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step: a verb with its fields, and the code with which it must be refused, if it must."""

    line: int
    day: date
    name: str
    verb: Deed | Check
    refused: str | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story of a fund in dated steps. `file` is the path that it was read from."""

    file: str
    title: str
    requirements: tuple[str, ...]
    start: date
    steps: tuple[Step, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    scenario: Text
    requirements: list[Annotated[str, Field(pattern=r"^[A-Z]{2,4}-\d+$")]] = Field(default_factory=list)
    start: Day
    steps: list[Any] = Field(min_length=1)


def load(path: Path) -> Scenario:
    """Raises: BadScenario with every fault of the file."""
    return read(Source.read(path))


def read(source: Source) -> Scenario:
    """Raises: BadScenario with every fault of the file."""
    return _Reader(source).scenario()


class _Reader:
    """Reads one file from top to bottom and gathers what is wrong with it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.known = Known()
        self.day: date | None = None

    def scenario(self) -> Scenario:
        try:
            head = _File.model_validate(self.source.value)
        except ValidationError as error:
            self._add_all(error, (), "the file", list(_File.model_fields))
            raise BadScenario(self.faults) from None
        self.day = head.start
        steps = [step for i, each in enumerate(head.steps) for step in self._step(each, ("steps", i))]
        if self.faults:
            raise BadScenario(self.faults)
        return Scenario(self.source.file, head.scenario, tuple(head.requirements), head.start, tuple(steps))

    def _step(self, step: Any, place: Place) -> Iterator[Step]:
        """The step, or nothing where it has a fault."""
        if not isinstance(step, dict):
            self._add(place, "a step is a mapping with a day and a verb")
            return
        before = len(self.faults)
        day = self._day(step, place)
        refused = self._read(RefusalCode, step["refused"], (*place, "refused")) if "refused" in step else None
        name = self._name(step, place)
        if name is None:
            return
        self.known.refused = refused
        verb = self._verb(name, step[name], (*place, name))
        if day and verb and len(self.faults) == before:
            yield Step(self.source.line(place), day, name, verb, refused, step[name])

    def _day(self, step: dict[str, Any], place: Place) -> date | None:
        if "day" not in step:
            self._add(place, "a step needs its 'day'")
            return None
        day: date | None = self._read(Day, step["day"], (*place, "day"))
        if day and self.day and day < self.day:
            self._add((*place, "day"), f"the step is out of order: {day} comes before {self.day}")
        elif day:
            self.day = day
        return day

    def _name(self, step: dict[str, Any], place: Place) -> str | None:
        """The one verb of a step, if it is one that can be played."""
        names = [key for key in step if key not in OF_A_STEP]
        for name in names:
            if name in words.VERBS_NOT_PLAYED_YET:
                self._add((*place, name), f"the verb {name!r} is known but can't be played yet")
                self._remember(step[name], None)
            elif name not in VERBS:
                self._add((*place, name), f"unknown verb {name!r}{_hint(name, VERBS)}")
        if len(names) != 1:
            self._add(place, f"a step has exactly one verb; here are {', '.join(names) or 'none'}")
        return names[0] if len(names) == 1 and names[0] in VERBS else None

    def _verb(self, name: str, body: Any, place: Place) -> Deed | Check | None:
        kind = VERBS[name]
        try:
            return kind.model_validate(body, context=self.known)
        except ValidationError as error:
            self._add_all(error, place, name, [field.alias or key for key, field in kind.model_fields.items()])
            return None
        finally:
            if issubclass(kind, Deed) and kind.introduces and self.known.refused is None:
                self._remember(body, kind.introduces)

    def _remember(self, body: Any, kind: str | None) -> None:
        """A handle counts as known even where its verb has a fault, so that one fault is not told many times."""
        handle = body.get(INTRODUCED_BY) if isinstance(body, dict) else None
        if isinstance(handle, str):
            self.known.handles.setdefault(handle, kind)

    def _read(self, kind: Any, value: Any, place: Place) -> Any:
        try:
            return TypeAdapter(kind).validate_python(value, context=self.known)
        except ValidationError as error:
            self._add_all(error, place, str(place[-1]), [])
            return None

    def _add(self, place: Place, text: str) -> None:
        self.faults.append(Fault(self.source.file, self.source.line(place), text))

    def _add_all(self, error: ValidationError, place: Place, of: str, fields: list[str]) -> None:
        for each in error.errors():
            where = tuple(part for part in each["loc"] if part != "[key]")
            name = where[-1] if where else None
            if each["type"] == "extra_forbidden":
                text = f"{of} has no field {name!r}; it has {', '.join(fields)}"
            elif each["type"] == "missing":
                text = f"{of} needs the field {name!r}"
            elif each["type"] in NOT_A_MAPPING:
                text = f"{'.'.join(map(str, (of, *where)))}: must be a mapping of fields, as in {{a: 1, b: 2}}"
            else:
                said = each["msg"].removeprefix("Value error, ")
                text = f"{'.'.join(map(str, (of, *where)))}: {said}"
            self._add((*place, *where), text)


def _hint(word: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
