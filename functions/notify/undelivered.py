"""What did not arrive, sent again because a person says so (NOT-3)."""

from __future__ import annotations

from datetime import datetime

from functions.notify import outbox
from ishtirak.errors import Refused
from ishtirak.storage import deeds, keys, notices
from ishtirak.storage.keys import Key
from ishtirak.storage.notices import Notice
from ishtirak.storage.transactions import write


class NotUndelivered(Refused):
    """The notice waits, is on its way, has arrived, or was not wanted: it is not sent again."""

    code = "notice_not_undelivered"
    ar = "لا يعاد إرسال هذا الإشعار: حالته {state}."
    en = "This notice is not sent again: its state is {state}."


def resend(of: Key, cause: str, actor_id: str, now: datetime) -> Notice:
    """Have a notice that did not arrive wait again; who has said so is kept.

    The queue is asked only then: if that is lost, the next release finds the notice.
    Raises: UnknownNotice, NotUndelivered; AlreadyClaimed where something has happened to it meanwhile.
    """
    seen = notices.load(of, cause)
    if not seen.is_undelivered:
        raise NotUndelivered(state=seen.state.value)
    what = {"cause": cause, "state": seen.state, "reason": seen.reason}
    write(notices.again(seen, now), deeds.put_deed(of, actor_id, "resend_notice", now, what))
    outbox.ask_for([seen])
    return notices.load(of, cause)


def release_held(actor_id: str, now: datetime) -> None:
    """Send what waits for the money of another day, because the cap was raised; who has said so is kept."""
    day = keys.spent(now.date())
    write(deeds.put_deed(day, actor_id, "release_held_notices", now, {}))
    outbox.release_held(now)
