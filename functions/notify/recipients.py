"""Who is told: the number that messages go to, what the person wants none of, and who corrects a number that fails."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from ishtirak.law.law import Law
from ishtirak.rules.notices import Hindrance, NoticeKind
from ishtirak.rules.packages import Reason
from ishtirak.storage import employers, failing_numbers, keys, subscribers
from ishtirak.storage.keys import Key
from ishtirak.storage.outgoing import Why
from ishtirak.storage.transactions import Write


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

    def refuses(self, kind: NoticeKind, law: Law) -> Hindrance | None:
        """Why the recipient is sent no notice of a kind; None where it is sent.

        Law: `opt_out` of the kind: what may not be left out any more is sent to those too who wanted none of it.
        """
        if self.has_died:
            return Hindrance.HAS_DIED
        return Hindrance.OPTED_OUT if kind.value in self.unwanted and law.notices[kind.value].opt_out else None

    def not_reached(self, why: Why, now: datetime) -> Sequence[Write]:
        """The writes by which somebody learns that the number fails; none where that is known, and none of employers.

        They raise Moved where another one was faster.
        """
        if self.of.sk != keys.SUBSCRIBER:
            return ()
        return failing_numbers.opened(self.of.owner_id, self.registered_by, self.phone, why, now.date())


def load(of: Key) -> Recipient:
    """The recipient whose record it is. Raises: UnknownSubscriber, UnknownEmployer."""
    if of.sk == keys.EMPLOYER:
        employer = employers.load(of.owner_id)
        return Recipient(of, employer.phone, employer.registered_by)
    person = subscribers.load(of.owner_id)
    has_died = person.spells[-1].ending is Reason.DECEASED
    return Recipient(of, person.phone, person.registered_by, person.unwanted_notices, has_died)
