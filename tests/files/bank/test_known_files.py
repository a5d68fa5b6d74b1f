"""Files that banks and other readers published, each read by hand first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ishtirak.files.bank.currencies import Amount
from ishtirak.files.bank.entries import Account, Format, Kind
from ishtirak.files.bank.errors import NoStatement
from ishtirak.files.bank.statements import BankFile
from tests.files.bank.writing import DATA, Read, read_data

pytestmark = pytest.mark.requirement("COL-9")


def _signed(read: Read) -> list[int]:
    return [entry.signed for entry in read.entries]


def _ends(read: Read) -> tuple[str, str]:
    opening, closing = read.statement.opening, read.statement.closing
    assert opening
    assert closing
    return f"{opening.amount} {opening.on}", f"{closing.amount} {closing.on}"


def test_a_german_statement_with_structured_texts() -> None:
    first, second = read_data("betterplace-sepa_snippet.sta")

    assert (first.statement.statement_id, first.statement.number, first.statement.page) == ("T089414086000001", 4, 1)
    assert first.statement.account == Account(number="0194787400888", bank="50880050")
    assert _ends(first) == ("766656.49 EUR 2007-09-03", "1125250.40 EUR 2007-09-04")
    assert _signed(first) == [5099005, 15455193, 15455193, -150000]
    assert first.codes == []
    paid, _, _, sent = first.entries
    assert (paid.booking_date, paid.value_date) == (date(2007, 9, 4), date(2007, 9, 7))
    assert (paid.line_no, paid.bank_reference, paid.posting_text) == (5, "0724710333343453", "GUTSCHRIFT")
    (part,) = paid.parts
    assert (part.name, part.account.iban) == ("KARL KAUFMANN", "DE14508800500194785000")
    assert (part.end_to_end_id, part.text) == ("EndToEndId TFNR 22 004 00001", "Verw CTSc-01 BC-PPP TFNr 22 004")
    assert sent.parts[0].customer_reference == "TFNr 01022 MSGID CTSc-01 EBB"

    # -1970431.87 - 0.08 + 335.33 + 15000 + 15000.05 + 125004.88 + 915311.55 - 3572569.03 is -4472349.17.
    assert _ends(second) == ("-1970431.87 EUR 2007-09-03", "-4472049.09 EUR 2007-09-04")
    assert _signed(second) == [-8, 33533, 1500000, 1500005, 12500488, 91531155, -357256903]
    assert second.codes == ["balance_mismatch"]
    returned = second.entries[5]
    assert (returned.bank_reference, returned.parts[0].customer_reference) == ("R724710351063405", "TFNr 44001 MSGID")
    assert returned.parts[0].text == "MTLG:IBAN ungueltig Rueckueberweisung aus SEPA-Ueberweisungsauftrag"


def test_february_30_is_no_date_and_is_not_made_one() -> None:
    (only,) = read_data("self-provided-february_30.sta")

    (entry,) = only.entries
    assert (entry.value_date, entry.booking_date) == (None, date(2016, 3, 1))
    assert [(problem.line_no, problem.column, problem.code) for problem in only.statement.problems] == [
        (6, "value_date", "no_such_date")
    ]
    assert _ends(only) == ("1200.00 EUR 2016-02-29", "1194.00 EUR 2016-03-01")
    assert (entry.signed, entry.parts[0].text, entry.posting_text) == (-600, "Pauschalen", "ENTGELTABSCHLUSS")


def test_abn_amro_with_heads_of_its_own_and_sums_that_were_never_right() -> None:
    first, second = read_data("jejik-abnamro.sta")

    assert (str(first.statement.account), first.statement.number, first.statement.page) == ("517852257", 19321, 1)
    assert _signed(first) == [-900, -1159, -1163, -1180, -1345, -1549, -10700, -14148]
    assert first.entries[1].value_date == date(2011, 5, 21)
    assert first.entries[1].booking_date == date(2011, 5, 23)
    assert _ends(first) == ("3236.28 EUR 2011-05-22", "876.84 EUR 2011-05-23")
    assert first.codes == ["balance_mismatch"]
    assert (
        first.entries[0]
        .parts[0]
        .text.endswith("0000000421886595314606715 BETREFT FACTUUR D.D. 20-05-2011 INCL. 1,44 BTW")
    )
    # The next number, and yet it opens with 2876.84.
    assert _ends(second) == ("2876.84 EUR 2011-05-23", "1849.75 EUR 2011-05-24")
    assert _signed(second) == [-949, -1500]
    assert second.codes == ["opening_gap", "balance_mismatch"]


def test_ing_whose_own_totals_disagree_with_its_lines() -> None:
    (only,) = read_data("jejik-ing.sta")

    assert (str(only.statement.account), only.statement.number, only.statement.page) == ("0001234567", 0, None)
    assert _signed(only) == [-2503, -303, -111, -2000, -110, 368, 100]
    assert _ends(only) == ("0.00 EUR 2010-07-22", "3.47 EUR 2010-07-23")
    assert only.codes == [
        "balance_mismatch",
        "declared_count_mismatch",  # four debits are said, five stand there
        "declared_sum_mismatch",
        "declared_sum_mismatch",
    ]
    assert only.entries[2].parts[0].customer_reference == "TMG TANGO"


def test_rabobank_with_an_account_below_the_line_and_codes_in_the_text() -> None:
    first, second = read_data("jejik-rabobank-iban.sta")

    # Its check digits are made up, so it is a number and no IBAN.
    assert first.statement.account == Account(number="NL71RABO0123456789")
    assert (_signed(first), _signed(second)) == ([-2500, -1000], [-2500, -1000])
    assert _ends(first) == ("1000.00 EUR 2013-01-01", "965.00 EUR 2013-01-08")
    assert _ends(second) == ("965.00 EUR 2013-01-08", "930.00 EUR 2013-01-15")
    assert (first.codes, second.codes) == ([], [])  # the same :20: and :28C:, and yet two statements
    one, other = (entry.parts[0] for entry in first.entries)
    assert (one.name, str(one.account)) == ("CONTRA ACCOUNT HOLDER", "NL70ABNA0987654321")
    assert (one.end_to_end_id, one.text) == ("01-01-2013 12:00 0030000987654321", "")
    assert (other.name, str(other.account), other.text) == ("JOHN DOE", "P001234567", "Reference 201301234")


def test_sberbank_with_fields_of_its_own() -> None:
    (only,) = read_data("sberbank-171011_01234945.sta")

    assert (str(only.statement.account), only.statement.number) == ("1966315302010001", 46)
    assert _signed(only) == [-240200, -346000, -357500]
    assert _ends(only) == ("627311.30 HUF 2017-10-11", "617874.30 HUF 2017-10-11")
    assert only.codes == []
    part = only.entries[0].parts[0]
    assert (part.name, part.account) == (
        "ERGO Versicherung AG Fioktelep",
        Account(number="0000004279070017", bank="10918001"),
    )


def test_a_camt_053_whose_balances_are_in_several_currencies() -> None:
    (only,) = read_data("camt053.v2.minimal.xml")

    statement = only.statement
    assert (statement.kind, statement.statement_id, statement.number) == (
        Kind.STATEMENT,
        "253EURNL26VAYB8060476890",
        12312,
    )
    assert (statement.from_date, statement.to_date) == (date(2007, 10, 18), date(2007, 10, 18))
    assert _ends(only) == ("18.15 EUR 2014-12-30", "-27.00 SEK 2014-12-31")
    assert only.codes == ["mixed_currency"]
    (entry,) = only.entries
    assert (entry.signed, entry.booking_date, entry.value_date) == (885, date(2014, 12, 31), date(2015, 1, 2))
    (part,) = entry.parts
    assert (part.name, part.account, part.creditor_reference, part.code) == (
        "NAME NAME",
        Account(iban="NL56AGDH9619008421"),
        "4654654654654654",
        "544",
    )


def test_two_statements_of_camt_053_in_one_file() -> None:
    first, second = read_data("camt053.v2.multi.statement.xml")

    assert (_signed(first), _signed(second)) == ([885], [-700])
    assert _ends(first) == ("18.15 EUR 2014-12-30", "27.00 EUR 2014-12-31")
    assert _ends(second) == ("27.00 EUR 2014-12-30", "20.00 EUR 2014-12-31")
    assert (first.codes, second.codes) == ([], [])
    (credit,), (debit,) = first.entries[0].parts, second.entries[0].parts
    assert (credit.name, credit.end_to_end_id, credit.text) == ("", "000000001", "Transaction Description 1")
    assert (debit.name, str(debit.account)) == ("Company Name 2", "NL56AGDH9619008421")


def test_a_camt_053_of_version_08() -> None:
    (only,) = read_data("camt053.v8.xml")

    assert (str(only.statement.account), only.statement.page) == ("NL26VAYB8060476890", 2)
    assert only.codes == ["mixed_currency"]
    (entry,) = only.entries
    (part,) = entry.parts
    assert (entry.bank_reference, entry.code) == ("AAAASESS-FP-CN_98765/01", "PMNT/RCDT/BOOK")
    # What was paid is given as 0 SEK; what came to the account counts.
    assert (part.amount, part.name, part.end_to_end_id) == (Amount(885, "EUR"), "NAME NAME", "MUELL/FINP/RA12345")


def test_a_camt_054_whose_batch_is_not_what_its_entry_says() -> None:
    (only,) = read_data("camt054.v8.xml")

    assert (only.statement.kind, str(only.statement.account)) == (Kind.NOTIFICATION, "CH2801234000123456789")
    assert (only.statement.opening, only.statement.closing) == (None, None)
    (entry,) = only.entries
    assert (entry.amount, entry.is_credit, entry.batch_size) == (Amount(20000000, "SEK"), False, 2)
    assert [part.amount for part in entry.parts] == [Amount(310, "CHF"), Amount(320, "CHF"), Amount(320, "CHF")]
    assert [part.name for part in entry.parts] == [f"Example Creditor 3 - V{number}" for number in (1, 2, 3)]
    assert entry.parts[0].creditor_reference == "ISR ref number V1"
    assert only.codes == ["parts_count_mismatch", "mixed_currency"]


def test_a_camt_file_without_a_statement_is_refused() -> None:
    with pytest.raises(NoStatement):
        read_data("camt053.v2.wrong.xml")


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_a_format_is_told_by_what_the_file_holds(path: Path) -> None:
    with path.open("rb") as source:
        file = BankFile(source, "no-name")

    assert file.format is (Format.CAMT if path.suffix == ".xml" else Format.MT940)
