"""Who is on a list, who was, and on which days (ENR-1).

Who is on it now is found by the index `members` over the subscribers' own records, so that nothing has to be written
for it. Each time that has ended is a row beside the roll. The index is a moment behind the table: who joins while a
month is being opened is assessed by a request of the own, and not by finding them here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ishtirak.rules.money import Money
from ishtirak.rules.spells import Spell
from ishtirak.storage import keys, table
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Put

_NOW, _BEFORE = "now|", "before|"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a list, from a day until (not including) another; None while it goes on."""

    subscriber_id: str
    name: str
    from_: date
    until: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether the person was on the list on `day`."""
        return self.from_ <= day and (self.until is None or day < self.until)


class Listed(NamedTuple):
    """Somebody on a list as a payroll knows the person. gross: that of the newest salary certificate."""

    subscriber_id: str
    name: str
    iban: str | None
    gross: Money | None


class Page(NamedTuple):
    """Some of those who are or were on a list, and where the rest begins (None at the end)."""

    members: list[Member]
    after: str | None


def since(roll_id: str, day: date, limit: int, after: str | None = None) -> Page:
    """A page of those who are on the list, or were on `day` or later: first those of now, then those who have left.

    It costs what is in it: who left before is not looked at.
    """
    still: list[Member] = []
    if after is None or after.startswith(_NOW):
        page = _now(roll_id, limit, after.removeprefix(_NOW) if after else None)
        if page.after is not None or len(page.members) == limit:
            return Page(page.members, f"{_NOW}{page.after}" if page.after else _BEFORE)
        still, after = page.members, _BEFORE
    left = _left_after(roll_id, day, limit - len(still), after.removeprefix(_BEFORE) or None)
    return Page([*still, *left.members], f"{_BEFORE}{left.after}" if left.after else None)


def by_national_number(roll_id: str) -> dict[str, Listed]:
    """Everybody who is on the list now, by national number: a hundred thousand people take some 40 MB."""
    found: dict[str, Listed] = {}
    after: str | None = None
    while True:
        page = table.index_page("members", ("listed_on", roll_id), limit=_LISTED_OF_ONE_PAGE, after=after)
        for item in page.items:
            gross = Money(item["gross_dirhams"]) if "gross_dirhams" in item else None
            found[item["national_number"]] = Listed(item["id"], item["name"], item.get("iban"), gross)
        after = page.after
        if after is None:
            return found


_LISTED_OF_ONE_PAGE = 5_000


def every(roll_id: str, day: date, limit: int) -> Iterator[Page]:
    """Page after page of `since` until the end."""
    after: str | None = None
    while True:
        page = since(roll_id, day, limit, after)
        yield page
        after = page.after
        if after is None:
            return


def _now(roll_id: str, limit: int, after: str | None) -> Page:
    found = table.index_page("members", ("listed_on", roll_id), limit=limit, after=after)
    members = [Member(item["id"], item["name"], date.fromisoformat(item["listed_from"])) for item in found.items]
    return Page(members, found.after)


def _left_after(roll_id: str, day: date, limit: int, after: str | None) -> Page:
    first = f"{keys.LEFT}{day + timedelta(days=1)}"
    found = table.page(keys.roll(roll_id).pk, keys.LEFT, limit=limit, after=after, first=first)
    return Page([_member(item) for item in found.items if item["from"] < item["until"]], found.after)


def _member(item: table.Item) -> Member:
    from_, until = date.fromisoformat(item["from"]), date.fromisoformat(item["until"])
    return Member(item["subscriber_id"], item["name"], from_, until)


def moved(seen: Subscriber, person: Subscriber) -> list[Put]:
    """The writes of the times on lists that have ended by a change of a person's spells.

    A time that was thought to have been, and was not, stays as one of no days.
    """
    before, after = (
        {_left(each, spell): spell for spell in each.spells if spell.until is not None} for each in (seen, person)
    )
    ended = [(key, spell.from_, spell.until) for key, spell in after.items() if key not in before]
    undone = [(key, spell.from_, spell.from_) for key, spell in before.items() if key not in after]
    return [
        Put(key, {"subscriber_id": person.id, "name": person.name, "from": str(from_), "until": str(until)})
        for key, from_, until in (*ended, *undone)
    ]


def _left(person: Subscriber, spell: Spell) -> keys.Key:
    return keys.left(person.roll_of(spell), person.id, spell.from_, spell.until)
