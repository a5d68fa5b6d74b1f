"""What the doors of policies take and give, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from ishtirak.rules.policies import ClosingReason, PolicyState, Term
from ishtirak.storage.policies import Closing, Policy
from ishtirak.web.answers import Answer
from ishtirak.web.fields import Day
from ishtirak.web.parsing import Body


class ClosingBody(Body):
    """CMP-6: `on` is the first day without the policy; the notice of the law must lie before it."""

    on: Day
    reason: ClosingReason


class ClosingAnswer(Answer):
    """That a policy closes or has closed: the first day without it, why, and who asked for it when."""

    on: date
    reason: ClosingReason
    asked_on: date
    asked_by: str

    @classmethod
    def of(cls, closing: Closing) -> ClosingAnswer:
        return cls(on=closing.on, reason=closing.reason, asked_on=closing.asked_on, asked_by=closing.asked_by)


class TermAnswer(Answer):
    """A time for which a policy was opened or renewed: from a day until (not including) another; by whom, and when."""

    number: int
    from_: date = Field(alias="from")
    until: date
    made_on: date
    by: str

    @classmethod
    def of(cls, term: Term) -> TermAnswer:
        same: dict[str, Any] = {name: getattr(term, name) for name in ("number", "until", "made_on", "by")}
        return cls(**{**same, "from": term.from_})


class PolicyWithTermsAnswer(Answer):
    """An employer's policy whole. Behind its last term too it goes on, until it is closed."""

    employer_id: str
    number: str
    opened_on: date
    until: date
    state: PolicyState
    closing: ClosingAnswer | None
    terms: list[TermAnswer]

    @classmethod
    def of(cls, policy: Policy, terms: list[Term], today: date) -> PolicyWithTermsAnswer:
        return cls(
            employer_id=policy.employer_id,
            number=policy.number,
            opened_on=policy.opened_on,
            until=policy.term.until,
            state=policy.state_on(today),
            closing=ClosingAnswer.of(policy.closing) if policy.closing else None,
            terms=[TermAnswer.of(term) for term in terms],
        )
