"""The reports there are: each a query over a snapshot and the columns that it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from functions.reports.datasets import (
    ACCOUNTS,
    COLLECTED,
    EMPLOYERS,
    LINES,
    MEMBERS,
    MONTHS,
    OPEN_MONTHS,
    Dataset,
)
from functions.reports.sheets import Column, dinars
from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law


def _sector(code: str) -> str:
    return f"{shipped_law().sectors[code].name.ar} / {code}"


class ReportName(StrEnum):
    """What a report is asked for by; the query of the same name makes it from the day that it is of."""

    LATE_EMPLOYERS = "late_employers"
    AGING = "aging"
    TRIAL_BALANCE = "trial_balance"
    VARIANCE = "variance"


def _the_day(day: date, _law: Law) -> Sequence[object]:
    return [day]


def _with_small_debt(day: date, law: Law) -> Sequence[object]:
    return [day, law.small_debt_dirhams(day)]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a report needs of a snapshot, its columns in the order of the query's, and what that is asked with."""

    datasets: tuple[Dataset, ...]
    columns: tuple[Column, ...]
    values: Callable[[date, Law], Sequence[object]] = _the_day


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
    ReportName.AGING: Kind(
        (EMPLOYERS, OPEN_MONTHS),
        (
            Column("نوع الدافع", "kind"),
            Column("رقم الدافع", "payer_id"),
            Column("الاسم", "name"),
            Column("عدد الدافعين", "payers"),
            Column("حتى 30 يوما", "days_0_30", dinars),
            Column("من 31 إلى 60", "days_31_60", dinars),
            Column("من 61 إلى 90", "days_61_90", dinars),
            Column("أكثر من 90", "days_over_90", dinars),
            Column("المجموع بالدينار", "total", dinars),
        ),
        _with_small_debt,
    ),
    ReportName.TRIAL_BALANCE: Kind(
        (LINES,),
        (
            Column("الحساب", "account"),
            Column("مدين", "debit", dinars),
            Column("دائن", "credit", dinars),
            Column("الرصيد", "balance", dinars),
            Column("عدد القيود", "lines"),
        ),
    ),
    ReportName.VARIANCE: Kind(
        (EMPLOYERS, OPEN_MONTHS, MONTHS, COLLECTED),
        (
            Column("الشهر", "month"),
            Column("الحصة", "share"),
            Column("رقم جهة العمل", "employer_id"),
            Column("جهة العمل", "name"),
            Column("المتوقع", "expected", dinars),
            Column("المسجل تحصيله", "recorded", dinars),
            Column("المسدد بإيصالات", "received", dinars),
            Column("المحصل", "collected", dinars),
            Column("الفرق", "difference", dinars),
        ),
    ),
}
