"""Who is covered, with which package and why (PKG-6)."""

from __future__ import annotations

from infra.play.doors import INSURANCE_AFFAIRS
from infra.play.fields import Day, Package, PersonHandle, Reason
from infra.play.stage import Stage
from infra.play.verb import Check, Difference, differences


class CheckCover(Check):
    """The cover of a subscriber or a dependant on a date."""

    of: PersonHandle
    at: Day | None = None
    package: Package
    reason: Reason | None = None
    since: Day | None = None
    until: Day | None = None

    def differences(self, stage: Stage) -> list[Difference]:
        on = (self.at or stage.today).isoformat()
        found = stage.doors.get(f"{stage.party(self.of).path}/cover", INSURANCE_AFFAIRS, on=on)
        expected = self.given("package", "reason")
        for name, day in self.given("since", "until").items():
            expected[name] = None if day is None else str(day)
        return differences(expected, found)
