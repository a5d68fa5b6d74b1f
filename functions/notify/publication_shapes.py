"""What other systems are told (ENR-10), by type and version. A version never changes: what changes is a new one.

An event holds ids and what its receivers need to act; never a salary, an account, a phone or a secret.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ishtirak.errors import NotFound
from ishtirak.rules.packages import Package, Reason
from ishtirak.rules.policies import ClosingReason
from ishtirak.storage.publications import Publication
from ishtirak.web.fields import Day, NationalNumber

SCHEMAS = Path(__file__).with_name("schemas")


class UnknownEventType(NotFound):
    """There are no events of this type and version."""

    code = "unknown_event_type"
    ar = "لا توجد أحداث من النوع {type} بالإصدار {version}."
    en = "There are no events of the type {type} with the version {version}."


class Data(BaseModel):
    """What an event is about: ids, and what has become of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Policy(Data):
    """An employer's policy as it is now."""

    employer_id: str
    policy_number: str
    name: str
    sector: str
    opened_on: Day


class PolicyRenewed(Data):
    """A policy goes on for another term: from a day until (not including) another."""

    employer_id: str
    policy_number: str
    term: int
    from_: Day = Field(alias="from")
    until: Day


class PolicyClosed(Data):
    """A policy has ended: `closed_on` is the first day without it. The people on its list left on that day."""

    employer_id: str
    policy_number: str
    opened_on: Day
    closed_on: Day
    reason: ClosingReason


class PersonJoined(Data):
    """A person is covered as a subscriber from a day on; without `employer_id`, for his own account."""

    subscriber_id: str
    national_number: NationalNumber
    category: str
    employer_id: str | None = None
    from_: Day = Field(alias="from")


class PersonLeft(Data):
    """`until` is the first day without that cover."""

    subscriber_id: str
    national_number: NationalNumber
    employer_id: str | None = None
    until: Day
    ending: Reason | None = None


class DependantJoined(Data):
    """A family member is covered with the subscriber from a day on."""

    subscriber_id: str
    dependant_id: str
    national_number: NationalNumber
    relation: str
    from_: Day = Field(alias="from")


class DependantLeft(Data):
    """`until` is the first day without that cover."""

    subscriber_id: str
    dependant_id: str
    national_number: NationalNumber
    until: Day
    ending: Reason | None = None


class CoverChanged(Data):
    """The package of a subscriber and the family is another one from the day `on`."""

    subscriber_id: str
    number: int
    on: Day
    from_: Package = Field(alias="from")
    to: Package
    reason: Reason


class PolicyHandedOver(Data):
    """An employer's policy document was handed over; `document_number` where it is one that the fund has issued."""

    employer_id: str
    handover_id: str
    document_number: str | None = None
    handed_on: Day


class CardHandedOver(Data):
    """A card was handed over: the subscriber's, or with `dependant_id` that of a family member."""

    subscriber_id: str
    dependant_id: str | None = None
    handover_id: str
    card_number: str
    handed_on: Day


class HandoverRevoked(Data):
    """A hand-over was recorded wrongly: that of an employer's policy document, or of a person's card."""

    handover_id: str
    employer_id: str | None = None
    subscriber_id: str | None = None


class Event(BaseModel):
    """What every event has: `id` is the same however often it is delivered, `timestamp` when it was told first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    timestamp: AwareDatetime


class PolicyOpenedEvent(Event):
    type: Literal["policy.opened"]
    version: Literal["1"]
    data: Policy


class PolicyChangedEvent(Event):
    type: Literal["policy.changed"]
    version: Literal["1"]
    data: Policy


class PolicyRenewedEvent(Event):
    type: Literal["policy.renewed"]
    version: Literal["1"]
    data: PolicyRenewed


class PolicyClosedEvent(Event):
    type: Literal["policy.closed"]
    version: Literal["1"]
    data: PolicyClosed


class PersonJoinedEvent(Event):
    type: Literal["person.joined"]
    version: Literal["1"]
    data: PersonJoined


class PersonLeftEvent(Event):
    type: Literal["person.left"]
    version: Literal["1"]
    data: PersonLeft


class DependantJoinedEvent(Event):
    type: Literal["dependant.joined"]
    version: Literal["1"]
    data: DependantJoined


class DependantLeftEvent(Event):
    type: Literal["dependant.left"]
    version: Literal["1"]
    data: DependantLeft


class CoverChangedEvent(Event):
    type: Literal["cover.changed"]
    version: Literal["1"]
    data: CoverChanged


class PolicyHandedOverEvent(Event):
    type: Literal["policy.handed_over"]
    version: Literal["1"]
    data: PolicyHandedOver


class CardHandedOverEvent(Event):
    type: Literal["card.handed_over"]
    version: Literal["1"]
    data: CardHandedOver


class HandoverRevokedEvent(Event):
    type: Literal["handover.revoked"]
    version: Literal["1"]
    data: HandoverRevoked


EVENTS: dict[tuple[str, str], type[Event]] = {
    ("policy.opened", "1"): PolicyOpenedEvent,
    ("policy.changed", "1"): PolicyChangedEvent,
    ("policy.renewed", "1"): PolicyRenewedEvent,
    ("policy.closed", "1"): PolicyClosedEvent,
    ("person.joined", "1"): PersonJoinedEvent,
    ("person.left", "1"): PersonLeftEvent,
    ("dependant.joined", "1"): DependantJoinedEvent,
    ("dependant.left", "1"): DependantLeftEvent,
    ("cover.changed", "1"): CoverChangedEvent,
    ("policy.handed_over", "1"): PolicyHandedOverEvent,
    ("card.handed_over", "1"): CardHandedOverEvent,
    ("handover.revoked", "1"): HandoverRevokedEvent,
}


def body_of(event: Publication) -> dict[str, Any]:
    """The event as it leaves, checked against the form of its type and version."""
    told = {"id": event.id, "type": event.type, "version": event.version, "timestamp": event.at, "data": event.data}
    checked = EVENTS[event.type, event.version].model_validate(told)
    return checked.model_dump(mode="json", by_alias=True, exclude_none=True)


def schema_of(type_: str, version: str) -> dict[str, Any]:
    """The JSON Schema of a type of event, as it was given out with its version.

    Raises: UnknownEventType.
    """
    if (type_, version) not in EVENTS:
        raise UnknownEventType(type=type_, version=version)
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{type_}.{version}.json").read_text("utf-8"))
    return schema
