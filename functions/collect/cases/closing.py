"""Closing a case that a person has looked at."""

from __future__ import annotations

from datetime import datetime

from ishtirak.errors import Conflict
from ishtirak.rules.cases import CaseKind
from ishtirak.storage import cases, deeds, keys
from ishtirak.storage.cases import Case
from ishtirak.storage.transactions import decided_again, write


class CaseClosed(Conflict):
    """The case has been closed already."""

    code = "case_closed"
    ar = "سبق إقفال الحالة."
    en = "The case has been closed already."


class CaseClosesItself(Conflict):
    """Whether an account is frozen follows from money and documents, and not from anybody's word (PKG-3)."""

    code = "case_closes_itself"
    ar = "تُقفل الحالة {kind} تلقائيا عند زوال سببها."
    en = "The case {kind} closes by itself, once what it waits for has come."


CLOSES_ITSELF = {CaseKind.ACCOUNT_FROZEN}


@decided_again
def close(kind: CaseKind, subscriber_id: str, outcome: str, actor_id: str, now: datetime) -> Case:
    """Close an open case with what came of it; who and when are kept.

    Raises: UnknownCase, CaseClosed, CaseClosesItself.
    """
    if kind in CLOSES_ITSELF:
        raise CaseClosesItself(kind=kind.value)
    seen = cases.load(kind, subscriber_id)
    if not seen.is_open:
        raise CaseClosed
    closed = seen.closed(now.date(), outcome, actor_id)
    what = {"kind": kind.value, "outcome": outcome}
    write(cases.put(seen, closed), deeds.put_deed(keys.subscriber(subscriber_id), actor_id, "close_case", now, what))
    return closed
