"""MT940 as banks really send it; the payments are invented, the forms are theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from ishtirak.files.bank.entries import Account, Entry, Kind
from ishtirak.files.bank.errors import NoStatement
from ishtirak.files.errors import FileTooLarge
from tests.files.bank.writing import OURS, lines, message, read, read_one

pytestmark = pytest.mark.requirement("COL-9")


def _line(*fields: str) -> Entry:
    (entry,) = read_one(message(*fields)).entries
    return entry


def test_a_message_in_the_envelope_of_swift() -> None:
    content = (
        "{1:F21LYBKLYLTAXXX0304009999}{4:{177:2603021809}{451:0}}{1:F01LYBKLYLTAXXX0304009999}"
        "{2:O9401609260302LYBKLYLTAXXX03040027342603021609N}{3:{108:R}}{4:\r\n"
        + message(":61:2603020302C1000,NTRFX//B")[:-3]
        + "-}{5:{CHK:0FEC1E4AEC53}{TNG:}}{S:{COP:S}}\x03"
    )

    first, second = read(f"\x01{content}\r\n\x01{content.replace(':28C:1/1', ':28C:2/1')}")

    assert [entry.signed for entry in first.entries + second.entries] == [1_000_000, 1_000_000]
    assert (first.statement.number, second.statement.number) == (1, 2)
    assert first.codes == []
    assert second.codes == ["opening_gap"]


def test_a_message_of_another_type_in_the_same_file_is_passed_over() -> None:
    transfer = "{1:F01X}{2:I103LYBKLYLTXXXXN}{4:\n:20:A\n:61:2603020302C5,NTRFX\n-}\n"

    (only,) = read(transfer + "{1:F01X}{2:I940LYBKLYLTXXXXN}{4:\n" + message(":61:2603020302C1000,NTRFX"))

    assert len(only.entries) == 1
    with pytest.raises(NoStatement):
        read(transfer)


@pytest.mark.parametrize(
    ("mark", "is_credit", "is_reversal"),
    [
        ("C", True, False),
        ("D", False, False),
        ("RC", False, True),
        ("RD", True, True),
        ("CR", True, False),
        ("RCR", False, True),
    ],
)
def test_a_reversal_has_the_direction_in_which_the_money_went(mark: str, is_credit: bool, is_reversal: bool) -> None:
    entry = _line(f":61:2603020302{mark}12,5NTRFX")

    assert (entry.is_credit, entry.is_reversal, entry.amount.minor) == (is_credit, is_reversal, 12_500)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12", "LYD", 12_000),
        ("12,", "LYD", 12_000),
        ("0012,345", "LYD", 12_345),
        (",5", "LYD", 500),
        ("7,10", "EUR", 710),
        ("12345678901234567,89", "EUR", 1234567890123456789),
        ("500,", "JPY", 500),
        ("1,5000", "EUR", 150),
    ],
)
def test_amounts_are_exact(amount: str, currency: str, minor: int) -> None:
    content = message(f":61:2603020302C{amount}NTRFX").replace("LYD", currency)

    assert read_one(content).entries[0].amount.minor == minor


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (":61:2603020302C1,2345NTRFX", "unread_amount"),  # more decimals than a dinar has
        (":61:2603020302C1.234,5NTRFX", "unread_line"),
        (":61:2603020302C1234567890123456789012NTRFX", "unread_line"),
        (":61:2603020302X12,NTRFX", "unread_line"),
        (":61:2603020302C12,5!", "unread_line"),
        (":61:nothing", "unread_line"),
    ],
)
def test_a_line_that_can_not_be_read_is_refused_and_stops_the_check_of_the_balance(field: str, code: str) -> None:
    found = read_one(message(":61:2603020302C1000,NTRFX", field))

    assert [problem.code for refused in found.refused for problem in refused.problems] == [code]
    assert found.codes == [code, "balance_unchecked"]


@pytest.mark.parametrize(
    ("dates", "value", "booked"),
    [
        ("2512310102", dt.date(2025, 12, 31), dt.date(2026, 1, 2)),
        ("2601021231", dt.date(2026, 1, 2), dt.date(2025, 12, 31)),
        ("2403010229", dt.date(2024, 3, 1), dt.date(2024, 2, 29)),
        ("991231", dt.date(1999, 12, 31), dt.date(1999, 12, 31)),
        ("260302    ", dt.date(2026, 3, 2), dt.date(2026, 3, 2)),
    ],
)
def test_the_year_of_an_entry_is_the_one_nearest_to_its_value_date(dates: str, value: dt.date, booked: dt.date) -> None:
    entry = _line(f":61:{dates}C12,NTRFX")

    assert (entry.value_date, entry.booking_date) == (value, booked)


def test_dates_that_are_none_leave_the_amount_and_are_told() -> None:
    found = read_one(message(":61:2613450230C1000,NTRFX"))

    (entry,) = found.entries
    assert (entry.value_date, entry.booking_date, entry.amount.minor) == (None, None, 1_000_000)
    assert [(problem.column, problem.code) for problem in entry.problems] == [
        ("value_date", "no_such_date"),
        ("booking_date", "no_such_date"),
    ]


@pytest.mark.parametrize(
    ("rest", "customers", "banks", "posting"),
    [
        ("NTRFNONREF//B4E07XM00J000023", "", "B4E07XM00J000023", ""),
        ("NTRFREF 25611247//8327000090031790", "REF 25611247", "8327000090031790", ""),
        ("FMSC01916//NONREF\n2013120900760219", "01916", "", "2013120900760219"),
        ("N0440121470966      W.P. Jansen", "0121470966", "", "W.P. Jansen"),
        ("S05168790452", "68790452", "", ""),
        (
            "NTRFBIPI-dvT1FzfMqvzF5HaU4oetlH7//2022070616391534000",
            "BIPI-dvT1FzfMqvzF5HaU4oetlH7",
            "2022070616391534000",
            "",
        ),
        ("NMSC", "", "", ""),
        ("NTRFEREF//93381\nCard transaction", "", "93381", "Card transaction"),
    ],
)
def test_references_behind_the_amount(rest: str, customers: str, banks: str, posting: str) -> None:
    entry = _line(f":61:2603020302C12,50{rest}")

    assert (entry.parts[0].customer_reference, entry.bank_reference, entry.posting_text) == (customers, banks, posting)


def test_a_line_that_is_broken_before_its_amount() -> None:
    assert _line(":61:2603020302C\n12,50NTRFX//B").bank_reference == "B"


@pytest.mark.parametrize(
    ("text", "account"),
    [
        (OURS, Account(iban=OURS)),
        (f"{OURS}LYD", Account(iban=OURS)),
        (f"{OURS} LYD", Account(iban=OURS)),
        ("1291.99.348LYD", Account(number="1291.99.348")),
        ("50880050/0194787400888", Account(number="0194787400888", bank="50880050")),
        ("UBRTHUHB/123456789150ABCDEF002/LYD", Account(number="123456789150ABCDEF002", bank="UBRTHUHB")),
    ],
)
def test_the_account_however_it_is_written(text: str, account: Account) -> None:
    content = message(":61:2603020302C1000,NTRFX").replace(f":25:{OURS}", f":25:{text}")

    assert read_one(content).statement.account == account


def test_the_pages_of_a_statement_follow_from_each_other() -> None:
    def page(number: int, opening: str, closing: str, tags: str) -> str:
        return lines(
            ":20:P", f":25:{OURS}", f":28C:7/{number}", f":60{tags[0]}:C260301LYD{opening}",
            ":61:2603020302C10,NTRFX", f":62{tags[1]}:C260301LYD{closing}", "-",
        )  # fmt: skip

    right = read(page(1, "0,", "10,", "FM") + page(2, "10,", "20,", "MF"))
    wrong = read(page(1, "0,", "10,", "FM") + page(2, "11,", "21,", "MF"))
    twice = read(page(1, "0,", "10,", "FF") + page(1, "0,", "10,", "FF"))

    assert [each.codes for each in right] == [[], []]
    assert [each.codes for each in wrong] == [[], ["opening_gap"]]
    assert [each.codes for each in twice] == [[], ["repeated_statement"]]


def test_messages_with_nothing_between_them_and_a_balance_without_a_currency() -> None:
    one = lines(
        ":20:STARTUMS",
        ":25:1222333444",
        ":28:1/1",
        ":NS:22Test",
        "23Konto",
        ":60F:C260301LYD0,00",
        ":61:260302C5,S051",
        end="\n",
    )
    other = one.replace(":28:1/1", ":28:2/1").replace("LYD0,00", "LYD5,00")

    first, second = read(one + ":62F:C2603025,00\n" + other + ":62F:C26030210,00\n")

    assert (first.codes, second.codes) == ([], [])
    assert str(second.statement.closing and second.statement.closing.amount) == "10.000 LYD"


def test_a_time_that_is_broken_at_the_start_of_a_line_is_no_field() -> None:
    found = read_one(
        message(":61:2603020302C1000,NTRFX", ":86:paid at 16", ":26:37 in Tripoli, again 12", ":20:15 and", ":62:30")
    )

    assert found.entries[0].parts[0].text == "paid at 16 :26:37 in Tripoli, again 12 :20:15 and :62:30"
    assert found.codes == []


def test_a_statement_that_stops_before_the_next_begins_is_cut_off() -> None:
    whole = message(":61:2603020302C1000,NTRFX")
    cut = whole[: whole.index(":62F:")]

    first, second = read(cut + whole.replace("1/1", "2/1"))

    assert first.codes == ["statement_cut_off", "missing_balance"]
    assert second.codes == []


def test_an_interim_report_has_no_balances_and_says_what_its_entries_come_to() -> None:
    report = lines(
        ":20:R", f":25:{OURS}", ":28C:1/1", ":34F:LYDD0,", ":13D:2603021730+0200",
        ":61:2603020302C12,NTRFX", ":61:2603020302D2,NTRFX", ":90D:1LYD2,", ":90C:2LYD13,", "-",
    )  # fmt: skip

    found = read_one(report)

    assert (found.statement.kind, found.statement.currency) == (Kind.REPORT, "LYD")
    assert found.codes == ["declared_count_mismatch", "declared_sum_mismatch"]


@pytest.mark.parametrize(
    ("totals", "codes"),
    [
        ("/SUM/0/1/0,00/1000,00/", []),
        ("/SUM/1/1/0,00/1000,00/", ["declared_count_mismatch"]),
        ("D000000C000001D0,00C999,00", ["declared_sum_mismatch"]),
        ("free text", []),
    ],
)
def test_totals_below_the_closing_balance_are_held_against_the_entries(totals: str, codes: list[str]) -> None:
    content = message(":61:2603020302C1000,NTRFX").replace("-\r\n", f":64:C260301LYD1000,\r\n:86:{totals}\r\n-\r\n")

    assert read_one(content).codes == codes


def test_totals_without_a_currency_to_read_them_in_are_told() -> None:
    found = read_one(lines(":20:A", f":25:{OURS}", ":62F:C260302", ":86:D000004C000002D25,24C28,71"))

    assert [(problem.line_no, problem.code) for problem in found.statement.problems][:2] == [
        (3, "unread_field"),
        (4, "unread_field"),
    ]


def test_entries_without_a_head_belong_to_no_account() -> None:
    found = read_one(lines(":61:2603020302C12,NTRFX", ":86:text"))

    assert found.codes == ["unread_amount", "missing_account", "missing_currency", "missing_balance", "missing_balance"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_arabic_in_any_encoding_and_lines_that_end_in_any_way(encoding: str, end: str) -> None:
    content = message(":61:2603020302C1000,NTRFX", ":86:اشتراك شركة النور").replace("\r\n", end)

    assert read_one(content.encode(encoding)).entries[0].parts[0].text == "اشتراك شركة النور"


def test_lines_that_end_as_those_of_old_home_banking() -> None:
    content = message(":61:2603020302C1000,NTRFX", ":86:free text").replace("\r\n", "@@")

    assert read_one(content).codes == []


def test_a_field_or_a_line_that_no_bank_writes_ends_the_reading() -> None:
    with pytest.raises(FileTooLarge):
        read_one(message(":61:2603020302C1000,NTRFX", ":86:" + "x" * 20_000))
    with pytest.raises(FileTooLarge):
        read_one(message(":61:2603020302C1000,NTRFX", ":86:x", *["y" * 60] * 300))
    with pytest.raises(FileTooLarge):
        read_one(message(":61:2603020302C1000,NTRFX", *[":86:" + "y" * 60] * 300))
