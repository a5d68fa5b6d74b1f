"""Mandates of subscribers, one after the other; the last one is that of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ishtirak.errors import NotFound
from ishtirak.rules.mandates import MandateState
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Moved, Put


class UnknownMandate(NotFound):
    """The subscriber has given no mandate."""

    code = "unknown_mandate"
    ar = "لا يوجد إقرار واتفاق ثلاثي للمشترك {subscriber_id}."
    en = "The subscriber {subscriber_id} has given no mandate."


@dataclass(frozen=True, slots=True)
class Mandate:
    """The `number`-th mandate of a subscriber: for which account, signed when, and what became of it.

    history: each state that it has come to, with the day, who said so, and why, where that was told.
    """

    subscriber_id: str
    number: int
    iban: str
    signed_on: date
    state: MandateState
    history: tuple[Mapping[str, Any], ...]
    document_id: str | None = None
    version: int = 1


def last(subscriber_id: str) -> Mandate | None:
    """The mandate of today; None for somebody who has given none."""
    found = table.page(keys.subscriber(subscriber_id).pk, keys.MANDATE, limit=1, newest_first=True).items
    return _mandate(found[0]) if found else None


def load(subscriber_id: str) -> Mandate:
    """Raises: UnknownMandate."""
    mandate = last(subscriber_id)
    if mandate is None:
        raise UnknownMandate(subscriber_id=subscriber_id)
    return mandate


def of_subscriber(subscriber_id: str) -> list[Mandate]:
    """Every mandate of a subscriber, the newest first."""
    found = [_mandate(item) for item in table.partition(keys.subscriber(subscriber_id).pk, keys.MANDATE)]
    return found[::-1]


def put_new(mandate: Mandate) -> Put:
    return Put(keys.mandate(mandate.subscriber_id, mandate.number), _item(mandate), unless_exists=Moved())


def put_over(seen: Mandate, mandate: Mandate) -> Put:
    """The write of a mandate over what was seen; it raises Moved where another writer was faster."""
    item = {**_item(mandate), "version": seen.version + 1}
    return Put(keys.mandate(seen.subscriber_id, seen.number), item, if_is={"version": seen.version})


def _item(mandate: Mandate) -> dict[str, Any]:
    plain = {name: getattr(mandate, name) for name in Mandate.__dataclass_fields__}
    history = [dict(each) for each in mandate.history]
    return {**plain, "signed_on": str(mandate.signed_on), "state": mandate.state.value, "history": history}


def _mandate(item: dict[str, Any]) -> Mandate:
    known = {name: item[name] for name in Mandate.__dataclass_fields__ if name in item}
    told = {"signed_on": date.fromisoformat(item["signed_on"]), "history": tuple(item["history"])}
    return Mandate(**{**known, **told, "state": MandateState(item["state"])})
