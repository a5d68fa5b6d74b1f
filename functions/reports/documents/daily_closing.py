"""What stands in the PDF of a daily closing: its figures as they were made, and who has signed them (COL-9, RPT-9)."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from functions.reports.closings.names import ITEMS, SECTIONS, SHARES, kind_of
from functions.reports.documents.dates import in_both_calendars
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.money import Money
from ishtirak.storage.daily_closings import SIGNATURES, DailyClosing, Figure


def facts_of(closing: DailyClosing, on: date) -> dict[str, Any]:
    """Everything for templates/daily_closing.typ."""
    blocks = groupby(closing.figures, key=lambda each: each.section)
    signed = [{"by": each.by, "at": each.at[:16].replace("T", " "), "note": each.note} for each in closing.signatures]
    return {
        "issued_on": in_both_calendars(on),
        "day": in_both_calendars(closing.day),
        "making": closing.number,
        "digest": closing.digest,
        "sections": [{"name": _name(SECTIONS[name]), "rows": [_row(each) for each in rows]} for name, rows in blocks],
        "differences": closing.differences,
        "shown": [_difference(dict(each)) for each in closing.shown],
        "signatures": [*signed, *[None] * (SIGNATURES - len(signed))],
    }


def _row(figure: Figure) -> dict[str, Any]:
    share = SHARES.get(figure.of)
    return {
        "item": _name(ITEMS[figure.item]),
        "strong": figure.item in ("brought_forward", "carried_forward"),
        "of": share.ar if share else figure.of,
        "count": figure.count,
        "amount": None if figure.dirhams is None else str(Money(figure.dirhams)),
    }


def _difference(item: dict[str, Any]) -> dict[str, Any]:
    recorded, stated = (None if item.get(name) is None else str(Money(item[name])) for name in ("recorded", "stated"))
    same = {"of": item["of"], "id": item["id"]}
    return {**same, "kind": _name(kind_of(item["kind"])), "recorded": recorded, "stated": stated}


def _name(name: Bilingual) -> dict[str, str]:
    return {"ar": name.ar, "en": name.en}
