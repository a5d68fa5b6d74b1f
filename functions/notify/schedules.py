"""What the clock starts in this room."""

from __future__ import annotations

from chalice.app import Blueprint, CloudWatchEvent

from functions.notify import outbox
from ishtirak.web import clock

schedules = Blueprint(__name__)


@schedules.schedule("cron(0 6,11,16 * * ? *)")  # 08:00, 13:00 and 18:00 in Tripoli all year
def release_notices(_event: CloudWatchEvent) -> dict[str, int]:
    """NOT-3: all that waited until now is sent: what the night has held back, what failed, what a sender has lost."""
    return {"shards": outbox.release(clock.now())}
