"""A family member who begins to work becomes a subscriber, without a day uncovered or covered twice (FAM-2, FAM-3).

With a public employer on the day the work begins. With a private one the person stays in the family until both hold:
the work is reported, and the employer pays for its first month; until then the person waits, and only the employer's
part is owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from functions.enroll.employers.policies import check_open
from functions.enroll.papers.proofs import check_proof
from functions.enroll.subscribers import registering
from functions.enroll.subscribers.registering import CoverTooEarly, NewSubscriber, covered_as
from functions.enroll.subscribers.welcoming import welcome
from ishtirak.errors import Conflict
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.calendar import Month
from ishtirak.rules.money import Money
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.spells import NotCoveredThen, ended, waited_until
from ishtirak.rules.standing import Standing
from ishtirak.rules.transfers import own_cover_from
from ishtirak.storage import (
    accounts,
    assessments,
    deeds,
    dependants,
    employers,
    keys,
    members,
    persons,
    restatements,
    rolls,
    subscribers,
    waiting,
)
from ishtirak.storage.dependants import Dependant
from ishtirak.storage.persons import CoveredPerson
from ishtirak.storage.rolls import Roll
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write
from ishtirak.storage.waiting import Waiting

PEOPLE_OF_ONE_LOOK = 25
LOOKED_AT_AGAIN_SECONDS = 300


class AlreadyWaiting(Conflict):
    """The person's work is reported already."""

    code = "already_waiting"
    ar = "سبق الإبلاغ عن عمل هذا الشخص لدى جهة العمل {employer_id}، وينتقل حين تسدد."
    en = "The person's work for the employer {employer_id} is reported already; the cover moves once it pays."


@dataclass(frozen=True, slots=True)
class NewWork:
    """Work that a family member has begun: with whom, since when, and what it pays."""

    employer_id: str
    from_: date
    gross: Money
    certificate_issued_on: date
    phone: str | None = None
    iban: str | None = None
    social_security_number: str | None = None
    document_id: str | None = None


@decided_again
def begin_work(
    subscriber_id: str, dependant_id: str, work: NewWork, actor_id: str, now: datetime, law: Law
) -> Subscriber:
    """The subscriber that a family member who works now becomes: at once, or when the employer pays.

    Raises: UnknownDependant, UnknownEmployer, NotCoveredThen, AlreadyWaiting; CoverTooEarly where the employer's policy
            began later than the work, PolicyClosed where it is closed.
    """
    check_proof(subscriber_id, work.document_id)
    seen = dependants.load(subscriber_id, dependant_id)
    covered = persons.find(seen.national_number)
    if covered is None or covered.dependant_id != dependant_id or work.from_ < seen.covered_from:
        raise NotCoveredThen(on=work.from_)
    waits = waiting_in(covered)
    if waits is not None:
        raise AlreadyWaiting(employer_id=waits.employer_id)
    sector = law.sectors[employers.load(work.employer_id).sector]
    check_open(work.employer_id, work.from_, now.date())
    roll = rolls.load(work.employer_id)
    if Month.of(work.from_) < roll.first_month:
        raise CoverTooEarly(from_=work.from_, month=roll.first_month)
    before = subscribers.load(covered.own_id) if covered.own_id else None
    told = _told(seen, work, sector.category)
    person = _working(before, told, seen, sector.must_pay_to_take_over, actor_id, now.date(), law)
    keeping = registering.coming_back(before, person, now.date(), law) if before else [subscribers.put_new(person)]
    late = _restated(person, roll, now.date())
    entering = (
        _entering_list(person, covered, seen, late, now, law) if person.waits else _moving(person, covered, seen, now)
    )
    what: dict[str, object] = {
        "dependant_id": dependant_id,
        "employer_id": work.employer_id,
        "from": work.from_,
        "gross": work.gross,
    }
    what["document_id"] = work.document_id
    deed = deeds.put_deed(keys.subscriber(subscriber_id), actor_id, "report_work", now, what)
    write(*keeping, *entering, *late, deed)
    go_on(person)
    return person


def _told(seen: Dependant, work: NewWork, category: str) -> NewSubscriber:
    return NewSubscriber(
        category=category,
        employer_id=work.employer_id,
        national_number=seen.national_number,
        name=seen.name,
        gross=work.gross,
        covered_from=work.from_,
        certificate_issued_on=work.certificate_issued_on,
        birth_date=seen.birth_date,
        gender=seen.gender,
        phone=work.phone,
        iban=work.iban,
        social_security_number=work.social_security_number,
    )


def _working(
    before: Subscriber | None,
    told: NewSubscriber,
    seen: Dependant,
    waits: bool,
    actor_id: str,
    today: date,
    law: Law,
) -> Subscriber:
    """The subscriber. The package is as it was in the family; who waits was told of none of the own yet."""
    if before is not None:
        person = registering.returned(before, told, today, law)
    else:
        person = registering.new_person(told, actor_id, today, law)
    begun = person.spells[-1]
    package = Package.NONE if waits else Package.FULL
    spells = (*person.spells[:-1], replace(begun, waiting=waits))
    family = (seen.subscriber_id, seen.id)
    return replace(person, family=family, spells=spells, told=package, told_on=begun.from_)


def _moving(person: Subscriber, covered: CoveredPerson, seen: Dependant, now: datetime) -> list[Write]:
    """The writes by which the own cover takes the place of the family's at once."""
    on = person.spells[-1].from_
    return [
        persons.put(covered_as(person), covered),
        dependants.put_over(seen, seen.gone(on, Reason.TRANSFERRED)),
        *welcome(person, now),
    ]


def _entering_list(
    person: Subscriber, covered: CoveredPerson, seen: Dependant, late: Sequence[Write], now: datetime, law: Law
) -> list[Write]:
    """The writes by which the person waits, and the employer's account says that it is waited for.

    Where the first month of the work is open already, the account is looked at again as soon as that is assessed.
    """
    employer_id, month = str(person.employer_id), Month.of(person.spells[-1].from_)
    account = accounts.load(employer_id, law)
    look_on = min(day for day in (account.next_action_on, now.date()) if day) if late else account.next_action_on
    return [
        persons.put(replace(covered, own_id=person.id), covered),
        waiting.put(Waiting(person.id, employer_id, month, now.date(), seen.subscriber_id, seen.id)),
        accounts.put_over(account, replace(account, awaited=True, next_action_on=look_on)),
    ]


def waiting_in(covered: CoveredPerson) -> Subscriber | None:
    """The subscriber that a family member waits to become; None for who does not wait."""
    if covered.dependant_id is None or covered.own_id is None:
        return None
    own = subscribers.load(covered.own_id)
    return own if own.waits and own.covered_until is None else None


def look_at(employer_id: str, after: str | None, now: datetime, law: Law) -> None:
    """An employer that is waited for has settled a month: let those move for whom it pays now."""
    people, after = waiting.page(employer_id, PEOPLE_OF_ONE_LOOK, after)
    account = accounts.load(employer_id, law)
    standings = [*accounts.history(employer_id), account.standing]
    unassessed = [each for each in people if not _take_over(each, standings, now, law)]
    if after is not None:
        send(Queue.CHANGES, {"paid_by": employer_id, "after": after})
        return
    if unassessed:  # their months are being assessed again just now
        send(Queue.CHANGES, {"paid_by": employer_id, "after": None}, LOOKED_AT_AGAIN_SECONDS)
    _wait_no_more(employer_id, law)


@decided_again
def _wait_no_more(employer_id: str, law: Law) -> None:
    """An employer for whom nobody waits any more is not looked at again for every month that it settles."""
    account = accounts.load(employer_id, law)
    if account.awaited and not waiting.page(employer_id, 1)[0]:
        accounts.save(account, replace(account, awaited=False))


@decided_again
def _take_over(waits: Waiting, standings: Sequence[Standing], now: datetime, law: Law) -> bool:
    """Let the person move if both hold; False where the first month of the work should be assessed, and is not yet."""
    person = subscribers.load(waits.subscriber_id)
    booked = assessments.load_all([person.id], waits.month).get(person.id)
    if booked is None or booked.withdrawn:
        return not rolls.load(waits.employer_id).has_begun(waits.month, now.date())
    on = own_cover_from(waits.month, max(waits.reported_on, booked.on), standings, law)
    if on is not None and person.waits:
        seen = dependants.load(waits.family_of, waits.dependant_id)
        write(
            *_begun(person, on, now),
            persons.put(covered_as(person), persons.load(person.national_number)),
            dependants.put_over(seen, seen.gone(on, Reason.TRANSFERRED)),
            deeds.put_deed(keys.subscriber(person.id), deeds.FUND, "move_from_family", now, {"on": on}),
        )
        go_on(person)
    return True


def _begun(person: Subscriber, on: date, now: datetime) -> list[Write]:
    """The writes by which the own cover of somebody who has waited begins; the package is as it was in the family."""
    employer_id, roll = str(person.employer_id), rolls.load(person.roll_id)
    spells = waited_until(person.spells, on)
    return [
        subscribers.change(person, spells=spells, told=Package.FULL, told_on=on),
        *welcome(replace(person, spells=spells), now),
        *members.moved(person, replace(person, spells=spells)),
        waiting.over(employer_id, person.id),
        *_restated(replace(person, spells=spells), roll, now.date()),
    ]


def family_lost(waits: Subscriber, on: date, ending: Reason, now: datetime) -> list[Write]:
    """The writes for somebody who waits and loses the family: the own cover begins that day, or the person has died."""
    begins = waits.spells[-1].from_
    if ending is not Reason.DECEASED:
        return _begun(waits, max(on, begins), now)
    return stopped(waits, max(on, begins + timedelta(days=1)), ending, now)


def stopped(waits: Subscriber, on: date, ending: Reason, now: datetime) -> list[Write]:
    """The writes by which somebody's work ends before the own cover has begun."""
    person = replace(waits, spells=ended(waits.spells, on, ending))
    return [
        subscribers.change(waits, spells=person.spells),
        *members.moved(waits, person),
        waiting.over(str(waits.employer_id), waits.id),
        restatements.ask(waits.id, Month.of(on), now.date()),
    ]


def _restated(person: Subscriber, roll: Roll, today: date) -> list[Write]:
    """That the person's months are to be assessed again, where the first one that has changed is open already."""
    month = Month.of(person.spells[-1].from_)
    return [restatements.ask(person.id, month, today)] if roll.has_begun(month, today) else []


def go_on(person: Subscriber) -> None:
    """Have what has changed assessed and told now; the sweep finds the first if the message is lost."""
    send(Queue.OPENINGS, {"subscriber_id": person.id})
    send(Queue.TELLINGS, {"subscriber_ids": [person.id]})
