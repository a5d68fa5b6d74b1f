"""What the clock starts in this room."""

from __future__ import annotations

from chalice.app import Blueprint, CloudWatchEvent

from functions.notify import outbox
from ishtirak.web import clock

schedules = Blueprint(__name__)


@schedules.schedule("cron(0 6,9,13,17 * * ? *)")  # 08:00, 11:00, 15:00 and 19:00 in Tripoli all year
def release_notices(_event: CloudWatchEvent) -> dict[str, int]:
    """NOT-3: all that waited until now is sent: what the night has held back, what failed, what a sender has lost."""
    return {"shards": outbox.release(clock.now())}
