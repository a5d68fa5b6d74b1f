"""An employer's policy: renewed for another term, closed with due notice, opened again (ENR-1, CMP-6).

Nobody loses cover because nobody has renewed: what is owed goes on, and so does the policy, until it is closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ishtirak.errors import Conflict
from ishtirak.law.law import Law
from ishtirak.rules.policies import ClosingReason, PolicyState, check_notice, first_term, next_term, term_after_closing
from ishtirak.storage import deeds, keys, policies
from ishtirak.storage.policies import Closing, Policy
from ishtirak.storage.transactions import Write, decided_again, write


class PolicyClosed(Conflict):
    """The policy closes, or has closed, so that nobody is insured under it from that day on."""

    code = "policy_closed"
    ar = "وثيقة جهة العمل {employer_id} مقفلة اعتبارا من {on}."
    en = "The policy of the employer {employer_id} is closed from {on} on."


class AlreadyClosing(Conflict):
    """The closing is asked for with another day or reason; that one must be withdrawn first."""

    code = "policy_already_closing"
    ar = "سبق طلب إقفال الوثيقة بتاريخ {on}، فاسحبه أولا لتغييره."
    en = "The closing of the policy on {on} is asked for already: withdraw that to change it."


def opened(employer_id: str, number: str, on: date, actor_id: str, law: Law) -> Policy:
    """The policy of an employer that is registered, for its first term."""
    return Policy(employer_id, number, on, first_term(on, actor_id, law))


def check_open(employer_id: str, covered_from: date, today: date) -> None:
    """Whether somebody can be registered with an employer today, with cover from a day on.

    Once the day of the closing has come nobody can, from no day on: the list may have been gone through already.
    Raises: UnknownEmployer, PolicyClosed.
    """
    policy = policies.load(employer_id)
    if policy.has_closed_by(max(covered_from, today)):
        raise _closed(policy)


@decided_again
def renew(employer_id: str, actor_id: str, now: datetime, law: Law) -> Policy:
    """Add a term, which begins on the day after the last one ends; said twice it is done once.

    Raises: UnknownEmployer; PolicyClosed where it closes, or has closed.
    """
    seen = policies.load(employer_id)
    if seen.closing is not None:
        raise _closed(seen)
    term = next_term(seen.term, now.date(), actor_id, law)
    if term is None:
        return seen
    policy = replace(seen, term=term)
    what = {"term": term.number, "starts_on": term.from_, "until": deeds.Change(seen.term.until, term.until)}
    write(
        policies.put_over(seen, policy),
        policies.put_term(policy),
        deeds.put_deed(keys.employer(employer_id), actor_id, "renew_policy", now, what),
    )
    return replace(policy, version=seen.version + 1)


@decided_again
def close(employer_id: str, on: date, reason: ClosingReason, actor_id: str, now: datetime, law: Law) -> Policy:
    """Have the policy closed: the day `on` is the first without it. Said again it changes nothing.

    Raises: UnknownEmployer, NoticeTooShort; AlreadyClosing, PolicyClosed where another closing is asked for, or done.
    """
    seen = policies.load(employer_id)
    if seen.closing is not None and (seen.closing.on, seen.closing.reason) == (on, reason):
        return seen
    if seen.has_closed_by(now.date()):
        raise _closed(seen)
    if seen.closing is not None:
        raise AlreadyClosing(on=seen.closing.on)
    check_notice(on, now.date(), law)
    closing = Closing(on, reason, now.date(), actor_id)
    return _saved(replace(seen, closing=closing), _deed(closing, employer_id, "close_policy", actor_id, now), seen)


@decided_again
def withdraw_closing(employer_id: str, actor_id: str, now: datetime) -> Policy:
    """Have the policy go on after all, before the day of its closing. Said again it changes nothing.

    Raises: UnknownEmployer; PolicyClosed from that day on.
    """
    seen = policies.load(employer_id)
    if seen.closing is None:
        return seen
    if seen.has_closed_by(now.date()):
        raise _closed(seen)
    done = _deed(seen.closing, employer_id, "withdraw_closing", actor_id, now)
    return _saved(replace(seen, closing=None), done, seen)


@decided_again
def reopen(employer_id: str, actor_id: str, now: datetime, law: Law) -> Policy:
    """Open a closed policy again from today on, under its number. Said again it changes nothing.

    Raises: UnknownEmployer; AlreadyClosing while it closes: until its day that can be withdrawn.
    """
    seen = policies.load(employer_id)
    if seen.closing is None:
        return seen
    if seen.state is PolicyState.OPEN:
        raise AlreadyClosing(on=seen.closing.on)
    term = term_after_closing(seen.term, now.date(), actor_id, law)
    policy = replace(seen, term=term, state=PolicyState.OPEN, closing=None, past=(*seen.past, seen.closing))
    what = {"term": term.number, "starts_on": term.from_}
    done = deeds.put_deed(keys.employer(employer_id), actor_id, "reopen_policy", now, what)
    write(policies.put_over(seen, policy), policies.put_term(policy), done)
    return replace(policy, version=seen.version + 1)


def _saved(policy: Policy, done: Write, seen: Policy) -> Policy:
    write(policies.put_over(seen, policy), done)
    return replace(policy, version=seen.version + 1)


def _deed(closing: Closing, employer_id: str, action: str, actor_id: str, now: datetime) -> Write:
    what = {"on": closing.on, "reason": closing.reason}
    return deeds.put_deed(keys.employer(employer_id), actor_id, action, now, what)


def _closed(policy: Policy) -> PolicyClosed:
    return PolicyClosed(employer_id=policy.employer_id, on=policy.closing.on if policy.closing else None)
