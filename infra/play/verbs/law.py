"""The law: values that are added to it while the fund runs (CON-6)."""

from __future__ import annotations

from pydantic import Field

from infra.play.doors import INSURANCE_AFFAIRS, SECOND_OF_INSURANCE_AFFAIRS
from infra.play.fields import Day, Text, Written
from infra.play.stage import Stage
from infra.play.verb import Deed


class Parameter(Deed):
    """A dated value is added: entered by one person, approved by another."""

    name: Text
    from_: Day = Field(alias="from")
    value: Written
    reference: Text

    def do(self, stage: Stage) -> None:
        body = {"from": self.from_.isoformat(), "value": self.value, "reference": self.reference}
        entered = stage.doors.post(f"/v1/parameters/{self.name}/values", INSURANCE_AFFAIRS, body)
        stage.doors.post(f"/v1/parameter-values/{entered['id']}/approve", SECOND_OF_INSURANCE_AFFAIRS)
        stage.control.drain()
