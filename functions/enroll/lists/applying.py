"""Applying a list that a person has confirmed, in pieces (ENR-9).

A piece is one transaction: what it does to people, and how far the file has been worked through. So a crash anywhere
goes on where it stopped, and the same file again does nothing. Who is new costs two writes (where the person is
covered, and the record), who is unchanged none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from functions.enroll.endings import departures
from functions.enroll.lists.lines import Group, changes_in
from functions.enroll.subscribers.certificates import certified
from functions.enroll.subscribers.registering import (
    NewSubscriber,
    coming_back,
    covered_as,
    new_person,
    registration,
    returned,
    told_anew,
)
from ishtirak.files.lines import PayrollLine
from ishtirak.files.payroll import Payroll
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send, send_all
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate, newest
from ishtirak.rules.identity import gender_in
from ishtirak.rules.spells import NotCoveredThen
from ishtirak.storage import deeds, employers, keys, persons, registrations, restatements, rolls, subscribers, uploads
from ishtirak.storage.members import Listed
from ishtirak.storage.persons import AlreadyCovered, CoveredPerson
from ishtirak.storage.registrations import Registration, RegistrationState, file_key, found_key
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import WRITES_OF_ONE_TRANSACTION, Busy, Write, decided_again, write

LINES_OF_ONE_LOOK = 100
LOOKS_OF_ONE_MESSAGE = 100
LEAVERS_OF_ONE_PIECE = 25


@dataclass(frozen=True, slots=True)
class _Applying:
    """A list that is applied, and what holds for all of its people."""

    seen: Registration
    category: str
    late: bool
    now: datetime
    law: Law

    @property
    def by(self) -> str:
        return self.seen.confirmed_by or self.seen.submitted_by


class _Done(NamedTuple):
    """What one line does to a person; the id of who is to be assessed again because of it."""

    line_no: int
    writes: Sequence[Write]
    registered: int = 0
    changed: int = 0
    assessed_again: str | None = None


def apply(seen: Registration, now: datetime, law: Law) -> None:
    """Do what the list says, from where the work stopped, and hand on what is left to another message."""
    category = law.sectors[employers.load(seen.employer_id).sector].category
    late = rolls.load(seen.employer_id).has_begun(Month.of(seen.covered_from), now.date())
    applying = _Applying(seen, category, late, now, law)
    with uploads.opened(file_key(seen.id), seen.file_version) as file:
        lines = (line for line in Payroll(file.content, seen.file_name) if isinstance(line, PayrollLine))
        rest = (line for line in lines if line.line_no > seen.line)
        for _ in range(LOOKS_OF_ONE_MESSAGE):
            some = list(islice(rest, LINES_OF_ONE_LOOK))
            if not some:
                _leave(applying)
                return
            applying = _apply_all(applying, some)
    send(Queue.LISTS, {"registration_id": seen.id})


def _apply_all(applying: _Applying, lines: Sequence[PayrollLine]) -> _Applying:
    """Apply these lines, as many in a transaction as fit."""
    while lines:
        applying, done_through = _apply_some(applying, lines)
        lines = [line for line in lines if line.line_no > done_through]
    return applying


@decided_again
def _apply_some(applying: _Applying, lines: Sequence[PayrollLine]) -> tuple[_Applying, int]:
    """Apply the first of these lines, as many as fit into one transaction; and the last line that is done."""
    piece = list(_fitting(_done(applying, lines)))
    last, seen = piece[-1].line_no, applying.seen
    writes = [each for done in piece for each in done.writes]
    if not writes:  # nothing to do for anybody: read again after a crash, it is nothing again
        return applying, last
    registered, changed = sum(done.registered for done in piece), sum(done.changed for done in piece)
    try:
        write(registrations.applied(seen, last, registered, changed), *writes)
    except AlreadyCovered as refusal:
        raise Busy from refusal  # somebody was registered elsewhere a moment ago: look again who is new
    # If these messages are lost, the next sweep finds the people.
    send_all(Queue.OPENINGS, ({"subscriber_id": each.assessed_again} for each in piece if each.assessed_again))
    after = replace(
        seen,
        line=last,
        registered=seen.registered + registered,
        changed=seen.changed + changed,
        version=seen.version + 1,
    )
    return replace(applying, seen=after), last


def _fitting(done: Iterator[_Done]) -> Iterator[_Done]:
    """As many as one transaction takes beside the mark of how far the file is done; one at least."""
    room = WRITES_OF_ONE_TRANSACTION - 1
    for number, each in enumerate(done):
        room -= len(each.writes)
        if room < 0 and number:
            return
        yield each


def _done(applying: _Applying, lines: Sequence[PayrollLine]) -> Iterator[_Done]:
    """What each line does as things stand now, in two reads."""
    covered = persons.find_all(line.national_number for line in lines)
    own = (person.own_subscription for person in covered.values())
    people = subscribers.load_all(each for each in own if each is not None)
    for line in lines:
        person = covered.get(line.national_number)
        known = people.get(person.own_subscription or "") if person else None
        yield _done_for(applying, line, person, known)


def _done_for(applying: _Applying, line: PayrollLine, covered: CoveredPerson | None, known: Subscriber | None) -> _Done:
    seen = applying.seen
    if covered is None or covered.ends_by(seen.covered_from):
        return _registered(applying, line, covered, known)
    here = covered.dependant_id is None and covered.employer_id == seen.employer_id and covered.until is None
    if not here or known is None:
        return _Done(line.line_no, ())  # covered elsewhere: told before, and by the counts
    return _changed(applying, line, known)


def _registered(
    applying: _Applying, line: PayrollLine, covered: CoveredPerson | None, known: Subscriber | None
) -> _Done:
    """The writes of somebody who is new, or who comes back as the same person (ENR-8)."""
    today, law = applying.now.date(), applying.law
    told = _told(line, applying)
    if known is not None:
        person = returned(known, told, today, law)
        what = {**told_anew(known, person), "list": applying.seen.id}
        deed = deeds.put_deed(keys.subscriber(person.id), applying.by, "register_subscriber", applying.now, what)
        writes = [persons.put(covered_as(person), covered), *coming_back(known, person, today, law), deed]
    elif covered is not None:  # of a family before
        person = new_person(told, applying.by, today, law)
        writes = [persons.put(covered_as(person), covered), subscribers.put_new(person)]
    else:
        person = new_person(told, applying.by, today, law)
        writes = registration(person)
    if applying.late:  # the opening of the month may have passed by this person already
        writes.append(restatements.ask(person.id, Month.of(applying.seen.covered_from), today))
    return _Done(line.line_no, writes, registered=1, assessed_again=person.id if applying.late else None)


def _changed(applying: _Applying, line: PayrollLine, known: Subscriber) -> _Done:
    """The writes of what the list says otherwise of somebody on it; another gross is a new salary certificate."""
    seen, today, law = applying.seen, applying.now.date(), applying.law
    certificate = newest(known.certificates)
    listed = Listed(known.id, known.name, known.iban, certificate.gross if certificate else None)
    fields = changes_in(line, listed)
    if not fields:
        return _Done(line.line_no, ())
    told: dict[str, Any] = {"name": line.name, "iban": line.iban, "gross": line.gross}
    edited: dict[str, Any] = {field: told[field] for field in ("name", "iban") if field in fields}
    what: dict[str, object] = {**deeds.edits(known, edited), "list": seen.id}
    writes: list[Write] = []
    again = "gross" in fields and applying.late
    if "gross" in fields:
        what["gross"] = deeds.Change(listed.gross, line.gross)
        writes.append(certified(known, Certificate(seen.covered_from, line.gross), today, law, **edited))
        if again:
            writes.append(restatements.ask(known.id, Month.of(seen.covered_from), today))
    else:
        writes.append(subscribers.change(known, **edited))
    writes.append(deeds.put_deed(keys.subscriber(known.id), applying.by, "edit_subscriber", applying.now, what))
    return _Done(line.line_no, writes, changed=1, assessed_again=known.id if again else None)


def _told(line: PayrollLine, applying: _Applying) -> NewSubscriber:
    """What a line tells of a person; the rest is asked when the person is seen. The gross counts as a certificate."""
    seen = applying.seen
    return NewSubscriber(
        category=applying.category,
        employer_id=seen.employer_id,
        national_number=line.national_number,
        name=line.name,
        gross=line.gross,
        covered_from=seen.covered_from,
        certificate_issued_on=seen.covered_from,
        gender=gender_in(line.national_number).value,
        iban=line.iban,
    )


def _leave(applying: _Applying) -> None:
    """Those who are not in the file leave, where that was confirmed; behind the last of them the list is applied."""
    seen = applying.seen
    if seen.leave_on is not None:
        leavers = found_key(seen.id, Group.LEAVERS.value)
        for _ in range(LOOKS_OF_ONE_MESSAGE):
            piece = uploads.lines_of(leavers, LEAVERS_OF_ONE_PIECE, seen.leavers_read)
            left = sum(_left(json.loads(line), seen.leave_on, applying) for line in piece.lines)
            after = replace(seen, left=seen.left + left, leavers_read=piece.after or 0)
            if piece.after is None:
                seen = replace(after, leave_on=None)
                break
            registrations.save(seen, after)
            seen = replace(after, version=seen.version + 1)
        else:
            send(Queue.LISTS, {"registration_id": seen.id})
            return
    applied = replace(seen, state=RegistrationState.APPLIED, leave_on=applying.seen.leave_on)
    write(registrations.put_over(seen, applied), registrations.put_applied(applied))


def _left(told: Mapping[str, Any], on: date, applying: _Applying) -> int:
    """Let somebody leave who is still there; who has left otherwise meanwhile is left alone."""
    person = subscribers.load(told["subscriber_id"])
    spell = person.spells[-1]
    if spell.employer_id != applying.seen.employer_id or (spell.until is not None and spell.until != on):
        return 0
    try:
        departures.leave_work(person.id, applying.seen.employer_id, on, applying.by, applying.now, applying.law)
    except NotCoveredThen:
        return 0
    return 1
