"""The reports there are: each a query over a snapshot and the columns that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from functions.reports.datasets import ACCOUNTS, EMPLOYERS, MEMBERS, Dataset
from functions.reports.sheets import Column, dinars
from ishtirak.law.shipped import shipped_law


def _sector(code: str) -> str:
    return f"{shipped_law().sectors[code].name.ar} / {code}"


class ReportName(StrEnum):
    """What a report is asked for by; the query of the same name makes it from the day that it is of."""

    LATE_EMPLOYERS = "late_employers"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a report needs of a snapshot, and its columns in the order of the query's."""

    datasets: tuple[Dataset, ...]
    columns: tuple[Column, ...]


KINDS = {
    ReportName.LATE_EMPLOYERS: Kind(
        (EMPLOYERS, ACCOUNTS, MEMBERS),
        (
            Column("رقم جهة العمل", "employer_id"),
            Column("مرجع السداد", "reference"),
            Column("جهة العمل", "name"),
            Column("القطاع", "sector", _sector),
            Column("المنطقة", "region"),
            Column("أقدم شهر غير مسدد", "oldest_unpaid"),
            Column("تاريخ الاستحقاق", "due_on"),
            Column("أيام التأخير", "days_past_due"),
            Column("عدد الأشهر المفتوحة", "months_open"),
            Column("المبلغ المفتوح بالدينار", "amount_open", dinars),
            Column("عدد المشتركين", "people"),
            Column("تاريخ تخفيض الحزمة", "package_lowered_on"),
        ),
    ),
}
