"""Finding employers by a word of the name, by a phone, by the number of a register: each by one query (ENR-1).

The rows that lead to an employer move with its record, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ishtirak.rules.register_numbers import number_key
from ishtirak.rules.searching import search_words
from ishtirak.storage import keys, table
from ishtirak.storage.employers import Employer, RegistrationNumberTaken
from ishtirak.storage.transactions import Delete, Put, Write

NAMES = "EMPLOYER"
"""Under which the words of the names of employers stand."""

LOOKED_AT = 1_000
"""How many rows one search reads at most: some 200 KB."""


class Found(NamedTuple):
    """Ids of employers in the order of the rows that led to them, and where the rest begins (None at the end)."""

    employer_ids: list[str]
    after: str | None


def writes(seen: Employer | None, employer: Employer) -> list[Write]:
    """The writes that make an employer found by what it is now, and not by what was `seen` of it any more.

    The first raises RegistrationNumberTaken where another employer has the number.
    """
    phones = _rows(keys.phone, seen.phones if seen else frozenset(), employer.phones, employer)
    ibans = _rows(keys.iban, seen.ibans if seen else frozenset(), employer.ibans, employer)
    return [*_number(seen, employer), *_words(seen, employer), *phones, *ibans]


def _number(seen: Employer | None, employer: Employer) -> list[Write]:
    before, after = seen.number_key if seen else None, employer.number_key
    if before == after:
        return []
    moved: list[Write] = []
    if after:
        refusal = RegistrationNumberTaken(registration_number=employer.registration_number, employer_id="")
        row = {"employer_id": employer.id, "registered_by": employer.registered_by}
        moved.append(Put(keys.registration_number(after), row, unless_exists=refusal))
    if before:
        moved.append(Delete(keys.registration_number(before), if_is={"employer_id": employer.id}))
    return moved


def _words(seen: Employer | None, employer: Employer) -> list[Write]:
    before, after = search_words(seen.name) if seen else (), search_words(employer.name)
    if before == after:
        return []
    row = {"employer_id": employer.id, "words": _line(after), "registered_by": employer.registered_by}
    gone = [word for word in before if word not in after]
    return [
        *(Put(keys.name_word(NAMES, word, employer.id), {**row, "word": word}) for word in after),
        *(Delete(keys.name_word(NAMES, word, employer.id), if_is={"employer_id": employer.id}) for word in gone),
    ]


def _rows(
    under: Callable[[str], str], before: frozenset[str], after: frozenset[str], employer: Employer
) -> list[Write]:
    """The writes that move the rows by which an employer is found under each of its phones, or accounts."""
    row = {"employer_id": employer.id, "registered_by": employer.registered_by}
    return [
        *(Put(keys.of_employer(under(each), employer.id), row) for each in sorted(after - before)),
        *(Delete(keys.of_employer(under(each), employer.id), if_is=row) for each in sorted(before - after)),
    ]


def by_name(typed: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    """A page of the employers in whose name each typed word begins a word, in whatever order.

    The longest word is asked for, the others sift what it finds: a page may hold fewer than `limit`, and go on. One
    letter alone finds words of one letter.
    registered_by: only those that this agent has registered; None for all.
    """
    typed_words = search_words(typed)
    if not typed_words:
        return Found([], None)
    asked = max(typed_words, key=len)
    others = [f" {word}" for word in typed_words if word != asked]
    page = table.search(
        keys.names_beginning(NAMES, asked),
        f"{keys.SEARCH_WORD}{asked}",
        looked_at=LOOKED_AT if others or registered_by else limit,
        contains={"words": others},
        equal={"registered_by": registered_by} if registered_by else {},
        after=after,
    )
    return _page([row for row in page.items if _first_of(row, asked)], limit, page.after)


def _first_of(row: table.Item, asked: str) -> bool:
    """Whether the row is the first by which a name is found: one with two words that fit is found once."""
    return bool(row["word"] == min(word for word in row["words"].split() if word.startswith(asked)))


def by_iban(iban: str, limit: int) -> Found:
    """A page of the employers that have a bank account."""
    return _under(keys.iban(iban), None, limit)


def by_phone(phone: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    """A page of the employers that can be reached under a number, in E.164."""
    return _under(keys.phone(phone), registered_by, limit, after)


def _under(pk: str, registered_by: str | None, limit: int, after: str | None = None) -> Found:
    page = table.search(
        pk,
        keys.OF_EMPLOYER,
        looked_at=LOOKED_AT if registered_by else limit,
        contains={},
        equal={"registered_by": registered_by} if registered_by else {},
        after=after,
    )
    return _page(page.items, limit, page.after)


def by_number(number: str, registered_by: str | None = None) -> Found:
    """The employer that is registered under a number of a register, where there is one."""
    item = table.get(keys.registration_number(number_key(number)))
    fits = item is not None and registered_by in (None, item["registered_by"])
    return Found([item["employer_id"]] if item and fits else [], None)


def taken(number: str) -> RegistrationNumberTaken:
    """The refusal of a second employer under one number, which says who the first one is."""
    return RegistrationNumberTaken(registration_number=number, employer_id=", ".join(by_number(number).employer_ids))


def _page(rows: list[table.Item], limit: int, after: str | None) -> Found:
    behind = rows[limit - 1]["sk"] if len(rows) > limit else after
    return Found([row["employer_id"] for row in rows[:limit]], behind)


def _line(words: tuple[str, ...]) -> str:
    """The words with a space before each, so that the beginning of a word can be told from its inside."""
    return "".join(f" {word}" for word in words)
