"""What the law makes of a salary, and what waits for somebody to look at it (SAL-1, SAL-2, SAL-4, CON-4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pydantic import model_validator

from infra.play.doors import FINANCE, INSURANCE_AFFAIRS
from infra.play.fields import CaseKind, Day, Dinars, SubscriberHandle
from infra.play.stage import Stage
from infra.play.verb import Check, Difference, differences
from infra.play.words import UNMATCHED_RECEIPT

OPEN = "open"


class CheckSalary(Check):
    """What is deducted from a gross salary on a day, and the net that is left."""

    gross: Dinars
    at: Day
    social_security: Dinars | None = None
    solidarity: Dinars | None = None
    jihad_base: Dinars | None = None
    jihad: Dinars | None = None
    bank_net: Dinars | None = None
    health: Dinars | None = None
    net: Dinars | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        asked = {"gross": self.gross, "on": self.at.isoformat()}
        found = stage.doors.get("/v1/salaries/analysis", FINANCE, **asked)
        figures = ("social_security", "solidarity", "jihad_base", "jihad", "bank_net", "health", "net")
        return differences(self.given(*figures), found)


class CheckCase(Check):
    """How many cases of a kind are open: of one subscriber, or of all."""

    kind: CaseKind
    of: SubscriberHandle | None = None
    count: int

    @model_validator(mode="after")
    def _asks_what_is_known(self) -> Self:
        if self.kind == UNMATCHED_RECEIPT and self.of is not None:
            raise ValueError("a receipt in suspense is nobody's yet; leave 'of' out")
        return self

    def differences(self, stage: Stage) -> list[Difference]:
        return differences({"count": self.count}, {"count": sum(1 for _ in self._open(stage))})

    def _open(self, stage: Stage) -> Iterator[dict[str, Any]]:
        if self.kind == UNMATCHED_RECEIPT:
            return stage.doors.items("/v1/suspense", FINANCE)
        if self.of is None:
            return stage.doors.items("/v1/cases", INSURANCE_AFFAIRS, kind=self.kind)
        cases = stage.doors.items(f"{stage.party(self.of).path}/cases", INSURANCE_AFFAIRS)
        return (each for each in cases if (each["kind"], each["state"]) == (self.kind, OPEN))
