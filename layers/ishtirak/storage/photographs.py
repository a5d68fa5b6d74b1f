"""Photographs of subscribers and their families (ENR-3). The newest approved one is the person's photograph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.storage import keys, person_files, table
from ishtirak.storage.person_files import FileState, PersonFile, fields_of, item_of, newest_first
from ishtirak.storage.transactions import Put, write_one


class UnknownPhotograph(NotFound):
    """The subscriber has no photograph with this id."""

    code = "unknown_photograph"
    ar = "لا توجد صورة شخصية بالرقم {photograph_id} للمشترك {subscriber_id}."
    en = "The subscriber {subscriber_id} has no photograph {photograph_id}."


class NoPhotograph(NotFound):
    """No photograph of the person has been approved."""

    code = "no_photograph"
    ar = "لا توجد صورة شخصية معتمدة لهذا الشخص."
    en = "No photograph of this person has been approved."


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph(PersonFile):
    """A photograph of a person."""

    @property
    def key(self) -> keys.Key:
        return keys.photograph(self.subscriber_id, self.id)


def load(subscriber_id: str, photograph_id: str) -> Photograph:
    """Raises: UnknownPhotograph."""
    item = table.get(keys.photograph(subscriber_id, photograph_id))
    if item is None:
        raise UnknownPhotograph(subscriber_id=subscriber_id, photograph_id=photograph_id)
    return _read(item)


def of_subscriber(subscriber_id: str) -> list[Photograph]:
    """Every photograph of a subscriber and the family, whatever became of it, the newest first."""
    pk = keys.subscriber(subscriber_id).pk
    return newest_first([_read(item) for item in table.partition(pk, keys.PHOTOGRAPH)])


def of_person(subscriber_id: str, dependant_id: str | None = None) -> Photograph:
    """The photograph of the subscriber, or of one of the family.

    Raises: NoPhotograph where none has been approved.
    """
    for each in of_subscriber(subscriber_id):
        if each.dependant_id == dependant_id and each.state is FileState.APPROVED:
            return each
    raise NoPhotograph


def pending(limit: int, after: str | None = None) -> tuple[list[Photograph], str | None]:
    """A page of everybody's that wait for a review, longest first, and where the next page begins."""
    return person_files.pending_page(keys.PENDING_PHOTOGRAPHS, _read, limit, after)


def put_new(photograph: Photograph) -> Put:
    return person_files.put_new(photograph.key, item_of(photograph, keys.PENDING_PHOTOGRAPHS))


def put_over(seen: Photograph, photograph: Photograph) -> Put:
    """The write that moves a photograph on from what was seen; it raises Moved where another one was faster."""
    return person_files.put_over(photograph.key, item_of(photograph, keys.PENDING_PHOTOGRAPHS), seen)


def save(seen: Photograph, photograph: Photograph) -> None:
    """Raises: Moved where another writer was faster."""
    write_one(put_over(seen, photograph))


def _read(item: dict[str, Any]) -> Photograph:
    return Photograph(**fields_of(Photograph, item))
