"""Policies of employers: how each stands, its terms, and its closing (ENR-1, CMP-6).

A policy whose closing is asked for stands in the due index, under the day on which it closes, until that is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.rules.policies import ClosingReason, PolicyState, Term
from ishtirak.storage import keys, table
from ishtirak.storage.employers import UnknownEmployer
from ishtirak.storage.transactions import Moved, Put, Write


@dataclass(frozen=True, slots=True)
class Closing:
    """That a policy closes: `on` is the first day without it."""

    on: date
    reason: ClosingReason
    asked_on: date
    asked_by: str


@dataclass(frozen=True, slots=True)
class Policy:
    """An employer's policy as it stands.

    term:    the last of its terms.
    state:   whether its closing has been seen through.
    closing: that it closes, or has closed.
    past:    the closings after which it was opened again.
    after:   where on the list the ending of people's cover goes on, once the policy closes.
    """

    employer_id: str
    number: str
    opened_on: date
    term: Term
    state: PolicyState = PolicyState.OPEN
    closing: Closing | None = None
    past: tuple[Closing, ...] = ()
    after: str | None = None
    version: int = 1

    def state_on(self, day: date) -> PolicyState:
        """How the policy stands on a day, also where the people on its list are still being gone through."""
        return PolicyState.CLOSED if self.has_closed_by(day) else PolicyState.OPEN

    def has_closed_by(self, day: date) -> bool:
        """Whether the policy holds no more on `day`, or will not once that day has come."""
        return self.closing is not None and self.closing.on <= day


def load(employer_id: str) -> Policy:
    """Raises: UnknownEmployer."""
    item = table.get(keys.policy(employer_id))
    if item is None:
        raise UnknownEmployer(employer_id=employer_id)
    return _policy(item)


def terms(employer_id: str) -> list[Term]:
    """Every term of a policy, the first one first."""
    return [_term(item) for item in table.partition(keys.policy(employer_id).pk, keys.TERM)]


def put_new(policy: Policy) -> list[Write]:
    """The writes of a policy that is opened, with its first term."""
    return [Put(keys.policy(policy.employer_id), _item(policy, 1), unless_exists=Moved()), put_term(policy)]


def put_over(seen: Policy, policy: Policy) -> Put:
    """The write of a policy over what was seen; it raises Moved where another writer was faster."""
    return Put(keys.policy(policy.employer_id), _item(policy, seen.version + 1), if_is={"version": seen.version})


def put_term(policy: Policy) -> Put:
    """The write of a policy's last term, which is never written over."""
    told = {"employer_id": policy.employer_id, "policy_number": policy.number, **_term_item(policy.term)}
    return Put(keys.term(policy.employer_id, policy.term.number), told, unless_exists=Moved())


def _item(policy: Policy, version: int) -> dict[str, Any]:
    closing = policy.closing
    is_due = closing is not None and policy.state is PolicyState.OPEN
    return {
        "employer_id": policy.employer_id,
        "policy_number": policy.number,
        "opened_on": policy.opened_on.isoformat(),
        "term": _term_item(policy.term),
        "state": policy.state.value,
        "closing": _closing_item(closing) if closing else None,
        "past": [_closing_item(each) for each in policy.past],
        "after": policy.after,
        "version": version,
        "due_shard": keys.due_shard(keys.policy(policy.employer_id).pk) if is_due else None,
        "due_on": closing.on.isoformat() if closing and is_due else None,
    }


def _term_item(term: Term) -> dict[str, Any]:
    return {
        "number": term.number,
        "from": term.from_.isoformat(),
        "until": term.until.isoformat(),
        "made_on": term.made_on.isoformat(),
        "by": term.by,
    }


def _closing_item(closing: Closing) -> dict[str, Any]:
    return {
        "on": closing.on.isoformat(),
        "reason": closing.reason.value,
        "asked_on": closing.asked_on.isoformat(),
        "asked_by": closing.asked_by,
    }


def _policy(item: dict[str, Any]) -> Policy:
    closing = item.get("closing")
    return Policy(
        employer_id=item["employer_id"],
        number=item["policy_number"],
        opened_on=date.fromisoformat(item["opened_on"]),
        term=_term(item["term"]),
        state=PolicyState(item["state"]),
        closing=_closing(closing) if closing else None,
        past=tuple(_closing(each) for each in item["past"]),
        after=item.get("after"),
        version=item["version"],
    )


def _term(item: dict[str, Any]) -> Term:
    from_, until, made_on = (date.fromisoformat(item[name]) for name in ("from", "until", "made_on"))
    return Term(item["number"], from_, until, made_on, item["by"])


def _closing(item: dict[str, Any]) -> Closing:
    on, asked_on = date.fromisoformat(item["on"]), date.fromisoformat(item["asked_on"])
    return Closing(on, ClosingReason(item["reason"]), asked_on, item["asked_by"])
