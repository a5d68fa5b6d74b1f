"""What the clock starts in this room."""

from __future__ import annotations

from chalice.app import Blueprint, CloudWatchEvent

from functions.collect.sweeps import sweeping
from ishtirak.web import clock

schedules = Blueprint(__name__)


# 03:00 UTC is 05:00 in Tripoli all year: what is due is done before anybody comes to work.
@schedules.schedule("cron(0 3 * * ? *)")
def daily_sweep(_event: CloudWatchEvent) -> dict[str, str]:
    """PKG-8: have all read that is due by today. An alarm watches whether it is read to its end (`SweepRuns`)."""
    return {"day": str(sweeping.start(clock.now()).day)}
