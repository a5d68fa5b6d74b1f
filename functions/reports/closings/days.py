"""Daily closings: asked for by a person or a bank's statement, made by a worker, signed by two (COL-9, ACC-3)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.reports import bucket, snapshots
from functions.reports.closings.figures import COLUMNS, Figures, figures_of, rows_of
from functions.reports.closings.names import LEDGER
from functions.reports.documents import issuing
from functions.reports.ledger_proof import Difference, differences_in, prove
from functions.reports.sheets import write_sheet
from ishtirak.errors import Conflict, InvalidField
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.rules.approvals import check_another
from ishtirak.storage import daily_closings, deeds
from ishtirak.storage.daily_closings import SIGNATURES, DailyClosing, DailyClosingState, Signature
from ishtirak.storage.transactions import Moved, decided_again, write, write_one

SHOWN = 100
"""So many differences stand on the record and in the PDF; the sheet has all of them."""


class DayNotOver(InvalidField):
    """A day is closed once it has passed."""

    code = "day_not_over"
    ar = "الحقل {field}: يوم {day} لم ينته بعد."
    en = "The field {field}: the day {day} is not over yet."


class DayIsSigned(Conflict):
    """Two people have signed the closing; it stays as it is."""

    code = "day_is_signed"
    ar = "وقع شخصان إقفال يوم {day}، فلا يعاد إعداده."
    en = "Two people have signed the closing of {day}; it is not made again."


class DayNotMade(Conflict):
    """There are no figures to be signed yet."""

    code = "day_not_made"
    ar = "إقفال يوم {day} قيد الإعداد، فلا يوقع بعد."
    en = "The closing of {day} is being made; it can't be signed yet."


class OtherFigures(Conflict):
    """The closing was made again since: what is signed must be what stands there."""

    code = "other_figures"
    ar = "أُعيد إعداد إقفال يوم {day} بأرقام أخرى: راجعها ثم وقع."
    en = "The closing of {day} was made again with other figures: look at them, then sign."


class NoteNeeded(InvalidField):
    """Who signs a closing with differences says what they are."""

    code = "note_needed"
    ar = "الحقل {field}: في الإقفال {count} من الفروق، فاذكر سببها عند التوقيع."
    en = "The field {field}: the closing has {count} differences: say what they are when you sign."


@decided_again
def ask(day: date, actor_id: str, now: datetime) -> DailyClosing:
    """Have a day closed, or closed again where its figures have changed; signatures of before are gone then.

    Raises: DayNotOver, DayIsSigned.
    """
    if day >= now.date():
        raise DayNotOver("day", day=day)
    seen = daily_closings.find(day)
    if seen is not None and seen.state is DailyClosingState.SIGNED:
        raise DayIsSigned(day=day)
    if seen is None or seen.state is DailyClosingState.MADE:
        write_one(daily_closings.put_asked(day, seen, actor_id, now))
        seen = daily_closings.load(day)
    _hand_on(seen)
    return seen


@decided_again
def sign(day: date, digest: str, note: str | None, actor_id: str, now: datetime) -> DailyClosing:
    """Sign the figures whose digest is given; with the second signature the closing is done.

    Raises: UnknownDailyClosing, DayNotMade, DayIsSigned, OtherFigures, NoteNeeded, SamePersonApproves.
    """
    seen = daily_closings.load(day)
    if seen.state is DailyClosingState.ASKED:
        raise DayNotMade(day=day)
    if seen.state is DailyClosingState.SIGNED:
        raise DayIsSigned(day=day)
    if seen.digest != digest:
        raise OtherFigures(day=day)
    if seen.differences and not note:
        raise NoteNeeded("note", count=seen.differences)
    for signature in seen.signatures:
        check_another(signature.by, actor_id)
    signatures = (*seen.signatures, Signature(actor_id, now.isoformat(), note))
    state = DailyClosingState.SIGNED if len(signatures) == SIGNATURES else DailyClosingState.MADE
    signed = replace(seen, signatures=signatures, state=state, is_documented=False)
    what = {"day": day, "number": seen.number, "digest": digest, "note": note}
    write(
        daily_closings.put_over(seen, signed),
        deeds.put_deed(seen.key, actor_id, "sign_daily_closing", now, what),
    )
    _hand_on(signed)
    return signed


def work(day: date, now: datetime, law: Law) -> int | None:
    """Make what a closing waits for: its figures, or the PDF of what stands there.

    Returns: how many differences of the ledger a closing that was made has found; None where none was made.
    """
    seen, of_ledger = daily_closings.find(day), None
    if seen is None or day >= now.date():
        return None
    if seen.state is DailyClosingState.ASKED:
        figures = _figures(day, law)
        of_ledger = sum(each.kind == LEDGER for each in figures.differences)
        seen = _made(seen, figures, now)
    if seen is not None and not seen.is_documented:
        _document(seen, now)
    return of_ledger


def _hand_on(closing: DailyClosing) -> None:
    """Have it worked on now; if this message is lost, the next sweep finds the closing."""
    send(Queue.REPORTS, {"closing_of": closing.day.isoformat()})


def _made(seen: DailyClosing, figures: Figures, now: datetime) -> DailyClosing | None:
    made = replace(
        seen,
        state=DailyClosingState.MADE,
        figures=figures.figures,
        differences=len(figures.differences),
        shown=tuple(each.as_item() for each in figures.differences[:SHOWN]),
        digest=figures.digest,
        sheet_key=_put_sheet(seen.day, figures),
        made_at=now.isoformat(),
    )
    try:
        write_one(daily_closings.put_over(seen, made))
    except Moved:
        return None  # it was asked for again meanwhile, or made by another delivery: that one goes on
    return replace(made, version=seen.version + 1)


def _figures(day: date, law: Law) -> Figures:
    """The figures by the last of those snapshots that the ledger is proved by."""
    with TemporaryDirectory() as folder:
        looks = 0

        def look() -> frozenset[Difference]:
            nonlocal looks
            looks += 1
            here = Path(folder) / str(looks)
            here.mkdir()
            snapshots.take(here, law)
            return differences_in(here)

        proof = prove(look)
        signed = daily_closings.last_signed(day)
        return figures_of(Path(folder) / str(looks), day, proof.differences, signed, law)


def _put_sheet(day: date, figures: Figures) -> str:
    with TemporaryDirectory() as folder:
        sheet = Path(folder) / "closing.csv"
        write_sheet(sheet, COLUMNS, rows_of(figures))
        key = f"closings/{day}/{hashlib.sha256(sheet.read_bytes()).hexdigest()}.csv"
        bucket.put(key, sheet, "text/csv; charset=utf-8", saved_as=f"daily-closing-{day}.csv")
    return key


def _document(seen: DailyClosing, now: datetime) -> None:
    issuing.ask_daily_closing(seen, now)
    try:
        write_one(daily_closings.put_over(seen, replace(seen, is_documented=True)))
    except Moved:
        return  # signed or made again meanwhile: that has a PDF of its own
