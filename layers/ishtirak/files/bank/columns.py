"""The columns of a statement that is sent as a table, and the titles above them, in Arabic or English (COL-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ishtirak.files.bank.errors import MissingBankColumn, RepeatedBankColumn
from ishtirak.files.headings import Column, folded

_FEWEST_KNOWN = 3
"""A line with fewer names of columns than this is a title, not the header."""

COLUMNS = (
    Column(
        "date",
        "التاريخ",
        ("تاريخ العملية", "تاريخ القيد", "تاريخ الحركة", "booking date", "transaction date", "posting date"),
    ),
    Column("value_date", "تاريخ الحق", ("تاريخ القيمة", "تاريخ الاستحقاق", "value date")),
    Column("debit", "مدين", ("سحب", "السحب", "مسحوبات", "debit amount", "withdrawal", "withdrawals", "paid out")),
    Column("credit", "دائن", ("إيداع", "الإيداع", "إيداعات", "credit amount", "deposit", "deposits", "paid in")),
    Column("amount", "المبلغ", ("مبلغ العملية", "قيمة العملية", "transaction amount")),
    Column("side", "النوع", ("دائن مدين", "نوع الحركة", "dr cr", "cr dr", "debit credit", "type", "d c")),
    Column("balance", "الرصيد", ("الرصيد بعد العملية", "running balance", "balance after")),
    Column("currency", "العملة", ("ccy",)),
    Column(
        "reference",
        "المرجع",
        (
            "رقم المرجع",
            "رقم العملية",
            "رقم الحركة",
            "الرقم المرجعي",
            "bank reference",
            "transaction id",
            "ref",
            "ref no",
        ),
    ),
    Column(
        "customer_reference",
        "مرجع العميل",
        ("مرجع الدافع", "رقم الإشعار", "end to end id", "payer reference", "customer ref"),
    ),
    Column(
        "description",
        "البيان",
        ("الوصف", "التفاصيل", "بيان العملية", "وصف العملية", "details", "narrative", "remittance", "text"),
    ),
    Column(
        "name", "اسم الدافع", ("الدافع", "اسم المودع", "المودع", "الطرف الآخر", "payer name", "payer", "counterparty")
    ),
    Column(
        "account",
        "حساب الدافع",
        ("آيبان الدافع", "رقم حساب الدافع", "حساب المودع", "payer iban", "payer account", "counterparty iban"),
    ),
)

TITLES = (
    Column("account", "رقم الحساب", ("الحساب", "آيبان", "الآيبان", "account number", "iban", "account no")),
    Column("currency", "العملة", ("عملة الحساب", "account currency")),
    Column("statement", "رقم الكشف", ("كشف رقم", "statement number", "statement no", "statement id")),
    Column("from", "من تاريخ", ("من", "الفترة من", "from date", "period from")),
    Column("to", "إلى تاريخ", ("إلى", "الفترة إلى", "to date", "period to")),
    Column(
        "opening", "الرصيد الافتتاحي", ("رصيد أول المدة", "الرصيد السابق", "opening balance", "balance brought forward")
    ),
    Column(
        "closing", "الرصيد الختامي", ("رصيد آخر المدة", "الرصيد الحالي", "closing balance", "balance carried forward")
    ),
)

CREDIT = frozenset(folded(word) for word in ("دائن", "إيداع", "له", "c", "cr", "crdt", "credit", "deposit", "+"))
DEBIT = frozenset(folded(word) for word in ("مدين", "سحب", "عليه", "d", "dr", "dbit", "debit", "withdrawal"))


def _keys(columns: Sequence[Column]) -> Mapping[str, str]:
    return {folded(name): column.key for column in columns for name in (column.key, column.ar, *column.also)}


_COLUMN_KEYS, _TITLE_KEYS = _keys(COLUMNS), _keys(TITLES)


def find_columns(cells: Sequence[str], file_name: str) -> Mapping[str, int] | None:
    """Where each column stands in the header `cells`, or None where they are no header.

    Needed are a date, and an amount: credit and debit, or one amount with a sign or with a column that says its side.
    Raises: MissingBankColumn, RepeatedBankColumn.
    """
    found: dict[str, int] = {}
    for place, heading in enumerate(cells):
        key = _COLUMN_KEYS.get(folded(heading))
        if key is None:
            continue
        if key in found:
            raise RepeatedBankColumn(file_name=file_name, first=cells[found[key]], second=heading)
        found[key] = place
    if len(found) < _FEWEST_KNOWN:
        return None
    missing = [name for name in ("date", "amount") if name not in found]
    if "debit" in found and "credit" in found:
        missing = [name for name in missing if name != "amount"]
    if missing:
        names = {column.key: column.ar for column in COLUMNS}
        raise MissingBankColumn(
            file_name=file_name, columns=", ".join(missing), columns_ar="، ".join(names[name] for name in missing)
        )
    return found


def find_titles(cells: Sequence[str]) -> dict[str, str]:
    """What a line above the header says: `رقم الحساب, LY83…`, or in one cell `رقم الحساب: LY83…`."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    said: dict[str, str] = {}
    for place, cell in enumerate(filled):
        name, parted, value = cell.partition(":")
        key = _TITLE_KEYS.get(folded(name))
        if key and parted and value.strip():
            said.setdefault(key, value.strip())
        elif key and place + 1 < len(filled):
            said.setdefault(key, filled[place + 1])
    return said


def names_balance(cell: str) -> str:
    """ "opening" or "closing" where a cell names that balance, else ""."""
    key = _TITLE_KEYS.get(folded(cell.partition(":")[0]), "")
    return key if key in ("opening", "closing") else ""
