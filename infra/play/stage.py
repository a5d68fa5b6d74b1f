"""Where a scenario is played: an empty fund, its doors, its clock, and the things that have a handle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from infra.play.bank import Bank, Event
from infra.play.control import Control, at
from infra.play.doors import FINANCE, INSURANCE_AFFAIRS, Doors
from infra.play.fields import DEPENDANT, EMPLOYER, SUBSCRIBER
from infra.play.invented import Lot
from ishtirak.rules.calendar import Month

HOUR_OF_STEPS = 9


class StepFailed(Exception):
    """A verb could not be carried through although no door refused it; says what came instead."""


@dataclass(frozen=True, slots=True)
class Party:
    """What a handle names.

    reference: what a payer writes on a payment; None for those who pay nothing themselves.
    of:        the subscriber's id of a dependant.
    employer:  the employer's id of a subscriber.
    """

    kind: str
    id: str
    reference: str | None = None
    of: str | None = None
    employer: str | None = None
    gender: str | None = None

    @property
    def path(self) -> str:
        """The address of the employer or the person."""
        if self.kind == EMPLOYER:
            return f"/v1/employers/{self.id}"
        return f"/v1/subscribers/{self.id}" if self.of is None else f"/v1/subscribers/{self.of}/dependants/{self.id}"


@dataclass(slots=True)
class Stage:
    """One scenario's fund. Verbs act on it and checks look at it, both through its doors."""

    doors: Doors
    control: Control
    bank: Bank
    file: str
    start: date
    today: date = date.min
    parties: dict[str, Party] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)

    def empty(self) -> None:
        """An empty fund at the first moment of the scenario."""
        self.control.empty(at(self.start, 0))

    def go_to(self, day: date) -> None:
        """Let time pass until the hour of steps on `day`, with every schedule on the way."""
        if day > self.today:
            self.control.advance(at(day, HOUR_OF_STEPS))
            self.today = day

    def party(self, handle: str) -> Party:
        return self.parties[handle]

    def lot(self, handle: str) -> Lot:
        """Where the made-up values of a handle come from: the same file and handle, the same values."""
        return Lot(PurePath(self.file).name, handle)

    def months(self) -> Iterator[Month]:
        """The months from the start of the scenario to the one of today."""
        return Month.of(self.start).through(Month.of(self.today))

    def picture(self) -> dict[str, Any]:
        """Everything that the doors show of the scenario's people and money, to see whether a refusal changed it."""
        seen: dict[str, Any] = {
            "suspense": list(self.doors.items("/v1/suspense", FINANCE)),
            "values added to the law": list(self.doors.items("/v1/parameter-values", INSURANCE_AFFAIRS)),
        }
        for handle, party in self.parties.items():
            if party.kind in {EMPLOYER, SUBSCRIBER}:
                seen[f"account of {handle}"] = self.doors.get(f"/v1/payers/{party.id}/account", FINANCE)
            if party.kind == EMPLOYER:
                path = f"/v1/employers/{party.id}/subscribers"
                seen[f"list of {handle}"] = list(self.doors.items(path, INSURANCE_AFFAIRS))
            if party.kind == SUBSCRIBER:
                seen[f"record of {handle}"] = self.doors.get(party.path, INSURANCE_AFFAIRS)
                for what in ("dependants", "certificates", "documents", "changes", "cases"):
                    seen[f"{what} of {handle}"] = self.doors.get(f"{party.path}/{what}", INSURANCE_AFFAIRS)
            if party.kind in {SUBSCRIBER, DEPENDANT}:
                on = self.today.isoformat()
                seen[f"cover of {handle}"] = self.doors.get(f"{party.path}/cover", INSURANCE_AFFAIRS, on=on)
        return seen
