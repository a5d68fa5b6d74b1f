"""Payrolls as employers send them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.files import errors
from ishtirak.files.lines import PayrollLine, RefusedLine
from ishtirak.files.payroll import Payroll
from ishtirak.rules.money import Money
from tests.files.writing import ANISA, BASHIR, DATA, HEADING, SALEM, codes, read_all, read_data, text_file, workbook

pytestmark = pytest.mark.requirement("COL-7", "ENR-9")


@pytest.mark.parametrize(
    ("name", "people", "gross", "net"),
    [
        ("2026-01-clean-utf8.csv", 1_180, "1518760.00", "1344992.05"),
        ("2026-02-cp1256-semicolon.csv", 1_195, "1551665.16", "1374132.60"),
        ("2026-03.xlsx", 1_192, "1548322.59", "1371172.45"),
    ],
)
def test_every_line_of_a_clean_file_is_read_to_the_dirham(name: str, people: int, gross: str, net: str) -> None:
    good, refused, totals = read_data(name)

    assert (len(good), refused) == (people, [])
    assert (totals.rows, totals.good, totals.gross, totals.net) == (
        people,
        people,
        Money.dinars(gross),
        Money.dinars(net),
    )
    assert len({line.national_number for line in good}) == people


def test_a_line_has_all_its_columns() -> None:
    good, _, _ = read_data("2026-02-cp1256-semicolon.csv")

    line = good[2]
    assert (line.line_no, line.national_number, line.name) == (4, "119680070026", "عبد الرحمن علي لعمري")
    assert [str(amount) for amount in (line.basic, line.annual_allowances, line.distinction_allowances)] == [
        "1450.000",
        "43.500",
        "0.000",
    ]
    assert [str(amount) for amount in (line.overtime, line.bonus, line.gross, line.net)] == [
        "88.250",
        "0.000",
        "1581.750",
        "1400.780",
    ]
    assert line.iban == "LY85021009000000010007002"


# The number in the file's own first column, and what is wrong there; the line of the file is one more.
FAULTS = {
    3: ("national_number", "repeated_national_number"),
    5: ("national_number", "invalid_national_number"),
    7: ("gross", "negative_amount"),
    11: ("national_number", "invalid_national_number"),
    13: ("gross", "missing"),
    15: ("iban", "invalid_iban"),
    21: ("name", "formula"),
    23: ("gross", "too_many_decimals"),
    27: ("gross", "amount_too_large"),
}
ODD_BUT_RIGHT = {9: ("120030070083", "1234.500"), 17: ("219670070168", "696.000"), 19: ("219800070187", "1234.500")}
EMPTY = 25


def test_nine_bad_lines_are_refused_each_for_its_own_reason_and_thirty_are_good() -> None:
    good, refused, totals = read_data("2026-01-faults.csv")

    assert {line.line_no - 1: codes(line) for line in refused} == {number: [fault] for number, fault in FAULTS.items()}
    assert [line.line_no - 1 for line in good] == [no for no in range(1, 41) if no not in FAULTS and no != EMPTY]
    assert (totals.rows, totals.good, totals.refused) == (39, 30, 9)


def test_arabic_digits_spaces_and_thousands_are_read_as_they_are_meant() -> None:
    good, _, _ = read_data("2026-01-faults.csv")

    read = {line.line_no - 1: (line.national_number, str(line.gross)) for line in good}
    assert {number: read[number] for number in ODD_BUT_RIGHT} == ODD_BUT_RIGHT


def test_the_second_line_of_a_person_names_the_first() -> None:
    _, refused, _ = read_data("2026-01-faults.csv")

    problem = refused[0].problems[0]
    assert problem.ar == "الرقم الوطني «219690070015» ورد من قبل في السطر 3."
    assert problem.en == "The national number '219690070015' stands already in line 3."


def test_all_faults_of_a_line_are_told() -> None:
    _, [refused], _ = read_all(text_file(HEADING + ",رقم الحساب", "319720070006,,-1,LY00"))

    assert codes(refused) == [
        ("national_number", "invalid_national_number"),
        ("name", "missing"),
        ("gross", "negative_amount"),
        ("iban", "invalid_iban"),
    ]


def test_a_comma_that_cut_an_amount_in_two_is_seen() -> None:
    _, [refused], _ = read_all(text_file(HEADING, f"{SALEM},سليم سعدي,1,234.50"))

    assert codes(refused) == [("", "extra_cells")]


def test_a_value_that_is_far_too_long_is_refused_and_shortened() -> None:
    _, [refused], _ = read_all(text_file(HEADING, f"{SALEM},{'ا' * 900},5"))

    assert codes(refused) == [("name", "too_long")]
    assert len(refused.problems[0].value) == 150


def test_what_the_file_does_not_say_is_none() -> None:
    [line], _, totals = read_all(text_file(HEADING, f"{SALEM},سليم سعدي,0"))

    assert (line.gross, line.basic, line.net, line.iban) == (Money.ZERO, None, None, None)
    assert totals.net == Money.ZERO


def test_titles_empty_lines_repeated_headers_and_signatures_are_no_people() -> None:
    good, refused, _ = read_all(
        text_file(
            "شركة الواحة,,",
            ",,",
            "كشف مرتبات شهر مارس,,",
            HEADING,
            f"{SALEM},سليم سعدي,100",
            ",  ,",
            HEADING,
            f"{ANISA},أنيسة قاسي,50",
            ",المجموع الكلي,150.000",
            ",المدير المالي,",
        )
    )

    assert [line.line_no for line in good] == [5, 8]
    assert refused == []


def test_a_line_without_a_number_above_the_total_is_refused_and_not_passed_over() -> None:
    _, [refused], _ = read_all(text_file(HEADING, ",سليم سعدي,100", f"{ANISA},أنيسة قاسي,50"))

    assert codes(refused) == [("national_number", "missing")]


def test_a_wrong_total_refuses_the_file_after_all_lines_are_told() -> None:
    payroll = Payroll(text_file(HEADING, f"{SALEM},سليم سعدي,100", "الإجمالي,,", ",الاجمالى,101"), "a.csv")
    lines: list[PayrollLine | RefusedLine] = []

    with pytest.raises(errors.TotalMismatch) as told:
        lines.extend(payroll)  # what came before the error is kept

    assert len(lines) == 1
    assert told.value.in_english == (
        "The total in line 4 of 'a.csv' is not the sum of its lines in 'إجمالي المرتب': 101, not 100.000."
    )


def test_totals_of_each_page_and_of_all_pages_are_both_right() -> None:
    good, _, totals = read_all(
        text_file(
            HEADING,
            f"{SALEM},سليم سعدي,100",
            ",الإجمالي,100",
            f"{ANISA},أنيسة قاسي,50",
            ",الإجمالي,50",
            f"{BASHIR},عبد الرحمن,25",
            ",الإجمالي العام,175",
        )
    )

    assert (len(good), totals.gross) == (3, Money.dinars("175"))


def test_a_total_counts_refused_lines_and_is_not_checked_where_an_amount_is_unreadable() -> None:
    header = HEADING + ",صافي المرتب"

    _, refused, totals = read_all(
        text_file(header, f"{SALEM},سليم,100,x", f"{SALEM},سليم,50,5", ",الإجمالي,150,999", f"{ANISA},أنيسة,1,1")
    )

    assert (len(refused), totals.gross) == (2, Money.dinars("1"))
    with pytest.raises(errors.TotalMismatch):
        read_all(text_file(header, f"{SALEM},سليم,100,x", ",الإجمالي,99,1"))


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (["", " , "], errors.EmptyFile),
        (["سليم,100", "أنيسة,50"], errors.NoHeader),
        (["الرقم الوطني,إجمالي المرتب", f"{SALEM},5"], errors.MissingColumn),
        ([HEADING + ",Gross", f"{SALEM},سليم,5,5"], errors.RepeatedColumn),
        ([HEADING], errors.NoLines),
    ],
)
def test_a_file_without_people_under_clear_columns_is_refused(
    lines: list[str], error: type[errors.FileRefused]
) -> None:
    with pytest.raises(error):
        read_all(text_file(*lines))


def test_the_columns_that_are_missing_are_named_in_arabic() -> None:
    with pytest.raises(errors.MissingColumn, match="gross") as told:
        read_all(io.BytesIO((DATA / "people.csv").read_bytes()), "people.csv")

    assert told.value.in_arabic == "أعمدة ناقصة في الملف «people.csv»: إجمالي المرتب."


def test_the_header_is_looked_for_in_the_first_lines_only() -> None:
    with pytest.raises(errors.NoHeader):
        read_all(text_file(*["عنوان"] * 31, HEADING))


_COLUMNS = {
    "national_number": (["الرقم الوطني", "الرّقـم الوطنى", "National Number", "national_number"], SALEM),
    "name": (["اسم الموظف", "إسم الموظف", "الأسم", "Employee name"], "سليم سعدي"),
    "gross": (["إجمالي المرتب", "اجمالى  المرتب", "الإجمالي", "GROSS"], "804.00"),
    "bonus": (["مكافأة", "مكافاه", "المكافأة", "Bonus"], "3"),
    "annual_allowances": (["علاوات سنوية", "العلاوات السنويه", "annual allowances"], "54"),
    "note": (["ملاحظات", "", "م"], "كذا"),
}


@given(st.permutations(list(_COLUMNS)), st.data())
def test_columns_are_found_in_any_order_under_any_of_their_names(order: list[str], data: st.DataObject) -> None:
    headings = [data.draw(st.sampled_from(_COLUMNS[key][0])) for key in order]

    [line], refused, _ = read_all(text_file(",".join(headings), ",".join(_COLUMNS[key][1] for key in order)))

    assert refused == []
    assert (line.national_number, line.name, str(line.gross)) == (SALEM, "سليم سعدي", "804.000")
    assert (str(line.bonus), str(line.annual_allowances)) == ("3.000", "54.000")


def test_numbers_of_a_sheet_reach_money_without_a_float() -> None:
    [line], [refused], _ = read_all(
        workbook(
            ["Name", "National number", "Gross", "Bonus", "Overtime"],
            ["سليم سعدي", 119720070006, 0.1 + 0.2, 1234.567, 10**5],
            ["أنيسة قاسي", ANISA, 1.0001, None, None],
        )
    )

    assert (line.national_number, str(line.gross), str(line.bonus)) == (SALEM, "0.300", "1234.567")
    assert str(line.overtime) == "100000.000"
    assert codes(refused) == [("gross", "too_many_decimals")]
