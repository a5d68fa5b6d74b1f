"""The payers of a contribution, and who is one kind of subscriber or another (CON-1, CON-7)."""

from __future__ import annotations

from enum import StrEnum


class Share(StrEnum):
    """Whose part of a contribution it is (CON-1)."""

    SUBSCRIBER = "subscriber"
    EMPLOYER = "employer"
    SOCIAL_SECURITY = "social_security"
    STATE = "state"
