"""The family that a subscriber's contribution covers: who joins it, and who leaves it (FAM-1, FAM-4, ENR-6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.enroll.families import transfers
from functions.enroll.papers.proofs import check_proof
from functions.enroll.subscribers.one_cover import free_from
from functions.enroll.subscribers.registering import covered_as
from ishtirak.errors import InvalidField
from ishtirak.rules.packages import Reason
from ishtirak.rules.spells import NotCoveredThen, spell_on
from ishtirak.storage import deeds, dependants, keys, persons, subscribers
from ishtirak.storage.dependants import Dependant, Relation, Stay
from ishtirak.storage.ids import new_id
from ishtirak.storage.persons import AlreadyCovered, CoveredPerson
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write


class NotBornThen(InvalidField):
    """Nobody is covered before being born."""

    code = "not_born_then"
    ar = "الحقل {field}: لا تبدأ التغطية قبل يوم الميلاد {birth_date}."
    en = "The field {field}: nobody is covered before the day of birth, {birth_date}."


@dataclass(frozen=True, slots=True)
class NewDependant:
    """What is told of a family member.

    from_, document_id: the first day in the family (a birth, a marriage), and the document that proves it, if any.
    """

    relation: Relation
    name: str
    national_number: str
    birth_date: date
    gender: str
    from_: date
    document_id: str | None = None


@decided_again
def add(subscriber_id: str, new: NewDependant, actor_id: str, now: datetime) -> Dependant:
    """Cover a family member from the true day on, however late it is told (FAM-5).

    Who belonged to this family before comes back as the same person.
    Raises: UnknownSubscriber, UnknownDocument, NotCoveredThen, NotBornThen; AlreadyCovered, which says where.
    """
    head = subscribers.load(subscriber_id)
    check_proof(subscriber_id, new.document_id)
    if new.from_ < new.birth_date:
        raise NotBornThen("from", birth_date=new.birth_date)
    begins = _in_cover(head, new.from_)
    seen, ends = free_from(new.national_number, begins)
    dependant, joining = _joined(head, new, begins, seen)
    what: dict[str, object] = {"dependant_id": dependant.id, "relation": new.relation.value, "from": begins}
    what |= {"national_number": new.national_number, "document_id": new.document_id}
    try:
        write(
            persons.put(_covered(dependant, seen), seen),
            joining,
            *ends,
            deeds.put_deed(
                keys.subscriber(subscriber_id),
                actor_id,
                "add_dependant",
                now,
                {**what, "from": begins, "document_id": new.document_id},
            ),
        )
    except AlreadyCovered as refusal:
        raise persons.where_covered(new.national_number) or refusal from refusal
    return dependant


def _in_cover(head: Subscriber, day: date) -> date:
    """The first day on which the family covers somebody who belongs to it since `day`.

    A child born before the subscriber's own cover began is covered from that day on.
    Raises: NotCoveredThen where the subscriber is covered neither then nor later.
    """
    if spell_on(day, head.spells) is not None:
        return day
    later = [spell.from_ for spell in head.spells if spell.from_ > day and not spell.waiting]
    if not later:
        raise NotCoveredThen(on=day)
    return later[0]


def _joined(head: Subscriber, new: NewDependant, begins: date, seen: CoveredPerson | None) -> tuple[Dependant, Write]:
    if seen is not None and seen.dependant_id is not None and seen.subscriber_id == head.id:
        before = dependants.load(head.id, seen.dependant_id)
        back = before.back(begins)
        return back, dependants.put_over(before, back)
    told = {name: getattr(new, name) for name in ("relation", "name", "national_number", "birth_date", "gender")}
    dependant = Dependant(id=new_id("D"), subscriber_id=head.id, stays=(Stay(begins),), **told)
    return dependant, dependants.put_new(dependant)


def _covered(dependant: Dependant, seen: CoveredPerson | None) -> CoveredPerson:
    own = seen.own_subscription if seen else None
    return CoveredPerson(dependant.national_number, dependant.subscriber_id, dependant.id, own_id=own)


@decided_again
def lose(
    subscriber_id: str,
    dependant_id: str,
    on: date,
    ending: Reason,
    actor_id: str,
    now: datetime,
    document_id: str | None = None,
) -> Dependant:
    """A family member does not belong to the family any more from the day `on`; said again it changes nothing.

    Who waits to be covered for work of the own is so from that day on (FAM-3): without a day uncovered. Who has left
    for a subscription of the own does not come back.
    Args:   document_id: what proves it, where it was handed in.
    Raises: UnknownDependant, UnknownDocument, NotCoveredThen.
    """
    check_proof(subscriber_id, document_id)
    seen = dependants.load(subscriber_id, dependant_id)
    if seen.parted_on == on:
        return seen
    if on <= seen.stays[0].from_:
        raise NotCoveredThen(on=on)
    covered = persons.find(seen.national_number)
    parted = _parted(seen, on, ending)
    what = {"dependant_id": dependant_id, "on": on, "ending": ending.value, "document_id": document_id}
    writes: list[Write] = [dependants.put_over(seen, parted)]
    waits = None
    if covered is not None and covered.dependant_id == dependant_id:
        waits = transfers.waiting_in(covered)
        writes += transfers.family_lost(waits, on, ending, now) if waits else []
        if waits is None or ending is Reason.DECEASED:
            writes.append(persons.ended(covered, parted.covered_until or on))
        else:
            writes.append(persons.put(covered_as(waits), covered))
    write(*writes, deeds.put_deed(keys.subscriber(subscriber_id), actor_id, "lose_dependant", now, what))
    if waits is not None:
        transfers.go_on(waits)
    return parted


def _parted(seen: Dependant, on: date, ending: Reason) -> Dependant:
    """Who has left for a subscription of the own before was covered here until then, and just does not come back."""
    if seen.covered_until is not None and seen.covered_until <= on:
        return replace(seen, parted_on=on)
    return replace(seen.gone(on, ending), parted_on=on)
