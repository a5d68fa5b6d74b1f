"""Statements as CSV and XLSX, in the form of docs/bank-statements.md."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from ishtirak.files.bank.columns import COLUMNS, TITLES
from ishtirak.files.bank.entries import Format
from ishtirak.files.bank.errors import MissingBankColumn, NoBankHeader, NotBankStatement, RepeatedBankColumn
from ishtirak.files.bank.statements import BankFile
from ishtirak.files.errors import EmptyFile, FileRefused
from tests.files.bank.writing import OURS, PAYER, Read, lines, read, read_one
from tests.files.writing import workbook

pytestmark = pytest.mark.requirement("COL-9")

MARCH_2 = dt.date(2026, 3, 2)
HEAD = "التاريخ,تاريخ الحق,مدين,دائن,الرصيد,المرجع,البيان,اسم الدافع,حساب الدافع"
ABOVE = ("مصرف الجمهورية", f"رقم الحساب,{OURS}", "من تاريخ,2026-03-01,إلى تاريخ,2026-03-31", "رقم الكشف: 3/2026")


def _rows(*rows: str, head: str = HEAD) -> Read:
    return read_one(lines(f"رقم الحساب,{OURS}", head, *rows))


def _ends(found: Read) -> list[str]:
    return [str(each.amount) for each in (found.statement.opening, found.statement.closing) if each]


def _signed(found: Read) -> list[int]:
    return [entry.signed for entry in found.entries]


def test_a_statement_with_titles_arabic_digits_and_a_total() -> None:
    found = read_one(
        lines(
            *ABOVE,
            HEAD,
            "01/03/2026,,,,1000.000,,الرصيد الافتتاحي,,",
            f"٠٢/٠٣/٢٠٢٦,2026-03-03,,٢٥٠٫٧٥٠,1250.750,TX-1,اشتراك RF18 5390 0754 7034,شركة النور,{PAYER}",
            '5/3/2026,,1.250,,"1,249.500",TX-2,رسوم,,',
            "الإجمالي,,1.250,250.750,,,,,",
            "مدير الفرع,,,,,,,,",
        )
    )

    statement = found.statement
    assert (statement.account.iban, statement.currency, statement.statement_id) == (OURS, "LYD", "3/2026")
    assert (statement.from_date, statement.to_date) == (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert [str(each.amount) for each in (statement.opening, statement.closing) if each] == [
        "1000.000 LYD",
        "1249.500 LYD",
    ]
    assert _signed(found) == [250_750, -1_250]
    assert found.codes == []
    paid = found.entries[0]
    assert (paid.line_no, paid.booking_date, paid.value_date) == (7, dt.date(2026, 3, 2), dt.date(2026, 3, 3))
    (part,) = paid.parts
    assert (part.bank_reference, part.name, part.account.iban) == ("TX-1", "شركة النور", PAYER)
    assert part.creditor_reference == "RF18539007547034"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
def test_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    text = lines(HEAD, "2026-03-02,,,250.750,,TX-1,اشتراك,شركة النور,").replace(",", delimiter)

    found = read_one(text.encode(encoding))

    assert found.entries[0].parts[0].name == "شركة النور"


def test_a_workbook_with_dates_and_numbers_of_its_own() -> None:
    source = workbook(
        ["Account number", OURS],
        ["Booking date", "Debit", "Credit", "Balance", "Description"],
        [dt.date(2026, 3, 2), None, 250.75, 250.75, "contribution"],
        [dt.datetime(2026, 3, 3, 9, 30), 0.1, None, 250.65, "fee"],  # noqa: DTZ001 - a cell has no zone
    )

    found = read_one(source.getvalue())

    assert [(entry.line_no, entry.signed, entry.booking_date) for entry in found.entries] == [
        (3, 250_750, dt.date(2026, 3, 2)),
        (4, -100, dt.date(2026, 3, 3)),
    ]
    assert found.codes == []


@pytest.mark.parametrize(
    ("head", "row", "signed"),
    [
        ("date,amount,description", "2026-03-02,12.5,x", 12_500),
        ("date,amount,description", "2026-03-02,-12.5,x", -12_500),
        ("date,amount,description", "2026-03-02,(12.5),x", -12_500),
        ("date,amount,description", "2026-03-02,12.5-,x", -12_500),
        ("date,amount,description", "2026-03-02,+12.5 د.ل,x", 12_500),
        ("date,amount,type", "2026-03-02,12.5,DR", -12_500),
        ("date,amount,type", "2026-03-02,12.5,دائن", 12_500),
        ("date,amount,type", "2026-03-02,-12.5,مدين", -12_500),
        ("date,debit,credit", "2026-03-02,-12.5,", -12_500),
        ("date,debit,credit", "2026-03-02,0.000,12.5", 12_500),
        ("date,debit,credit", "2026-03-02,12.5,0", -12_500),
        ("date,amount,currency", "2026-03-02,12.50,LYD", 12_500),
    ],
)
def test_the_ways_in_which_an_amount_has_a_side(head: str, row: str, signed: int) -> None:
    assert _signed(_rows(row, head=head)) == [signed]


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        ("date,amount,description", '2026-03-02,"1,234",x', "ambiguous_amount"),
        ("date,amount,description", "2026-03-02,1.2345,x", "too_many_decimals"),
        ("date,amount,description", "2026-03-02,about 5,x", "invalid_amount"),
        ("date,amount,description", "2026-03-02,,x", "unread_amount"),
        ("date,amount,currency", "2026-03-02,1.005,EUR", "unread_amount"),
        ("date,amount,currency", "2026-03-02,1.005,€", "unread_amount"),
        ("date,amount,type", "2026-03-02,5,maybe", "unread_side"),
        ("date,amount,type", "2026-03-02,-5,credit", "unread_side"),
        ("date,debit,credit", "2026-03-02,5,7", "unread_side"),
        ("date,debit,credit", "2026-03-02,,-7", "unread_side"),
    ],
)
def test_an_amount_that_is_not_sure_is_refused_with_its_line(head: str, row: str, code: str) -> None:
    found = _rows(row, head=head)

    assert [(problem.line_no, problem.code) for each in found.refused for problem in each.problems] == [(3, code)]


def test_other_currencies_have_their_own_decimals() -> None:
    euros = lines("Currency,EUR", "date,amount,balance", "2026-03-02,12.50,12.50")

    assert str(read_one(euros).entries[0].amount) == "12.50 EUR"
    assert _rows("2026-03-02,12.50,EUR", head="date,amount,currency").codes[0] == "mixed_currency"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        *((text, MARCH_2) for text in ("2026-3-2", "2/3/2026", "02.03.2026", "20260302", "2026-03-02 14:05")),
        *((text, None) for text in ("30/02/2026", "3/26", "03/13/2026", "")),
    ],
)
def test_dates_have_the_day_first_or_the_year(text: str, date: dt.date | None) -> None:
    found = _rows(f"{text},5,x", head="date,amount,description")

    assert found.entries[0].booking_date == date
    assert [problem.code for problem in found.entries[0].problems] == (
        [] if date else ["no_such_date" if text else "missing_date"]
    )


def test_a_balance_beside_the_lines_is_followed_oldest_first_or_newest_first() -> None:
    oldest = [
        "2026-03-02,,,10,110,,,,",
        "2026-03-03,,4,,106,,,,",
        "2026-03-04,,,1,107,,,,",
    ]

    up, down = _rows(*oldest), _rows(*reversed(oldest))

    for found in (up, down):
        assert found.codes == []
        assert _ends(found) == ["100.000 LYD", "107.000 LYD"]


def test_a_line_that_is_missing_is_seen_in_the_balance_beside_the_next() -> None:
    found = _rows("2026-03-02,,,10,110,,,,", "2026-03-04,,,1,107,,,,", "2026-03-05,,,1,108,,,,")

    assert [(problem.line_no, problem.code) for problem in found.statement.problems] == [
        (4, "running_balance_mismatch"),
        (0, "balance_mismatch"),
    ]


def test_lines_without_a_balance_are_carried_to_the_next_that_has_one() -> None:
    found = _rows("2026-03-02,,,10,110,,,,", "2026-03-03,,4,,,,,,", "2026-03-04,,,1,107,,,,")

    assert found.codes == []


def test_stated_balances_and_totals_are_held_against_the_lines() -> None:
    rows = ("2026-03-02,,,10,,,,,", "2026-03-03,,4,,,,,,")

    right = read_one(lines("الرصيد الافتتاحي,100", "الرصيد الختامي,106", HEAD, *rows, "المجموع,,4,10,,,,,"))
    wrong = read_one(lines("الرصيد الافتتاحي,100", "الرصيد الختامي,107", HEAD, *rows, "المجموع,,4,11,,,,,"))

    assert [code for code in right.codes if code != "missing_account"] == []
    assert [code for code in wrong.codes if code != "missing_account"] == ["balance_mismatch", "declared_sum_mismatch"]


def test_a_table_without_any_balance_says_that_nothing_was_checked() -> None:
    assert _rows("2026-03-02,5,x", head="date,amount,description").codes == ["missing_balance"] * 2


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", EmptyFile),
        (" \r\n ", EmptyFile),
        (",,\r\n,,\r\n", EmptyFile),
        ("Dear Sir,\r\nplease find the statement below.\r\n", NoBankHeader),
        (lines("التاريخ,مدين,البيان", "2026-03-02,5,x"), MissingBankColumn),
        (lines("المبلغ,المرجع,البيان", "5,x,y"), MissingBankColumn),
        (lines("التاريخ,المبلغ,تاريخ العملية", "2026-03-02,5,x"), RepeatedBankColumn),
        (b"%PDF-1.7\n", NotBankStatement),
        (b"\xd0\xcf\x11\xe0" + bytes(100), NotBankStatement),
        (b"PK\x03\x04" + bytes(100), FileRefused),
        (b"\x00\x01\x02\x03", NotBankStatement),
    ],
)
def test_what_is_no_statement_is_refused(content: bytes | str, error: type[FileRefused]) -> None:
    with pytest.raises(error):
        read(content)


def test_a_file_that_ends_in_csv_may_hold_another_format() -> None:
    assert BankFile(io.BytesIO(b":20:A\n:25:1\n"), "march.csv").format is Format.MT940


def test_no_name_of_a_column_or_a_title_means_two_things() -> None:
    for columns in (COLUMNS, TITLES):
        names = [name for column in columns for name in {column.key, column.ar, *column.also}]

        assert len(names) == len(set(names))
