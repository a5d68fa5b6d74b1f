"""What other systems are told of a record that was written (ENR-10): kept first, handed on second, marked third.

A batch of the stream is kept in one go, and then handed on and marked ten events at a time: a crash tells ten again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger

from functions.notify import deliveries
from functions.notify.publication_shapes import body_of
from ishtirak.messaging import bus
from ishtirak.rules.handovers import HandedOver
from ishtirak.rules.policies import PolicyState
from ishtirak.storage import keys, publications, webhooks
from ishtirak.storage.publications import Publication
from ishtirak.storage.webhooks import Webhook

Item = dict[str, Any]
Record = tuple[bool, Item]
"""Whether it is new, and what it holds now."""
Told = tuple[str, str, Item]
"""A type of event, what makes it another event than the last one of its type and subject, and its data."""

VERSION = "1"

logger = Logger(child=True)


def publish(records: Sequence[Record], now: datetime) -> int | None:
    """Hand on every event of records that were written, in order; done again, only what was not handed on before.

    Returns the place of the first record of which something must be handed on again, from 0; None where nothing must.
    Raises: whatever keeps the events from being kept; none of them is handed on then.
    """
    formed, left = _formed(records, now)
    waiting = publications.keep([event for _, event in formed.values()])
    everyone = webhooks.everyone() if waiting else []
    for some in _tens(waiting):
        try:
            left += [formed[event.id][0] for event in _hand_on(some, everyone)]
        except Exception:  # whatever it is, what is marked stays done
            logger.exception("events were not handed on and will be delivered again", event_id=some[0].id)
            left.append(formed[some[0].id][0])
            break
    return min(left, default=None)


def _formed(records: Sequence[Record], now: datetime) -> tuple[dict[str, tuple[int, Publication]], list[int]]:
    """Each event with the place of the first record that tells of it, by its id and in order.

    They end at the first record that can't be told of; the list holds its place.
    """
    formed: dict[str, tuple[int, Publication]] = {}
    for place, (is_new, item) in enumerate(records):
        try:
            events = _events(is_new, item, now + timedelta(microseconds=len(formed)))
        except Exception:  # whatever it is, the records before it are told of
            logger.exception("a record can't be told of", record=f"{item['pk']} {item['sk']}")
            return formed, [place]
        for event in events:
            formed.setdefault(event.id, (place, event))
    return formed, []


def _events(is_new: bool, item: Item, now: datetime) -> list[Publication]:
    """The events of a record, each a microsecond after the one before, so that they are kept in order."""
    events = []
    for number, (type_, mark, data) in enumerate(told_of(is_new, item)):
        at = now.astimezone(UTC) + timedelta(microseconds=number)
        events.append(Publication(_id(type_, item, mark), type_, VERSION, at, data))
        body_of(events[-1])  # what is not of its form is not kept, where every replay would stumble over it
    return events


def _hand_on(events: Sequence[Publication], everyone: Sequence[Webhook]) -> list[Publication]:
    """Put events on the bus and into the queue, mark them, and return those that were not taken."""
    refused = bus.put_all([(event.type, json.dumps(body_of(event), ensure_ascii=False)) for event in events])
    on_bus = [event for place, event in enumerate(events) if place not in refused]
    left_out = deliveries.hand_on(on_bus, everyone)
    done = [event for event in on_bus if event.id not in left_out]
    publications.handed_on(done)
    return [event for event in events if event not in done]


def _tens(events: Sequence[Publication]) -> Iterator[Sequence[Publication]]:
    for start in range(0, len(events), bus.ENTRIES_OF_ONE_CALL):
        yield events[start : start + bus.ENTRIES_OF_ONE_CALL]


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


def _handover(_is_new: bool, item: Item) -> Iterator[Told]:
    """That something was handed over, and that this was recorded wrongly; to whom is nobody else's business."""
    kind, _, record_id = item["pk"].partition("#")
    whose = {f"{kind.lower()}_id": record_id}
    handover_id = item["sk"].removeprefix(keys.HANDOVER)
    if handover_id.endswith(keys.REVOKED):
        yield "handover.revoked", "", {**whose, "handover_id": handover_id.removesuffix(keys.REVOKED)}
        return
    told = {**whose, "handover_id": handover_id, "handed_on": item["handed_on"]}
    number = "document_number" if item["what"] == HandedOver.POLICY.value else "card_number"
    told |= {name: item[field] for name, field in ((number, "number"), ("dependant_id",) * 2) if field in item}
    yield f"{item['what']}.handed_over", "", told


_TELLING: dict[str, Callable[[bool, Item], Iterator[Told]]] = {
    keys.EMPLOYER: _employer,
    keys.POLICY: _policy,
    keys.TERM: _term,
    keys.SUBSCRIBER: _subscriber,
    keys.DEPENDANT: _dependant,
    keys.COVER_CHANGE: _cover,
    keys.HANDOVER: _handover,
}
