"""What stands in a daily closing: its figures, and what differs (COL-9, COL-10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from functions.reports.closings.names import ITEMS, LEDGER, MOVED_SINCE, SECTIONS, SHARES, kind_of
from functions.reports.datasets import LINES, RECEIPTS, STATED
from functions.reports.ledger_proof import Difference
from functions.reports.queries import answers
from functions.reports.sheets import Column, dinars
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month, due_on
from ishtirak.storage.daily_closings import DailyClosing, Figure

COLUMNS = (
    Column("القسم", "section"),
    Column("البند", "item"),
    Column("الجهة", "of"),
    Column("العدد", "count"),
    Column("المبلغ", "amount", dinars),
    Column("المبلغ في كشف المصرف", "stated", dinars),
    Column("الكشف", "statement"),
    Column("السطر", "line"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that differs. Amounts are dirhams; `of` is a bank or an account, `id` a receipt or a record."""

    kind: str
    of: str
    id: str
    recorded: int | None = None
    stated: int | None = None
    statement_id: str | None = None
    line_no: int | None = None

    def as_item(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a snapshot says of one day."""

    figures: tuple[Figure, ...]
    differences: tuple[Found, ...]

    @property
    def digest(self) -> str:
        """Of everything that people sign."""
        said = [[each.section, each.item, each.of, each.count, each.dirhams] for each in self.figures]
        found = [each.as_item() for each in self.differences]
        return hashlib.sha256(json.dumps([said, found], sort_keys=True).encode()).hexdigest()


def figures_of(
    folder: Path, day: date, disagreeing: Sequence[Difference], signed: DailyClosing | None, law: Law
) -> Figures:
    """The figures of `day` by the snapshot in `folder`, which was taken after it.

    Args: disagreeing: what the proof of the ledger has found.
          signed:      the last closing before that two people have signed: what it carried forward must still be so.
    """
    payments = (RECEIPTS, STATED)
    moved = [Figure(*row) for row in answers(folder, (LINES,), "daily_closing", [day])]
    seen = [
        Figure("matched", item, bank, count, dirhams)
        for bank, item, dirhams, count in answers(folder, payments, "daily_matches", [day])
    ]
    differing = [_found(*row) for row in answers(folder, payments, "daily_differences", [day])]
    of_ledger = [
        Found(LEDGER, each.account, each.record, each.stored_dirhams, each.summed_dirhams) for each in disagreeing
    ]
    figures = sorted([*moved, *_fell_due(folder, day, law), *seen], key=_place)
    moved_since = _moved_since(signed, folder) if signed else ()
    return Figures(tuple(figures), (*differing, *moved_since, *of_ledger))


def _moved_since(signed: DailyClosing, folder: Path) -> Iterator[Found]:
    """What was dated on or before a day after two people had signed its closing."""
    now = [Figure(*row) for row in answers(folder, (LINES,), "daily_closing", [signed.day])]
    stood, stands = _carried(signed.figures), _carried(now)
    for section, of in sorted(stood.keys() | stands.keys()):
        before, after = stood.get((section, of), 0), stands.get((section, of), 0)
        if before != after:
            yield Found(MOVED_SINCE, of, f"{signed.day} {section}", before, after)


def _carried(figures: Iterable[Figure]) -> dict[tuple[str, str], int]:
    return {(each.section, each.of): each.dirhams or 0 for each in figures if each.item == "carried_forward"}


def rows_of(figures: Figures) -> Iterator[Sequence[Any]]:
    """The closing as rows of a sheet: the figures, then each difference."""
    for each in figures.figures:
        section, item = SECTIONS[each.section], ITEMS[each.item]
        yield _both(section), _both(item), _name_of(each), each.count, each.dirhams, None, None, None
    for found in figures.differences:
        kind = kind_of(found.kind)
        yield _both(kind), found.id, found.of, 1, found.recorded, found.stated, found.statement_id, found.line_no


def _found(
    bank: str, receipt_id: str, statement_id: str | None, line_no: int | None, recorded: int, stated: int | None
) -> Found:
    kind = "not_in_statement" if statement_id is None else "differs"
    return Found(kind, bank, receipt_id, recorded, stated, statement_id, line_no)


def _name_of(figure: Figure) -> str:
    """Whose figure it is: a share by its name, anything else as it is."""
    return _both(SHARES[figure.of]) if figure.of in SHARES else figure.of


def _both(name: Bilingual) -> str:
    return f"{name.ar} / {name.en}"


def _fell_due(folder: Path, day: date, law: Law) -> Iterator[Figure]:
    """The whole contribution of the month that fell due on the day, as it was charged by then."""
    month = Month.of(day).plus(-1)
    if due_on(month, law) != day:
        return
    for account, _, _, balance, _ in answers(folder, (LINES,), "trial_balance", [day]):
        if account == f"contributions:{month}":
            yield Figure("expected", "fell_due", str(month), None, -balance)


def _place(figure: Figure) -> tuple[int, str, int]:
    """Blocks in the order of SECTIONS, one share or bank after the other, items in the order of ITEMS."""
    of = str(list(SHARES).index(figure.of)) if figure.of in SHARES else figure.of
    return list(SECTIONS).index(figure.section), of, list(ITEMS).index(figure.item)
