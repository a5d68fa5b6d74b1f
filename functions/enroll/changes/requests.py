"""Changes that are asked for: drafted, submitted with what they need, decided on by another person, in force (ENR-5).

What is asked for a day to come waits for it. History is never overwritten: earlier months keep what was true then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from functions.enroll.changes import moves
from functions.enroll.changes.corrections import corrected
from functions.enroll.changes.packages import check_package
from functions.enroll.papers.proofs import check_approved, check_handed_in
from ishtirak.errors import Conflict, Refused
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.approvals import check_another
from ishtirak.storage import changes, deeds, keys, subscribers
from ishtirak.storage.changes import Change, ChangeState
from ishtirak.storage.ids import new_id
from ishtirak.storage.subscribers import Subscriber
from ishtirak.storage.transactions import Write, decided_again, write


class ChangeDecided(Conflict):
    """The request has been decided on, or was withdrawn."""

    code = "change_decided"
    ar = "حالة طلب التغيير {state}، ولا يمكن ذلك فيها."
    en = "The request of change is {state}; that can't be done with it any more."


class NothingChanges(Refused):
    """What is asked for is what stands already."""

    code = "nothing_changes"
    ar = "المطلوب هو القائم فعلا."
    en = "What is asked for is what stands already."


def ask(
    person: Subscriber,
    kind: str,
    asked: Mapping[str, str],
    from_: date,
    documents: Sequence[str],
    submitted: bool,
    actor_id: str,
    now: datetime,
    law: Law,
) -> Change:
    """Write a request down, submitted at once or as a draft that goes nowhere until it is.

    Raises: where it is submitted, DocumentsMissing and what the change itself would be refused with.
    """
    change = Change(new_id("Q"), person.id, kind, dict(asked), from_, actor_id, now.isoformat(), tuple(documents))
    if submitted:
        _applied(change, now, law)
        check_handed_in(change, law)
        change = change.now(ChangeState.SUBMITTED, now)
    write(changes.put_new(change), _deed(change, "ask_change", actor_id, now))
    return change


@decided_again
def submit(subscriber_id: str, change_id: str, actor_id: str, now: datetime, law: Law) -> Change:
    """Hand a request in for a decision; again it changes nothing.

    Raises: UnknownChange, ChangeDecided, DocumentsMissing; what the change itself would be refused with.
    """
    seen = changes.load(subscriber_id, change_id)
    if seen.state is ChangeState.SUBMITTED:
        return seen
    _check_state(seen, ChangeState.DRAFT)
    _applied(seen, now, law)
    check_handed_in(seen, law)
    return _kept(seen, seen.now(ChangeState.SUBMITTED, now), "submit_change", actor_id, now)


@decided_again
def approve(subscriber_id: str, change_id: str, actor_id: str, now: datetime, law: Law) -> Change:
    """Let a request come into force, now or on its day; again it only sees to it that the work goes on.

    Raises: UnknownChange, ChangeDecided, SamePersonApproves, DocumentsMissing; what the change itself is refused with.
    """
    seen = changes.load(subscriber_id, change_id)
    if seen.state in (ChangeState.APPROVED, ChangeState.IN_FORCE):
        _go_on(subscriber_id)
        return seen
    _check_state(seen, ChangeState.SUBMITTED)
    check_another(seen.entered_by, actor_id)
    check_approved(seen, now.date(), law)
    applied = _applied(seen, now, law)
    if seen.from_ > now.date():
        return _kept(seen, seen.now(ChangeState.APPROVED, now, actor_id), "approve_change", actor_id, now)
    change = _kept(seen, seen.now(ChangeState.IN_FORCE, now, actor_id), "approve_change", actor_id, now, applied)
    _go_on(subscriber_id)
    return change


@decided_again
def reject(subscriber_id: str, change_id: str, reason: str, actor_id: str, now: datetime) -> Change:
    """Turn a request down, with the reason.

    Raises: UnknownChange, ChangeDecided.
    """
    seen = changes.load(subscriber_id, change_id)
    _check_state(seen, ChangeState.SUBMITTED)
    return _kept(seen, seen.now(ChangeState.REJECTED, now, actor_id, reason), "reject_change", actor_id, now)


@decided_again
def withdraw(subscriber_id: str, change_id: str, actor_id: str, now: datetime) -> Change:
    """Take a request back, as long as it is not in force.

    Raises: UnknownChange, ChangeDecided.
    """
    seen = changes.load(subscriber_id, change_id)
    _check_state(seen, ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.APPROVED)
    return _kept(seen, seen.now(ChangeState.WITHDRAWN, now, actor_id), "withdraw_change", actor_id, now)


@decided_again
def bring_into_force(subscriber_id: str, change_id: str, now: datetime, law: Law) -> None:
    """The day of an approved request has come. What can't be done any more is rejected, with the reason."""
    seen = changes.load(subscriber_id, change_id)
    if seen.state is ChangeState.IN_FORCE:  # said again, it sees to it that the work goes on
        _go_on(subscriber_id)
    if seen.state is not ChangeState.APPROVED or seen.from_ > now.date():
        return
    try:
        applied = _applied(seen, now, law)
    except Refused as refusal:
        rejected = seen.now(ChangeState.REJECTED, now, deeds.FUND, refusal.in_arabic)
        _kept(seen, rejected, "reject_change", deeds.FUND, now)
        return
    _kept(seen, seen.now(ChangeState.IN_FORCE, now), "bring_change_into_force", deeds.FUND, now, applied)
    _go_on(subscriber_id)


def _applied(change: Change, now: datetime, law: Law) -> list[Write]:
    """The writes that bring a change into force.

    Raises: what the change is refused with; NothingChanges.
    """
    return _APPLYING[change.kind](subscribers.load(change.subscriber_id), change, now, law)


def _move(seen: Subscriber, change: Change, now: datetime, law: Law) -> list[Write]:
    person = moves.check_move(seen, moves.Move.of(change.asked, change.from_), now.date(), law)
    if (seen.category, seen.employer_id) == (person.category, person.employer_id):
        raise NothingChanges
    return moves.moving(seen, person, now, law)


def _bank_account(seen: Subscriber, change: Change, _now: datetime, _law: Law) -> list[Write]:
    if seen.iban == change.asked["iban"]:
        raise NothingChanges
    return [subscribers.change(seen, iban=change.asked["iban"])]


def _package(seen: Subscriber, change: Change, now: datetime, law: Law) -> list[Write]:
    check_package(seen, change.asked["package"], max(change.from_, now.date()), law)
    return []


def _personal_data(seen: Subscriber, change: Change, now: datetime, law: Law) -> list[Write]:
    return corrected(seen, change.asked, now, law)


_APPLYING: dict[str, Callable[[Subscriber, Change, datetime, Law], list[Write]]] = {
    "category": _move,
    "employer": _move,
    "bank_account": _bank_account,
    "package": _package,
    "personal_data": _personal_data,
}


def _check_state(change: Change, *states: ChangeState) -> None:
    if change.state not in states:
        raise ChangeDecided(state=change.state.value)


def _kept(
    seen: Change, change: Change, action: str, actor_id: str, now: datetime, applied: Sequence[Write] = ()
) -> Change:
    write(changes.put_over(seen, change), *applied, _deed(change, action, actor_id, now))
    return replace(change, version=seen.version + 1)


def _deed(change: Change, action: str, actor_id: str, now: datetime) -> Write:
    what = {"change_id": change.id, "kind": change.kind, "from": change.from_, **change.asked}
    return deeds.put_deed(keys.subscriber(change.subscriber_id), actor_id, action, now, what)


def _go_on(subscriber_id: str) -> None:
    """Have what has changed assessed and told now; the sweep finds both if a message is lost."""
    send(Queue.OPENINGS, {"subscriber_id": subscriber_id})
    send(Queue.STEPS, {"payer_id": subscriber_id})
