"""What was handed over of an employer or a subscriber, beside that record: to whom, when, by whom (ENR-7).

A hand-over is written once. One that was recorded wrongly is revoked by a record of its own; neither is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.handovers import HandedOver, IdentityPaper, Receiver
from ishtirak.storage import keys, table
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Moved, Put


class UnknownHandover(NotFound):
    """Nothing was handed over under this id."""

    code = "unknown_handover"
    ar = "لا يوجد تسليم بالرقم {handover_id}."
    en = "There is no hand-over {handover_id}."


@dataclass(frozen=True, slots=True)
class Revocation:
    """That a hand-over was recorded wrongly: why, by whom, when (ISO text)."""

    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Something of the record whose key is `of` was handed over. Moments are ISO text.

    number:       of the card, or of the policy document; None for a policy document that is not named.
    document_id:  of the policy document, where it is one that the fund has issued.
    dependant_id: whose card it is; None for the subscriber's own.
    receipt_id:   of the document with the receiver's signature, where there is one.
    by:           who handed it over, an agent by its own id.
    """

    id: str
    what: HandedOver
    of: Key
    receiver: Receiver
    handed_on: date
    by: str
    recorded_at: str
    number: str | None = None
    document_id: str | None = None
    dependant_id: str | None = None
    receipt_id: str | None = None
    revoked: Revocation | None = None


_PLAIN = ("id", "by", "recorded_at", "number", "document_id", "dependant_id", "receipt_id")


def put_new(handover: Handover) -> Put:
    """The write of a hand-over; it raises Moved where its id is taken."""
    receiver = {name: getattr(handover.receiver, name) for name in Receiver.__dataclass_fields__}
    item = {
        **{name: getattr(handover, name) for name in _PLAIN},
        "what": handover.what.value,
        "handed_on": handover.handed_on.isoformat(),
        "receiver": {name: str(value) for name, value in receiver.items() if value is not None},
    }
    return Put(keys.handover(handover.of, handover.id), item, unless_exists=Moved())


def put_revocation(handover: Handover, revocation: Revocation) -> Put:
    """The write that revokes a hand-over; it raises Moved where that was done before."""
    item = {"reason": revocation.reason, "by": revocation.by, "at": revocation.at}
    return Put(keys.handover_revoked(handover.of, handover.id), item, unless_exists=Moved())


def load(of: Key, handover_id: str) -> Handover:
    """Raises: UnknownHandover."""
    key, revoked = keys.handover(of, handover_id), keys.handover_revoked(of, handover_id)
    found = table.get_all([key, revoked])
    if key not in found:
        raise UnknownHandover(handover_id=handover_id)
    return _read(of, found[key], found.get(revoked))


def of_record(of: Key) -> list[Handover]:
    """Everything that was handed over of a record, the newest first, what was revoked too."""
    items = {item["sk"]: item for item in table.partition(of.pk, keys.HANDOVER)}
    handed = [_read(of, item, items.get(f"{sk}{keys.REVOKED}")) for sk, item in items.items() if "what" in item]
    return sorted(handed, key=lambda each: (each.handed_on, each.recorded_at, each.id), reverse=True)


def _read(of: Key, item: Mapping[str, Any], revoked: Mapping[str, Any] | None) -> Handover:
    receiver = item["receiver"]
    plain: dict[str, Any] = {name: item.get(name) for name in _PLAIN}
    kind = receiver.get("identity_kind")
    return Handover(
        **plain,
        what=HandedOver(item["what"]),
        of=of,
        receiver=Receiver(**{**receiver, "identity_kind": IdentityPaper(kind) if kind else None}),
        handed_on=date.fromisoformat(item["handed_on"]),
        revoked=Revocation(revoked["reason"], revoked["by"], revoked["at"]) if revoked else None,
    )
