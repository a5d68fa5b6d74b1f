"""Collection: employers' statements and the bank's money (COL-3, COL-7)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, ValidationInfo, model_validator

from infra.play import doors
from infra.play.bank import settled
from infra.play.fields import Dinars, EmployerHandle, Known, MonthText, NotYet, PayerHandle, SubscriberHandle, Text
from infra.play.stage import Stage, StepFailed
from infra.play.verb import Deed


class Statement(Deed):
    """The employer's monthly statement comes in and is confirmed: of each person the gross, or only the net."""

    employer: EmployerHandle
    month: MonthText
    lines: dict[SubscriberHandle, Dinars] = Field(default_factory=dict)
    net: dict[SubscriberHandle, Dinars] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_lines(self) -> Self:
        if not self.lines and not self.net:
            raise ValueError("needs the field 'lines' or 'net', with at least one subscriber")
        twice = sorted(self.lines.keys() & self.net.keys())
        if twice:
            raise ValueError(f"{twice[0]!r} stands in 'lines' and in 'net'; a person has one line")
        return self

    def do(self, stage: Stage) -> None:
        employer = stage.party(self.employer)
        by = doors.employer(employer.id)
        lines = [{"subscriber_id": stage.party(who).id, "gross": gross} for who, gross in self.lines.items()]
        lines += [{"subscriber_id": stage.party(who).id, "net": net} for who, net in self.net.items()]
        body = {"month": self.month, "lines": lines}
        statement = stage.doors.post(f"/v1/employers/{employer.id}/statements", by, body)
        address = f"/v1/statements/{statement['id']}"
        stage.doors.post(f"{address}/confirm", by)
        stage.control.drain()
        state = stage.doors.get(address, by)["state"]
        if state != "confirmed":
            raise StepFailed(f"the statement was confirmed, and is {state} now")


class Receipt(Deed):
    """A settled payment comes through the bank's webhook. The same id again is the same event again."""

    id: Text
    from_: PayerHandle | None = Field(default=None, alias="from")
    amount: Dinars
    reference: Text | None = None
    share: NotYet = None

    @model_validator(mode="after")
    def _says_who_pays(self) -> Self:
        if not self.model_fields_set & {"from_", "reference"}:
            raise ValueError("needs the field 'from' (null for a payer who can't be told) or 'reference'")
        return self

    @model_validator(mode="after")
    def _is_the_same_as_before(self, info: ValidationInfo) -> Self:
        if isinstance(info.context, Known) and info.context.refused is None:
            first = info.context.receipts.setdefault(self.id, self)
            if first != self:
                raise ValueError(f"the receipt {self.id!r} was another one before; the same id is the same event")
        return self

    def do(self, stage: Stage) -> None:
        event = stage.events.get(self.id)
        if event is None:
            event = settled(self.id, self.amount, self._reference(stage), stage.today)
        stage.bank.deliver(event)
        stage.events[self.id] = event
        stage.control.drain()

    def _reference(self, stage: Stage) -> str | None:
        if self.reference is not None:
            return self.reference
        return stage.party(self.from_).reference if self.from_ else None
