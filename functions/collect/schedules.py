"""What the clock starts in this room."""

from __future__ import annotations

from chalice.app import Blueprint, CloudWatchEvent

from functions.collect.steps import sweep
from ishtirak.messaging.metrics import emit
from ishtirak.web import clock

schedules = Blueprint(__name__)


@schedules.schedule("cron(0 6 * * ? *)")  # 06:00 UTC is 08:00 in Tripoli all year: the day's SMS wake nobody up
def daily_sweep(_event: CloudWatchEvent) -> dict[str, int]:
    """PKG-8: send work for all that is due by today. An alarm watches `SweepRuns`: a day without one is found out."""
    sent = sweep(clock.today())
    emit("collect", SweepRuns=1, SweepWork=sent)
    return {"sent": sent}
