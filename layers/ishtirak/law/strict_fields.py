"""Files of the fund read strictly: every field is asked for by name, and each fault is told with its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ishtirak.law.lined_yaml import Bad

Read = TypeVar("Read")


class Fields:
    """The named fields of one place in a file; each is taken once, and none may be left over.

    Raises: what `bad` makes of a line and a reason.
    """

    def __init__(self, text: str, bad: Bad) -> None:
        from ishtirak.law.lined_yaml import LinedYaml  # takes longer to load than the rules: only who reads files waits

        self._bad = bad
        self._yaml = LinedYaml(text, bad)
        self.place: tuple[str | int, ...] = ()
        self._left = self._named(self._yaml.value)

    def at(self, place: tuple[str | int, ...], read: Any) -> Fields:
        """The fields that stand at `place`."""
        inner = object.__new__(Fields)
        inner._bad, inner._yaml, inner.place = self._bad, self._yaml, place
        inner._left = inner._named(read)
        return inner

    def take(self, name: str, read: Callable[[Any], Read]) -> Read:
        """The value of the field `name`.

        Raises: an error of the file where it is missing, or is not what `read` reads.
        """
        if name not in self._left:
            raise self.bad(f"{name} is missing")
        try:
            return read(self._left.pop(name))
        except ValueError as error:
            raise self.bad(f"{name}: {error}", name) from None

    def take_or_none(self, name: str, read: Callable[[Any], Read]) -> Read | None:
        return self.take(name, read) if name in self._left else None

    def inner(self, name: str) -> Fields:
        """The fields inside the field `name`."""
        return self.at((*self.place, name), self.take(name, lambda read: read))

    def each(self, name: str) -> list[Fields]:
        """The fields of each row of the list `name`.

        Raises: an error of the file where there is none.
        """
        rows = self.take(name, _list)
        return [self.at((*self.place, name, number), row) for number, row in enumerate(rows)]

    def each_named(self) -> dict[str, Fields]:
        """The fields inside each of the fields."""
        return {name: self.inner(name) for name in list(self._left)}

    def done(self) -> None:
        """Raises: an error of the file where a field is left that nobody knows."""
        for name in self._left:
            raise self.bad(f"unknown field {name}", name)

    def bad(self, reason: str, *at: str) -> Exception:
        """The error of the line on which the fields stand, or the one that is named."""
        return self._bad(self._yaml.line((*self.place, *at)), reason)

    def _named(self, read: Any) -> dict[str, Any]:
        if not isinstance(read, Mapping):
            raise self.bad("must have named fields")
        return dict(read)


def plain_text(read: Any) -> str:
    """Raises: ValueError for anything but text with something in it."""
    if not isinstance(read, str) or not read.strip():
        raise ValueError(f"must be text, and {read!r} is not")
    return read


def _list(read: Any) -> list[Any]:
    if not isinstance(read, list) or not read:
        raise ValueError("must be a list with at least one row")
    return read
