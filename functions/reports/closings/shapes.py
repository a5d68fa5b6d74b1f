"""What the doors of daily closings take and give, as JSON."""

from __future__ import annotations

from datetime import date, datetime

from functions.reports.closings.names import ITEMS, SECTIONS, kind_of
from ishtirak.rules.money import Money
from ishtirak.storage.daily_closings import DailyClosing, DailyClosingState, Figure
from ishtirak.web.answers import Answer, LinkAnswer
from ishtirak.web.fields import Code, Day, Dinars, Words
from ishtirak.web.parsing import Body


class DailyClosingBody(Body):
    """COL-9: the day that is to be closed, or closed again; it must be over."""

    day: Day


class SignatureBody(Body):
    """ACC-3: the digest of the figures that are signed, and what is said of the differences, where there are any."""

    digest: Code
    note: Words | None = None


class FigureAnswer(Answer):
    """One line of a closing. `of`: a share, a bank or a month; `amount` below zero takes away."""

    section: str
    section_ar: str
    item: str
    item_ar: str
    of: str
    count: int | None
    amount: Dinars | None

    @classmethod
    def of_figure(cls, figure: Figure) -> FigureAnswer:
        return cls(
            section=figure.section,
            section_ar=SECTIONS[figure.section].ar,
            item=figure.item,
            item_ar=ITEMS[figure.item].ar,
            of=figure.of,
            count=figure.count,
            amount=None if figure.dirhams is None else Money(figure.dirhams),
        )


class DailyDifferenceAnswer(Answer):
    """What differs.

    kind: not_in_statement, differs (a receipt, `of` its bank), moved_since (a block, whose balance at the end of a day
          is not what two people have signed: `recorded`), ledger (a record, `of` an account).
    """

    kind: str
    kind_ar: str
    of: str
    id: str
    recorded: Dinars | None
    stated: Dinars | None
    statement_id: str | None
    line_no: int | None


class SignatureAnswer(Answer):
    """Who has signed, when, and what was said of the differences."""

    by: str
    at: datetime
    note: str | None


class DailyClosingAnswer(Answer):
    """COL-9: the closing of a day.

    digest:      of its figures: what is signed. `number` counts how often it was made.
    differences: how many there are; the first hundred stand in `shown`, all of them in the sheet.
    document:    the PDF with the signatures that stand here, `sheet` the CSV; null until they are made.
    """

    day: date
    state: DailyClosingState
    number: int
    asked_by: str
    asked_at: datetime
    made_at: datetime | None
    digest: str | None
    figures: list[FigureAnswer]
    differences: int
    shown: list[DailyDifferenceAnswer]
    signatures: list[SignatureAnswer]
    document: LinkAnswer | None = None
    sheet: LinkAnswer | None = None

    @classmethod
    def of(
        cls, closing: DailyClosing, document: LinkAnswer | None = None, sheet: LinkAnswer | None = None
    ) -> DailyClosingAnswer:
        same = ("day", "state", "number", "asked_by", "asked_at", "made_at", "digest", "differences")
        return cls(
            **{name: getattr(closing, name) for name in same},
            figures=[FigureAnswer.of_figure(each) for each in closing.figures],
            shown=[_difference(dict(each)) for each in closing.shown],
            signatures=[
                SignatureAnswer(by=each.by, at=datetime.fromisoformat(each.at), note=each.note)
                for each in closing.signatures
            ],
            document=document,
            sheet=sheet,
        )


def _difference(item: dict[str, object]) -> DailyDifferenceAnswer:
    amounts = {name: None if item.get(name) is None else Money(int(str(item[name]))) for name in ("recorded", "stated")}
    told = {name: item.get(name) for name in ("kind", "of", "id", "statement_id", "line_no")}
    kind_ar = kind_of(str(item["kind"])).ar
    return DailyDifferenceAnswer.model_validate({**told, **amounts, "kind_ar": kind_ar})
