"""The end of a subscriber's cover: work that has ended, a death (CMP-5, FAM-4, FAM-5).

It takes effect from its true date, however late it is known: opened months after it are withdrawn, and the money
follows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from functions.enroll.families import dependants as family_dependants
from functions.enroll.families import transfers
from functions.enroll.papers.proofs import check_proof
from functions.enroll.subscribers.registering import covered_as
from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.calendar import Month
from ishtirak.rules.packages import Reason
from ishtirak.rules.spells import ended, spell_on
from ishtirak.storage import accounts, deeds, dependants, keys, members, persons, restatements, subscribers
from ishtirak.storage.dependants import Dependant
from ishtirak.storage.persons import CoveredPerson
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write


class NotOnList(Refused):
    """The person does not work for this employer."""

    code = "not_on_list"
    ar = "هذا الشخص ليس في قائمة جهة العمل {employer_id}."
    en = "The person is not on the list of the employer {employer_id}."


def leave_work(
    subscriber_id: str,
    employer_id: str,
    on: date,
    actor_id: str,
    now: datetime,
    law: Law,
    document_id: str | None = None,
) -> Subscriber:
    """The work has ended: the day `on` is the first without cover.

    Raises: UnknownSubscriber, NotOnList, NotCoveredThen.
    """
    if subscribers.load(subscriber_id).employer_id != employer_id:
        raise NotOnList(employer_id=employer_id)
    return end_cover(subscriber_id, on, Reason.ENDED, actor_id, now, law, document_id)


@decided_again
def end_cover(
    subscriber_id: str,
    on: date,
    ending: Reason,
    actor_id: str,
    now: datetime,
    law: Law,
    document_id: str | None = None,
) -> Subscriber:
    """The cover of a subscriber and the family ends: the day `on` is the first without. Said again it changes nothing.

    Who came from a family, and still belongs to it, is covered there again (FAM-1). Who waits in this family for the
    own cover has it from that day (FAM-3).
    Args:   document_id: what proves it, where it was handed in.
    Raises: UnknownSubscriber, UnknownDocument, NotCoveredThen.
    """
    check_proof(subscriber_id, document_id)
    seen = subscribers.load(subscriber_id)
    last = seen.spells[-1]
    if (last.until, last.ending) == (on, ending):
        _go_on(seen)
        return seen
    if seen.waits:
        return _stop_work(seen, on, ending, actor_id, now, document_id)
    person = replace(seen, spells=ended(seen.spells, on, ending))
    account = accounts.load(subscriber_id, law)
    look_on = min(day for day in (account.next_action_on, on) if day is not None)
    waiting_here = _waiting_in_family(subscriber_id)
    writes: list[Write] = [
        subscribers.change(seen, spells=person.spells),
        *_where_covered_then(person, on, ending),
        accounts.put_over(account, replace(account, next_action_on=look_on)),
        *members.moved(seen, person),
        restatements.ask(person.id, Month.of(on), now.date()),
        _deed(person, on, ending, actor_id, now, document_id),
    ]
    for member, covered, waits in waiting_here:
        writes += transfers.family_lost(waits, on, Reason.ENDED, now)
        writes.append(dependants.put_over(member, member.gone(on, Reason.TRANSFERRED)))
        writes.append(persons.put(covered_as(waits), covered))
    write(*writes)
    _go_on(person)
    for _, _, waits in waiting_here:
        transfers.go_on(waits)
    return replace(person, version=seen.version + 1)


def _stop_work(
    seen: Subscriber, on: date, ending: Reason, actor_id: str, now: datetime, document_id: str | None
) -> Subscriber:
    """The work of somebody who is still covered in a family has ended; a death ends that cover too."""
    if ending is Reason.DECEASED and seen.family is not None:
        family_dependants.lose(*seen.family, on, ending, actor_id, now)
    else:
        write(*transfers.stopped(seen, on, ending, now), _deed(seen, on, ending, actor_id, now, document_id))
        _go_on(seen)
    return subscribers.load(seen.id)


def _where_covered_then(person: Subscriber, on: date, ending: Reason) -> list[Write]:
    """The writes of where the person is covered from the day `on`: in the family left for the work, or nowhere."""
    covered = persons.load(person.national_number)
    if covered.own_subscription != person.id or covered.dependant_id is not None:
        return []  # covered elsewhere since
    if ending is Reason.DECEASED or person.family is None:
        return [persons.ended(covered, on)]
    member = dependants.load(*person.family)
    head = subscribers.load(member.subscriber_id)
    holds = spell_on(on, head.spells)
    if member.parted_on is not None or member.covered_until is None or holds is None or holds.waiting:
        return [persons.ended(covered, on)]
    in_family = CoveredPerson(member.national_number, head.id, member.id, own_id=person.id)
    return [persons.put(in_family, covered), dependants.put_over(member, member.back(on))]


def _waiting_in_family(subscriber_id: str) -> list[tuple[Dependant, CoveredPerson, Subscriber]]:
    """Those of a family who wait for a cover of their own."""
    family = {member.national_number: member for member in dependants.of_subscriber(subscriber_id)}
    found = []
    for number, covered in persons.find_all(family).items():
        waits = transfers.waiting_in(covered)
        if covered.dependant_id == family[number].id and waits is not None:
            found.append((family[number], covered, waits))
    return found


def _deed(person: Subscriber, on: date, ending: Reason, actor_id: str, now: datetime, document_id: str | None) -> Write:
    what = {"on": on, "ending": ending.value, "document_id": document_id}
    return deeds.put_deed(keys.subscriber(person.id), actor_id, "end_cover", now, what)


def _go_on(person: Subscriber) -> None:
    """Have the months after the end withdrawn and the end told now; the sweep finds both if a message is lost."""
    send(Queue.OPENINGS, {"subscriber_id": person.id})
    send(Queue.STEPS, {"payer_id": person.id})
