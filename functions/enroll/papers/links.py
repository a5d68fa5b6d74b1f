"""Links to what is kept of a person: for a few minutes, and only to what waits for its review or is approved."""

from __future__ import annotations

from datetime import datetime, timedelta

from ishtirak.storage import kept_files
from ishtirak.storage.person_files import PersonFile
from ishtirak.web.answers import LinkAnswer


def link_to(file: PersonFile, key: str, now: datetime) -> LinkAnswer | None:
    """The link to a file that is kept under `key`; None where there is nothing to look at."""
    if not file.is_kept or file.kept_version is None:
        return None
    ends_at = now + timedelta(seconds=kept_files.LINK_LASTS_SECONDS)
    return LinkAnswer(url=kept_files.link_to(key, file.kept_version), expires_at=ends_at)
