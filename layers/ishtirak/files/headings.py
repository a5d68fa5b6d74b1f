"""The columns of a payroll, found by their names in Arabic or English, in any order (COL-7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ishtirak.files.errors import MissingColumn, RepeatedColumn
from ishtirak.rules.digits import visible

_LETTERS = str.maketrans("أإآٱةىۃیک", "ااااهيهيك", "ـ")
_ARTICLE = re.compile(r"\bال(?=\w\w)")
_FEWEST_KNOWN = 2
"""A line with fewer names of columns than this is a title, not the header."""


class Column(NamedTuple):
    """One column that is read: its key in answers, its name in Arabic, and the other names it is known by."""

    key: str
    ar: str
    also: tuple[str, ...]


COLUMNS = (
    Column("national_number", "الرقم الوطني", ("رقم وطني", "الرقم الوطني للموظف", "national no", "national id", "nid")),
    Column(
        "name", "اسم الموظف", ("الاسم", "الاسم الكامل", "الاسم الرباعي", "اسم المشترك", "employee name", "full name")
    ),
    Column("basic", "المرتب الأساسي", ("الراتب الأساسي", "الأساسي", "basic salary", "basic pay")),
    Column("annual_allowances", "علاوات سنوية", ("علاوة سنوية", "annual allowance")),
    Column("distinction_allowances", "علاوات تمييز", ("علاوة تمييز", "علاوات تميز", "distinction allowance")),
    Column("overtime", "عمل إضافي", ("ساعات إضافية", "الإضافي", "overtime pay")),
    Column("bonus", "مكافأة", ("مكافآت", "bonuses")),
    Column(
        "gross",
        "إجمالي المرتب",
        ("إجمالي الراتب", "المرتب الإجمالي", "الراتب الإجمالي", "الإجمالي", "gross salary", "gross pay"),
    ),
    Column("net", "صافي المرتب", ("صافي الراتب", "الصافي", "المرتب الصافي", "الراتب الصافي", "net salary", "net pay")),
    Column(
        "iban",
        "رقم الحساب",
        ("رقم الحساب المصرفي", "رقم الحساب الدولي", "الآيبان", "آيبان", "account", "account number", "bank account"),
    ),
)
NEEDED = ("national_number", "name", "gross")

_TOTAL = frozenset({"اجمالي", "مجموع", "اجمالي عام", "مجموع عام", "مجموع كلي", "اجمالي كلي", "total", "totals", "sum"})
_TOTAL_STARTS = ("اجمالي ", "مجموع ", "grand total", "sub total", "subtotal", "total ")


def folded(text: str) -> str:
    """`text` without what spellings differ in: marks, tatweel, hamza, ة/ه, ى/ي, the article, case, punctuation."""
    letters = unicodedata.normalize("NFKC", visible(text)).casefold().translate(_LETTERS)
    bare = "".join(each if each.isalnum() else "" if unicodedata.category(each) == "Mn" else " " for each in letters)
    return _ARTICLE.sub("", " ".join(bare.split()))


_KEYS = {folded(name): column.key for column in COLUMNS for name in (column.key, column.ar, *column.also)}


def find_columns(cells: Sequence[str], file_name: str) -> Mapping[str, int] | None:
    """Where each column stands in the header `cells`, or None where they are no header.

    Raises: MissingColumn, RepeatedColumn.
    """
    found: dict[str, int] = {}
    for place, heading in enumerate(cells):
        key = _KEYS.get(folded(heading))
        if key is None:
            continue
        if key in found:
            raise RepeatedColumn(file_name=file_name, first=cells[found[key]], second=heading)
        found[key] = place
    if len(found) < _FEWEST_KNOWN:
        return None
    missing = [column for column in COLUMNS if column.key in NEEDED and column.key not in found]
    if missing:
        raise MissingColumn(
            file_name=file_name,
            columns=", ".join(column.key for column in missing),
            columns_ar="، ".join(column.ar for column in missing),
        )
    return found


def says_total(cell: str) -> bool:
    """Whether a cell names a line of totals, as `الإجمالي` or `Grand total` do."""
    if cell.isdigit():  # nearly every line's number: what names a total has letters
        return False
    words = folded(cell)
    return words in _TOTAL or words.startswith(_TOTAL_STARTS)
