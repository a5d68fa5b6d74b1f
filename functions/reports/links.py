"""Links to files of this room, as its doors give them."""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.reports import bucket
from ishtirak.web.answers import LinkAnswer


def link_to(key: str, now: datetime) -> LinkAnswer:
    """The link to what lies under `key`, made anew each time, and the moment at which it ends."""
    return LinkAnswer(url=bucket.link_to(key), expires_at=now + timedelta(seconds=bucket.LINK_LASTS_SECONDS))
