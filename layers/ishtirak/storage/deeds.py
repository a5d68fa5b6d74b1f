"""Who did what, when: written beside the record that it was done to, in the same transaction (ACC-2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from ishtirak.storage import keys
from ishtirak.storage.transactions import Moved, Put

FUND = "ishtirak"
"""Who stands in the records where nobody has asked for what was done."""


def put_deed(of: keys.Key, actor_id: str, action: str, at: datetime, changes: Mapping[str, object]) -> Put:
    """The write of one deed: `action` by `actor_id`, with what it changed as text."""
    item = {
        "actor": actor_id,
        "action": action,
        "at": at.isoformat(),
        "changes": {name: str(value) for name, value in changes.items()},
    }
    return Put(keys.deed(of, at.isoformat(), uuid4().hex[:8]), item, unless_exists=Moved())
