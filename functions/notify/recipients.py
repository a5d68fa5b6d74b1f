"""Who is told: the number that messages go to, what the person wants none of, and who corrects a number that fails."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from ishtirak.rules.packages import Reason
from ishtirak.storage import employers, failing_numbers, keys, subscribers
from ishtirak.storage.keys import Key
from ishtirak.storage.transactions import Write

NO_NUMBER = "no_phone"
OPTED_OUT = "opted_out"
HAS_DIED = "has_died"


class Recipient(NamedTuple):
    """A subscriber or an employer as one who gets messages.

    unwanted: kinds of notices that the person wants none of.
    has_died: nobody writes to the dead, whatever was to be told.
    """

    of: Key
    phone: str | None
    registered_by: str
    unwanted: Collection[str] = ()
    has_died: bool = False

    def refuses(self, kind: str) -> str | None:
        """Why the recipient is sent no notice of a kind; None where it is sent."""
        if self.has_died:
            return HAS_DIED
        return OPTED_OUT if kind in self.unwanted else None

    def not_reached(self, reason: str, now: datetime) -> Sequence[Write]:
        """The writes by which somebody learns that the number fails; none where that is known, and none of employers.

        They raise Moved where another one was faster.
        """
        if self.of.sk != keys.SUBSCRIBER:
            return ()
        return failing_numbers.opened(self.of.owner_id, self.registered_by, self.phone, reason, now.date())


def load(of: Key) -> Recipient:
    """The recipient whose record it is. Raises: UnknownSubscriber, UnknownEmployer."""
    if of.sk == keys.EMPLOYER:
        employer = employers.load(of.owner_id)
        return Recipient(of, employer.phone, employer.registered_by)
    person = subscribers.load(of.owner_id)
    has_died = person.spells[-1].ending is Reason.DECEASED
    return Recipient(of, person.phone, person.registered_by, person.unwanted_notices, has_died)
