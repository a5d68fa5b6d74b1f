"""Agreements of instalments as they were proposed and decided; what is open of one stands on the account (COL-11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.agreements import AgreementState
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownAgreement(NotFound):
    """The payer has no agreement of this number."""

    code = "unknown_agreement"
    ar = "لا يوجد اتفاق تقسيط رقم {number} للدافع {payer_id}."
    en = "The payer {payer_id} has no agreement {number}."


@dataclass(frozen=True, slots=True)
class ProposedAgreement:
    """The `number`-th agreement of a payer: on how many instalments, from which day on, and what became of it.

    Times are ISO text.
    """

    payer_id: str
    number: int
    instalments: int
    first: date
    reason: str
    asked_by: str
    asked_at: str
    state: AgreementState = AgreementState.PROPOSED
    decided_by: str | None = None
    decided_at: str | None = None

    def decided(self, state: AgreementState, actor_id: str, at: str) -> ProposedAgreement:
        return replace(self, state=state, decided_by=actor_id, decided_at=at)


def last(payer_id: str) -> ProposedAgreement | None:
    """The newest agreement of a payer, whatever became of it."""
    found = table.page(keys.account(payer_id).pk, keys.AGREEMENT, limit=1, newest_first=True).items
    return _read(found[0]) if found else None


def load(payer_id: str, number: int) -> ProposedAgreement:
    """Raises: UnknownAgreement."""
    item = table.get(keys.agreement(payer_id, number))
    if item is None:
        raise UnknownAgreement(payer_id=payer_id, number=number)
    return _read(item)


def of_payer(payer_id: str) -> list[ProposedAgreement]:
    """Every agreement of a payer, the newest first."""
    return [_read(item) for item in table.partition(keys.account(payer_id).pk, keys.AGREEMENT)][::-1]


def proposed(limit: int, after: str | None = None) -> tuple[list[ProposedAgreement], str | None]:
    """A page of those that wait for approval, longest first, and where the next page begins."""
    page = table.due_page(keys.PROPOSED_AGREEMENTS, limit=limit, after=after)
    found = table.get_all(page.keys)
    waiting = [_read(found[key]) for key in page.keys if key in found]
    return [each for each in waiting if each.state is AgreementState.PROPOSED], page.after


def put_new(agreement: ProposedAgreement) -> Put:
    """The write of a proposal; it raises Moved where another one was faster."""
    return Put(keys.agreement(agreement.payer_id, agreement.number), _item(agreement), unless_exists=Moved())


def decide(agreement: ProposedAgreement) -> Put:
    """The write of a decision; it raises Moved where somebody else has decided meanwhile."""
    key = keys.agreement(agreement.payer_id, agreement.number)
    return Put(key, _item(agreement), if_is={"state": AgreementState.PROPOSED.value})


def _item(agreement: ProposedAgreement) -> dict[str, Any]:
    waits = agreement.state is AgreementState.PROPOSED
    return {
        **{name: getattr(agreement, name) for name in ProposedAgreement.__dataclass_fields__},
        "first": agreement.first.isoformat(),
        "state": agreement.state.value,
        "due_shard": keys.PROPOSED_AGREEMENTS if waits else None,
        "due_on": agreement.asked_at[:10] if waits else None,
    }


def _read(item: dict[str, Any]) -> ProposedAgreement:
    known = {name: item[name] for name in ProposedAgreement.__dataclass_fields__ if name in item}
    state = AgreementState(item["state"])
    return ProposedAgreement(**{**known, "first": date.fromisoformat(item["first"]), "state": state})
