"""The outbox: what waits leaves as soon as it may, and is found again whatever was lost on the way (NOT-3, NOT-4).

The table's stream brings each new notice; one that may leave now is sent at once. What must wait, and what a sender
that died has left behind, stands in the sparse index: a schedule has it released, recipient by recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from typing import Any

from aws_lambda_powertools import Logger

from functions.notify import moot, recipients, sending
from functions.notify.joining import Message, joined_up
from functions.notify.recipients import Recipient
from functions.notify.sending import Attempt
from functions.notify.templates import UnfitNotice, text_of
from ishtirak.law.law import Law
from ishtirak.messaging.metrics import emit
from ishtirak.messaging.queues import LONGEST_DELAY_SECONDS, Queue, send, send_all
from ishtirak.rules.notices import Hindrance
from ishtirak.rules.quiet import DAY, LONGEST_WAIT_DAYS, leaves_at
from ishtirak.storage import keys, notices, outgoing
from ishtirak.storage.keys import Key
from ishtirak.storage.notices import AlreadyClaimed, Notice, NoticeState
from ishtirak.storage.outgoing import Why
from ishtirak.storage.templates import Wording
from ishtirak.storage.transactions import decided_again, write, write_one

logger = Logger(child=True)

NOTICES_OF_ONE_PAGE = 200

A_MOMENT = timedelta(minutes=1)
"""After which what somebody else is sending has mostly left."""

LONGEST_HELD = (LONGEST_WAIT_DAYS + 2) * DAY
"""What is held leaves on the next morning, or behind the holidays that begin there."""


def deliver(notice: Notice, now: datetime, law: Law, wording: Wording) -> None:
    """Send a notice that the stream brings if it may leave now and nobody has taken it before; else it waits."""
    leaves = leaves_at(notice.kind, notice.written_at, now, law)
    if leaves > now:
        _unless_taken(notices.wait, notice, leaves)
    else:
        _send_all(notice.of, [notice], now, law, wording)


def release(now: datetime) -> int:
    """Ask for all that is due to be sent, and return how many shards of the outbox hold any.

    It reads the sparse index alone. What is asked for twice finds nothing to do.
    """
    due = [shard for shard in keys.outbox_shards() if notices.due_page(shard, now, 1).keys]
    return send_all(Queue.OUTBOX, ({"shard": shard, "until": now.isoformat()} for shard in due))


def release_held(now: datetime) -> None:
    """Ask for what waits for the money of another day, because the cap was raised; all else that waits stays."""
    until = (now + LONGEST_HELD).isoformat()
    send_all(Queue.OUTBOX, ({"shard": each, "until": until, "held": True} for each in keys.outbox_shards()))


def work(message: dict[str, Any], now: datetime, law: Law, wording: Wording) -> None:
    """Do what a message of the queue asks for: look through a page of a shard, or send what one recipient waits for."""
    if "shard" in message:
        _look_through(message)
    else:
        _work_off(message, now, law, wording)


def _look_through(message: dict[str, Any]) -> None:
    """Send one message for each recipient of a page, and itself the next page: what fails comes back alone."""
    until = datetime.fromisoformat(message["until"])
    page = notices.due_page(message["shard"], until, NOTICES_OF_ONE_PAGE, message.get("after"))
    whole = page if page.after is None else page.without_last_partition()
    send_all(Queue.OUTBOX, _by_recipient(whole.keys, message))
    if whole.after is not None:
        send(Queue.OUTBOX, {**message, "after": whole.after})


def _by_recipient(due: Sequence[Key], message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One message for each; what waits at several moments, and is due at the same time, goes together."""
    held = {"held": True} if message.get("held") else {}
    for pk, its in groupby(sorted(due), key=lambda key: key.pk):
        yield {"pk": pk, "causes": [key.name for key in its], **held}


def _work_off(message: dict[str, Any], now: datetime, law: Law, wording: Wording) -> None:
    """What waits comes before what is in doubt: a provider that does not answer holds nothing else back.

    Raises: SmsInDoubt where it does not, so that it is asked again.
    """
    of = keys.record_in(message["pk"])
    found = notices.load_all(of, message["causes"])
    due = [each for each in found if each.due_at is not None and (each.due_at <= now or _is_asked_for(each, message))]
    _send_all(of, [each for each in due if each.state is NoticeState.WAITING], now, law, wording)
    for each in due:
        if each.state is NoticeState.CLAIMED and each.carried_by is None:
            _see_to([each], sending.settle(outgoing.load_sms(each), now, law), now)


def _is_asked_for(notice: Notice, message: dict[str, Any]) -> bool:
    return notice.held and message.get("held", False)


def _send_all(of: Key, waiting: Sequence[Notice], now: datetime, law: Law, wording: Wording) -> None:
    """Send what may leave now of what one recipient waits for; the law may have moved the moment of the rest."""
    if not waiting:
        return
    to, going, behind = recipients.load(of), list[Notice](), _behind_others(of, waiting, now)
    for notice in waiting:
        leaves = leaves_at(notice.kind, notice.written_at, now, law)
        if hindrance := to.refuses(notice.kind, law) or moot.hindrance(notice, law):
            _unless_taken(notices.not_wanted, notice, hindrance)
        elif leaves > now:
            _unless_taken(notices.wait, notice, leaves)
        elif notice.cause in behind:
            _wait_behind(notice, behind[notice.cause], now)
        else:
            going.append(notice)
    if to.phone is None:
        _without_number(to, going, now)
    else:
        _send_in_order(to, joined_up(_filled(going, wording, now), law), now, law)


def _send_in_order(to: Recipient, messages: Iterable[Message], now: datetime, law: Law) -> None:
    """What tells of a change of cover waits where the change before it could not be told just now."""
    behind: datetime | None = None
    for message in messages:
        (first, *_) = message.notices
        if behind is not None and first.cause_before is not None:
            _wait_behind(first, behind, now)
            continue
        attempt = sending.send(message, to, now, law)
        _see_to(message.notices, attempt, now)
        if first.is_of_cover:
            behind = now + A_MOMENT if attempt.taken else attempt.again_at


def _filled(going: Iterable[Notice], wording: Wording, now: datetime) -> Iterator[Message]:
    """A message for each notice; one that does not fill its text is shown among those that did not arrive."""
    for notice in going:
        try:
            yield Message((notice,), text_of(notice, wording))
        except UnfitNotice as defect:
            logger.error("a notice does not fill its text", kind=notice.kind.value, error=defect.in_english)
            emit("notify", SmsUnfit=1)
            _unless_taken(write_one, notices.failed(notice, Hindrance.UNFIT, now))


def _behind_others(of: Key, waiting: Sequence[Notice], now: datetime) -> dict[str, datetime]:
    """Until when notices of cover wait because the change before theirs was not told yet, by cause."""
    here = {each.cause for each in waiting}
    after = {each.cause_before: each.cause for each in waiting if each.cause_before not in (None, *here)}
    untold = (NoticeState.WAITING, NoticeState.CLAIMED)
    return {
        after[each.cause]: max(each.due_at or now, now + A_MOMENT)
        for each in notices.load_all(of, [cause for cause in after if cause])
        if each.state in untold
    }


def _wait_behind(notice: Notice, until: datetime, now: datetime) -> None:
    at = notices.minute_from(until)
    _unless_taken(notices.wait, notice, at)
    _see_to([notice], Attempt(again_at=at), now)


@decided_again
def _without_number(to: Recipient, going: Sequence[Notice], now: datetime) -> None:
    """Whoever corrects numbers learns of it with the first."""
    why = Why(Hindrance.NO_PHONE)
    for notice in going:
        _unless_taken(write, notices.failed(notice, why.reason, now), *to.not_reached(why, now))


def _see_to(told: Sequence[Notice], attempt: Attempt, now: datetime) -> None:
    """Have an attempt made again: soon by the queue; what waits for longer, and what the queue loses, is released."""
    if attempt.again_at is not None:
        pause_seconds = ceil((attempt.again_at - now).total_seconds())
        if pause_seconds <= LONGEST_DELAY_SECONDS:
            ask_for(told, pause_seconds)
    elif attempt.taken and len(told) > 1:
        ask_for(told)  # one of them was taken: the others leave without it


def ask_for(told: Sequence[Notice], delay_seconds: int = 0) -> None:
    """Have these notices to one recipient sent as soon as they may be."""
    message = {"pk": told[0].of.pk, "causes": [each.cause for each in told]}
    send(Queue.OUTBOX, message, delay_seconds)


def _unless_taken(step: Callable[..., None], *what: object) -> None:
    try:
        step(*what)
    except AlreadyClaimed:
        return
