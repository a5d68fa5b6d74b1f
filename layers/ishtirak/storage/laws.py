"""Values that are added to the law while the fund runs: proposed by one person, put in force by another (CON-6).

They stand beside the law that ships, and never over it. What is in force is one small item, read in one call.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from ishtirak.errors import Conflict, NotFound
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.law.parameter import DatedValue, Source
from ishtirak.law.shipped import shipped_law
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put, Update

LAWS_KEPT = 8


class UnknownProposal(NotFound):
    """No value with this id was proposed."""

    code = "unknown_proposal"
    ar = "لا توجد قيمة مقترحة بالرقم {proposal_id}."
    en = "There is no proposed value {proposal_id}."


class AlreadyDecided(Conflict):
    """The proposal has been approved or rejected."""

    code = "already_decided"
    ar = "سبق البت في القيمة المقترحة."
    en = "The proposed value has been decided on already."


class ProposalState(StrEnum):
    """pending → approved | rejected."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of a parameter that somebody has entered, and what became of it. Times are ISO text.

    written: as a request writes it; `number` says as which addition it came into force.
    """

    id: str
    parameter: str
    from_: date
    written: Any
    reference: str
    entered_by: str
    entered_at: str
    text_ar: str | None = None
    state: ProposalState = ProposalState.PENDING
    decided_by: str | None = None
    decided_at: str | None = None
    reason: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """The law of now, the additions that make it, and the day from which every roll waits to be looked at for it."""

    law: Law
    values: tuple[dict[str, Any], ...] = ()
    due_on: date | None = None


def load_in_force() -> InForce:
    """What is in force, as one who adds to it must have seen it. One read."""
    return read(table.get(keys.LAW_IN_FORCE) or {})


def read(item: Mapping[str, Any]) -> InForce:
    """What is in force by the item of the table that says so; by an empty one, where nothing was ever added."""
    due, values = item.get("due_on"), item.get("values", "[]")
    law = _law(values, item.get("closed_until"))
    return InForce(law, tuple(json.loads(values)), date.fromisoformat(due) if due else None)


def in_force() -> Law:
    """The law of now: what ships, and every value that was approved before this call. One read."""
    return load_in_force().law


def under(version: int) -> Law:
    """The law as it was when it had `version` additions: that under which an assessment was made."""
    return _law(_text([value for value in load_in_force().values if value["number"] <= version]))


def proposals() -> Iterator[Proposal]:
    """Every value that was ever proposed, in order of entry."""
    return (_proposal(item) for item in table.partition(keys.LAW, keys.PROPOSAL))


def load(proposal_id: str) -> Proposal:
    """Raises: UnknownProposal."""
    found = next((each for each in proposals() if each.id == proposal_id), None)
    if found is None:
        raise UnknownProposal(proposal_id=proposal_id)
    return found


def put_new(proposal: Proposal) -> Put:
    return Put(_key(proposal), _item(proposal), unless_exists=Moved())


def decide(seen: Proposal, decided: Proposal) -> Put:
    """The write of a decision; it raises AlreadyDecided for a second one."""
    return Put(_key(seen), _item(decided), if_is={"state": seen.state.value})


def put_in_force(seen: InForce, approved: Proposal, due_on: date | None) -> Put:
    """The write that adds an approved value to the law; it raises Moved where another one was added meanwhile.

    Args: due_on: the day from which the rolls wait to be looked at again for it, None where none of them is touched.
    """
    due = min([day for day in (seen.due_on, due_on) if day], default=None)
    item = {
        "version": approved.number,
        "values": _text([*seen.values, _value(approved)]),
        "closed_until": _closed_until(seen.law),
        "due_shard": keys.due_shard(keys.LAW) if due else None,
        "due_on": due.isoformat() if due else None,
    }
    return Put(keys.LAW_IN_FORCE, item, if_is=_as_seen(seen.law))


def close_books(seen: InForce, until: date) -> Update:
    """The write by which nothing is dated in the ledger up to `until`; it raises Moved where the law has moved on."""
    return Update(keys.LAW_IN_FORCE, set={"closed_until": until.isoformat()}, if_is=_as_seen(seen.law))


def _as_seen(law: Law) -> dict[str, Any]:
    return {"version": law.version or None, "closed_until": _closed_until(law)}


def _closed_until(law: Law) -> str | None:
    return law.closed_until.isoformat() if law.closed_until else None


def rolls_woken(version: int) -> Update:
    """The write by which nothing waits for this version of the law any more; it raises Moved where there is a newer."""
    return Update(keys.LAW_IN_FORCE, set={"due_shard": None, "due_on": None}, if_is={"version": version})


def as_value(approved: Proposal) -> DatedValue:
    """The value that an approved proposal adds, as the law holds it."""
    return _dated(_value(approved))


@lru_cache(maxsize=LAWS_KEPT)
def _law(values: str, closed_until: str | None = None) -> Law:
    """The shipped law with these additions; the same texts give the same law, so that its tariffs are kept."""
    added: dict[str, list[DatedValue]] = defaultdict(list)
    number = 0
    for value in json.loads(values):
        added[value["parameter"]].append(_dated(value))
        number = value["number"]
    law = shipped_law().with_values(added, number) if added else shipped_law()
    return replace(law, closed_until=date.fromisoformat(closed_until)) if closed_until else law


def _dated(value: dict[str, Any]) -> DatedValue:
    reference = Bilingual(value["reference"], value["reference"])
    source = Source(reference, "—", value.get("text_ar") or value["reference"])
    read = shipped_law().parameters[value["parameter"]].value_of(value["written"])
    return DatedValue(
        value["parameter"], date.fromisoformat(value["from"]), read, value["written"], source, value["number"]
    )


def _value(proposal: Proposal) -> dict[str, Any]:
    return {
        "parameter": proposal.parameter,
        "from": proposal.from_.isoformat(),
        "written": proposal.written,
        "reference": proposal.reference,
        "text_ar": proposal.text_ar,
        "number": proposal.number,
    }


def _text(values: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def _key(proposal: Proposal) -> keys.Key:
    return keys.proposal(proposal.entered_at, proposal.id)


def _item(proposal: Proposal) -> dict[str, Any]:
    plain = {name: getattr(proposal, name) for name in Proposal.__dataclass_fields__}
    return {
        **plain,
        "from_": proposal.from_.isoformat(),
        "written": json.dumps(proposal.written, ensure_ascii=False),
        "state": proposal.state.value,
    }


def _proposal(item: dict[str, Any]) -> Proposal:
    known = {name: item[name] for name in Proposal.__dataclass_fields__ if name in item}
    return Proposal(
        **{
            **known,
            "from_": date.fromisoformat(item["from_"]),
            "written": json.loads(item["written"]),
            "state": ProposalState(item["state"]),
        }
    )
