"""Where each person is covered, by national number: the record that lets a person be covered once (ENR-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Delete, Put


class AlreadyCovered(Conflict):
    """ENR-6: the person is covered already; says where."""

    code = "already_covered"
    ar = "الرقم الوطني {national_number} مغطى بالفعل: {where_ar}."
    en = "The national number {national_number} is covered already: {where_en}."


class NeverCovered(NotFound):
    """Nobody with this national number is or was covered."""

    code = "never_covered"
    ar = "لا تغطية، حالية أو سابقة، للرقم الوطني {national_number}."
    en = "Nobody with the national number {national_number} is or was covered."


@dataclass(frozen=True, slots=True)
class CoveredPerson:
    """Where a person is covered, or was until (not including) a day.

    subscriber_id: the person's own, or that of the subscriber whose family the person belongs to.
    dependant_id:  None for a subscriber.
    own_id:        of a family member, the subscriber that the person was before, or waits to become (FAM-3).
    families:      those that the person was in before, each as the ids of its subscriber and of the dependant there,
                   the last one left last.
    """

    national_number: str
    subscriber_id: str
    dependant_id: str | None = None
    employer_id: str | None = None
    until: date | None = None
    own_id: str | None = None
    families: tuple[tuple[str, str], ...] = ()

    @property
    def own_subscription(self) -> str | None:
        """The subscriber that the person is, was or waits to become; None for who never was one."""
        return self.subscriber_id if self.dependant_id is None else self.own_id

    @property
    def family(self) -> tuple[str, str] | None:
        """The family whose member the person is, or was last; None for a subscriber."""
        return (self.subscriber_id, self.dependant_id) if self.dependant_id is not None else None

    def coming_from(self, seen: CoveredPerson) -> CoveredPerson:
        """The same, with the families that the person was in where `seen` tells."""
        left = (*seen.families, *([seen.family] if seen.family else []), *self.families)
        return replace(self, families=tuple(each for each in dict.fromkeys(left) if each != self.family))

    def ends_by(self, day: date) -> bool:
        """Whether the person is not covered there any more on `day`."""
        return self.until is not None and self.until <= day


def find(national_number: str) -> CoveredPerson | None:
    """Where the person is or was covered; None for somebody who never was."""
    return find_all([national_number]).get(national_number)


def load(national_number: str) -> CoveredPerson:
    """Raises: NeverCovered."""
    covered = find(national_number)
    if covered is None:
        raise NeverCovered(national_number=national_number)
    return covered


def find_all(national_numbers: Iterable[str]) -> dict[str, CoveredPerson]:
    """Where people are or were covered, by national number; who never was is left out."""
    found = table.get_all(keys.person(number) for number in national_numbers)
    people = (read(key.owner_id, item) for key, item in found.items())
    return {person.national_number: person for person in people}


def where_covered(national_number: str) -> AlreadyCovered | None:
    """Where the person is covered, as the refusal of a second registration says it; None if nowhere."""
    covered = find(national_number)
    return already_covered(national_number, covered) if covered else None


def already_covered(national_number: str, covered: CoveredPerson | None) -> AlreadyCovered:
    """The refusal of a second cover, which says where the first one is, where that is known."""
    where_ar, where_en = _where(covered)
    return AlreadyCovered(national_number=national_number, where_ar=where_ar, where_en=where_en)


def _where(covered: CoveredPerson | None) -> tuple[str, str]:
    if covered is None:
        return "يوجد تسجيل قائم", "there is a registration"
    who = covered.subscriber_id
    if covered.dependant_id is not None:
        return f"منتفع لدى المشترك {who}", f"as a dependant of the subscriber {who}"
    if covered.employer_id is not None:
        at = covered.employer_id
        return f"مشترك برقم {who} لدى جهة العمل {at}", f"as the subscriber {who} of the employer {at}"
    return f"مشترك برقم {who} دون جهة عمل", f"as the subscriber {who}, without an employer"


def put(person: CoveredPerson, seen: CoveredPerson | None) -> Put:
    """The write of where a person is covered from now on; the families that were left stay known.

    Args: seen: what stood there. None where nothing did, and then it raises AlreadyCovered if there is something now;
          else it raises Moved where something else stands there now.
    """
    key = keys.person(person.national_number)
    if seen is None:
        return Put(key, _item(person), unless_exists=already_covered(person.national_number, None))
    return Put(key, _item(person.coming_from(seen)), if_is=_item(seen))


def ended(covered: CoveredPerson, until: date) -> Put:
    """The write by which that cover ends; from then on there can be another one."""
    return put(replace(covered, until=until), covered)


def never_was(covered: CoveredPerson) -> Delete:
    """The write by which a number that was written down wrongly stands for nobody any more."""
    return Delete(keys.person(covered.national_number), if_is=_item(covered))


def _item(person: CoveredPerson) -> dict[str, Any]:
    return {
        "subscriber_id": person.subscriber_id,
        "dependant_id": person.dependant_id,
        "employer_id": person.employer_id,
        "until": person.until.isoformat() if person.until else None,
        "own_id": person.own_id,
        "families": [list(each) for each in person.families] or None,
    }


def read(national_number: str, item: dict[str, Any]) -> CoveredPerson:
    """Where the person with that number is covered, by an item of the table."""
    until = item.get("until")
    return CoveredPerson(
        national_number,
        item["subscriber_id"],
        item.get("dependant_id"),
        item.get("employer_id"),
        date.fromisoformat(until) if until else None,
        item.get("own_id"),
        tuple((subscriber_id, dependant_id) for subscriber_id, dependant_id in item.get("families", ())),
    )
