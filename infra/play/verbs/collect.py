"""Collection: employers' statements and the bank's money (COL-3, COL-7)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, ValidationInfo, model_validator

from infra.play import doors
from infra.play.bank import reversed_, settled
from infra.play.doors import COLLECTION, SECOND_OF_COLLECTION
from infra.play.fields import (
    Day,
    Dinars,
    EmployerHandle,
    Known,
    MonthText,
    PayerHandle,
    RecordedShare,
    SubscriberHandle,
    Text,
)
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
    share: Text | None = None

    @model_validator(mode="after")
    def _says_who_pays(self) -> Self:
        if not self.model_fields_set & {"from_", "reference"}:
            raise ValueError("needs the field 'from' (null for a payer who can't be told) or 'reference'")
        return self

    @model_validator(mode="after")
    def _pays_its_own_share(self, info: ValidationInfo) -> Self:
        """An account is of one share: what a payer pays goes to its own."""
        if self.share is None or not isinstance(info.context, Known):
            return self
        kind = info.context.handles.get(self.from_ or "")
        if self.share != kind:
            raise ValueError(f"money for the share {self.share!r} can't be played as coming from {self.from_!r}")
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


class Reversal(Deed):
    """The bank takes a receipt back. It may come before the receipt; the same id again is the same event again."""

    id: Text
    of: Text

    def do(self, stage: Stage) -> None:
        name = f"reversal {self.id}"
        event = stage.events.get(name) or reversed_(self.id, self.of, stage.today)
        stage.bank.deliver(event)
        stage.events[name] = event
        stage.control.drain()


class Match(Deed):
    """A person finds the payer of a receipt that is in suspense."""

    receipt: Text
    to: PayerHandle

    def do(self, stage: Stage) -> None:
        path = f"/v1/suspense/{stage.bank.code}/{self.receipt}/match"
        stage.doors.post(path, COLLECTION, {"payer_id": stage.party(self.to).id})
        stage.control.drain()


class Agreement(Deed):
    """The arrears of a payer are spread over instalments, a month apart: one person proposes it, another approves."""

    payer: PayerHandle
    instalments: int
    first: Day

    def do(self, stage: Stage) -> None:
        path = f"/v1/payers/{stage.party(self.payer).id}/agreements"
        told = {"instalments": self.instalments, "first": self.first.isoformat(), "reason": "بطلب من الدافع"}
        made = stage.doors.post(path, COLLECTION, told)
        stage.doors.post(f"{path}/{made['number']}/approve", SECOND_OF_COLLECTION)
        stage.control.drain()


class Collected(Deed):
    """The collection department records what was really collected of a share; a second person approves it."""

    share: RecordedShare
    month: MonthText
    amount: Dinars
    employer: EmployerHandle | None = None
    approved: bool = True

    def do(self, stage: Stage) -> None:
        told = {"share": self.share, "month": self.month, "amount": self.amount}
        told |= {"reason": "تحصيل الشهر", "document": "كشف إدارة التحصيل"}
        if self.employer is not None:
            told["employer_id"] = stage.party(self.employer).id
        made = stage.doors.post("/v1/collected", COLLECTION, told)
        if self.approved:
            path = f"/v1/months/{self.month}/collected/{made['id']}/decide"
            stage.doors.post(path, SECOND_OF_COLLECTION, {"approved": True})
