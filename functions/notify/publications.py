"""What other systems are told of a record that was written (ENR-10): kept first, handed on second, marked third."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from functions.notify import deliveries
from functions.notify.publication_shapes import body_of
from ishtirak.messaging import bus
from ishtirak.rules.policies import PolicyState
from ishtirak.storage import keys, publications
from ishtirak.storage.publications import Publication

Item = dict[str, Any]
Told = tuple[str, str, Item]
"""A type of event, what makes it another event than the last one of its type and subject, and its data."""

VERSION = "1"


def publish(is_new: bool, item: Item, now: datetime) -> None:
    """Hand on every event of a record that was written. Done again, it hands on only what was not handed on before."""
    for type_, mark, data in told_of(is_new, item):
        event = Publication(_id(type_, item, mark), type_, VERSION, now.astimezone(UTC), data)
        body_of(event)  # what is not of its form is not kept, where every replay would stumble over it
        kept = publications.keep(event)
        if kept is not None:
            bus.put(kept.type, json.dumps(body_of(kept), ensure_ascii=False))
            deliveries.hand_on(kept)
            publications.handed_on(kept)


def told_of(is_new: bool, item: Item) -> list[Told]:
    """The events of a record as it stands now; the same record gives the same events each time."""
    kind = "".join(item["sk"].partition("#")[:2])
    return list(_TELLING[kind](is_new, item)) if kind in _TELLING else []


def _id(type_: str, item: Item, mark: str) -> str:
    told = "|".join((type_, VERSION, item["pk"], item["sk"], mark))
    return f"evt_{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _employer(is_new: bool, item: Item) -> Iterator[Told]:
    same = {name: item[name] for name in ("policy_number", "name", "sector", "opened_on")}
    type_ = "policy.opened" if is_new else "policy.changed"
    yield type_, str(item["version"]), {"employer_id": item["id"], **same}


def _policy(_is_new: bool, item: Item) -> Iterator[Told]:
    """That a policy has closed, once it has: until then the closing can be withdrawn."""
    if item["state"] == PolicyState.CLOSED.value:
        same = {name: item[name] for name in ("employer_id", "policy_number", "opened_on")}
        closing = item["closing"]
        yield "policy.closed", closing["on"], {**same, "closed_on": closing["on"], "reason": closing["reason"]}


def _term(_is_new: bool, item: Item) -> Iterator[Told]:
    """The first term of a policy is told of with its opening."""
    if item["number"] > 1:
        same = {name: item[name] for name in ("employer_id", "policy_number", "from", "until")}
        yield "policy.renewed", "", {**same, "term": item["number"]}


def _subscriber(is_new: bool, item: Item) -> Iterator[Told]:
    """Each time of a person's cover that has begun or ended; the first one began with the record."""
    who = {"subscriber_id": item["id"], "national_number": item["national_number"]}
    for number, spell in enumerate(item["spells"]):
        begun: Item = {name: spell[name] for name in ("category", "employer_id", "from") if name in spell}
        ended: Item = {name: spell[name] for name in ("employer_id", "until", "ending") if name in spell}
        if spell.get("waiting"):  # still covered in a family, and known there
            continue
        if is_new or number:
            yield "person.joined", spell["from"], {**who, **begun}
        if "until" in spell:
            yield "person.left", f"{spell['from']}#{spell['until']}", {**who, **ended}


def _dependant(is_new: bool, item: Item) -> Iterator[Told]:
    who = {"subscriber_id": item["subscriber_id"], "dependant_id": item["id"]}
    who |= {"national_number": item["national_number"]}
    for number, stay in enumerate(item["stays"]):
        if is_new or number:
            yield "dependant.joined", stay["from"], {**who, "relation": item["relation"], "from": stay["from"]}
        if "until" in stay:
            ended: Item = {name: stay[name] for name in ("until", "ending") if name in stay}
            yield "dependant.left", f"{stay['from']}#{stay['until']}", {**who, **ended}


def _cover(_is_new: bool, item: Item) -> Iterator[Told]:
    same = {name: item[name] for name in ("on", "from", "to", "reason")}
    number = int(item["sk"].partition("#")[2])
    yield "cover.changed", "", {"subscriber_id": item["pk"].partition("#")[2], "number": number, **same}


_TELLING: dict[str, Callable[[bool, Item], Iterator[Told]]] = {
    keys.EMPLOYER: _employer,
    keys.POLICY: _policy,
    keys.TERM: _term,
    keys.SUBSCRIBER: _subscriber,
    keys.DEPENDANT: _dependant,
    keys.COVER_CHANGE: _cover,
}
