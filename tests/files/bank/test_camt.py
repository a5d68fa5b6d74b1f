"""camt.052, .053 and .054 as banks really send them; the payments are invented, the forms are theirs."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from ishtirak.files.bank.entries import Kind, Part, Status
from ishtirak.files.bank.errors import BrokenXml, ForbiddenXml, NotBankStatement, UnknownVersion
from ishtirak.files.bank.statements import BankFile
from ishtirak.files.errors import FileTooLarge
from tests.files.bank.writing import (
    PAYER,
    Move,
    Read,
    camt,
    camt_amount,
    camt_balance,
    camt_entry,
    camt_file,
    camt_statement,
    read,
    read_one,
)

pytestmark = pytest.mark.requirement("COL-9")

MOVES = [Move(250_750, name="شركة النور", text="اشتراك", end_to_end_id="E1"), Move(1_250, is_credit=False)]


def _with(*entries: str, opening: int = 0, closing: int = 1_000_000, before: str = "", message: str = "053") -> Read:
    balances = camt_balance("OPBD", opening) + camt_balance("CLBD", closing)
    return read_one(camt_file(camt_statement(balances + before + "".join(entries), message=message), message=message))


def _parts(details: str, minor: int = 1_000_000) -> tuple[tuple[Part, ...], list[str]]:
    found = _with(camt_entry(Move(minor), details=details), closing=minor)
    return found.entries[0].parts, found.codes


def _payment(minor: int, inside: str = "", side: str = "CRDT") -> str:
    return f"<TxDtls>{camt_amount(minor)}<CdtDbtInd>{side}</CdtDbtInd>{inside}</TxDtls>"


@pytest.mark.parametrize("version", [f"{number:02d}" for number in range(2, 14)])
@pytest.mark.parametrize("message", ["052", "053", "054"])
def test_every_version_of_the_three_messages(version: str, message: str) -> None:
    found = read_one(camt(MOVES, message=message, version=version))

    assert [entry.signed for entry in found.entries] == [250_750, -1_250]
    assert found.entries[0].parts[0].name == "شركة النور"
    assert found.statement.kind == {"052": Kind.REPORT, "053": Kind.STATEMENT, "054": Kind.NOTIFICATION}[message]
    assert found.codes == []


def test_a_file_without_a_namespace_or_inside_an_envelope() -> None:
    bare = camt(MOVES, namespace="")
    inside = camt(MOVES).split(b"?>\n", 1)[1]
    envelope = b'<BusMsgEnvlp xmlns="urn:x"><AppHdr><Fr><Id>BANK</Id></Fr></AppHdr>' + inside + b"</BusMsgEnvlp>"

    assert len(read_one(bare).entries) == len(read_one(envelope).entries) == 2


@pytest.mark.parametrize("version", ["01", "14", "99"])
def test_a_version_that_is_not_known_is_refused(version: str) -> None:
    with pytest.raises(UnknownVersion):
        read(camt(MOVES, version=version))


def test_the_first_version_is_known_by_the_name_of_its_message_too() -> None:
    old = camt(MOVES, message="052", version="01").replace(b"BkToCstmrAcctRpt", b"BkToCstmrAcctRptV01")

    with pytest.raises(UnknownVersion):
        read(old)


@pytest.mark.parametrize("content", ["<html><body>camt</body></html>", "<Document><CstmrCdtTrfInitn/></Document>"])
def test_another_xml_file_is_no_statement(content: str) -> None:
    with pytest.raises(NotBankStatement):
        read(content)


def test_a_batch_is_split_into_its_payments() -> None:
    batch = "<Btch><NbOfTxs>2</NbOfTxs></Btch>"
    payer = f"<Dbtr><Pty><Nm>محمد</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{PAYER}</IBAN></Id></DbtrAcct>"
    other = f"<RltdPties>{payer}</RltdPties>"

    parts, codes = _parts(
        batch + _payment(400_000, other) + _payment(600_000, "<Refs><EndToEndId>E2</EndToEndId></Refs>")
    )

    assert [(part.amount.minor, part.name, part.account.iban, part.end_to_end_id) for part in parts] == [
        (400_000, "محمد", PAYER, ""),
        (600_000, "", "", "E2"),
    ]
    assert codes == []


@pytest.mark.parametrize(
    ("details", "codes", "minors"),
    [
        (_payment(400_000) + _payment(500_000), ["parts_mismatch"], [400_000, 500_000]),
        (
            "<Btch><NbOfTxs>3</NbOfTxs></Btch>" + _payment(400_000) + _payment(600_000),
            ["parts_count_mismatch"],
            [400_000, 600_000],
        ),
        ("<Btch><NbOfTxs>20</NbOfTxs></Btch>", [], [1_000_000]),  # listed in a camt.054
        (_payment(1_200_000) + _payment(200_000, side="DBIT"), [], [1_200_000, 200_000]),
        (_payment(400_000, side="DBIT") + _payment(600_000, side="DBIT"), [], [400_000, 600_000]),
        ("<TxDtls/><TxDtls/>", ["unread_amount"], [1_000_000]),
        (_payment(900_000), ["parts_mismatch"], [900_000]),
        ("<TxDtls><Amt Ccy='EUR'>12.00</Amt></TxDtls>", [], [1_000_000]),  # one payment, changed into dinars
        ("<TxDtls><AmtDtls><InstdAmt><Amt Ccy='LYD'>1005</Amt></InstdAmt></AmtDtls></TxDtls>", [], [1_000_000]),
        (_payment(1_005_000, "<Chrgs><Amt Ccy='LYD'>5</Amt></Chrgs>"), [], [1_005_000]),
        (
            _payment(1_005_000, "<Chrgs><Rcrd><Amt Ccy='LYD'>5</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>"),
            [],
            [1_005_000],
        ),
    ],
)
def test_payments_are_held_against_their_entry(details: str, codes: list[str], minors: list[int]) -> None:
    parts, found = _parts(details)

    assert found == codes
    assert [part.amount.minor for part in parts] == minors


def test_payments_in_another_currency_are_told() -> None:
    foreign = "<TxDtls><Amt Ccy='EUR'>1.50</Amt></TxDtls>"

    parts, codes = _parts(foreign + foreign)

    assert ([str(part.amount) for part in parts], codes) == (["1.50 EUR", "1.50 EUR"], ["mixed_currency"])


@pytest.mark.parametrize(
    ("is_credit", "is_reversal", "name"),
    [(True, False, "payer"), (False, False, "payee"), (True, True, "payee"), (False, True, "payer")],
)
def test_the_other_side_of_a_reversal_keeps_its_role(is_credit: bool, is_reversal: bool, name: str) -> None:
    payer = "<Dbtr><Nm>payer</Nm></Dbtr><UltmtDbtr><Nm>his child</Nm></UltmtDbtr>"
    parties = f"<RltdPties>{payer}<Cdtr><Nm>payee</Nm></Cdtr></RltdPties>"
    move = Move(1_000, is_credit, is_reversal=is_reversal)

    found = _with(camt_entry(move, details=f"<TxDtls>{parties}</TxDtls>"), closing=move.signed)

    (part,) = found.entries[0].parts
    assert (part.name, part.on_behalf_of) == (name, "his child" if name == "payer" else "")
    assert (found.entries[0].is_reversal, found.codes) == (is_reversal, [])


def test_an_account_of_another_number_and_remittance_in_pieces() -> None:
    details = (
        "<TxDtls><Refs><InstrId>I1</InstrId><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        "<RltdPties><DbtrAcct><Id><Othr><Id>P-007</Id></Othr></Id></DbtrAcct></RltdPties>"
        "<RmtInf><Ustrd>اشتراك</Ustrd><Ustrd>فبراير  RF18539007547034</Ustrd></RmtInf></TxDtls>"
    )

    (part,), _ = _parts(details)

    assert (part.account.number, part.account.iban, part.end_to_end_id, part.customer_reference) == (
        "P-007",
        "",
        "",
        "I1",
    )
    assert (part.text, part.creditor_reference) == ("اشتراك فبراير RF18539007547034", "RF18539007547034")


def test_a_bank_that_writes_reversals_with_the_side_of_the_original_is_found_out() -> None:
    entries = [camt_entry(Move(1_000_000)), camt_entry(Move(250_000, is_reversal=True))]

    assert _with(*entries, closing=1_250_000).codes == []
    assert _with(*entries, closing=750_000).codes == ["reversals_turned"]
    assert _with(*entries, closing=751_000).codes == ["balance_mismatch"]


def test_pending_entries_are_given_and_counted_in_no_balance() -> None:
    pending = camt_entry(Move(5_000)).replace("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>")

    found = _with(camt_entry(Move(1_000_000)), pending)

    assert [entry.status for entry in found.entries] == [Status.BOOKED, Status.PENDING]
    assert found.codes == []


def test_moments_in_the_banks_own_zone_are_the_days_that_it_means() -> None:
    entry = camt_entry(Move(1_000_000)).replace(
        "<BookgDt><Dt>2026-03-02</Dt>", "<BookgDt><DtTm>2026-03-02T00:15:00+02:00</DtTm>"
    )

    assert _with(entry).entries[0].booking_date == dt.date(2026, 3, 2)


def test_dates_that_are_none_or_missing_are_told() -> None:
    wrong = camt_entry(Move(400_000)).replace("<ValDt><Dt>2026-03-02", "<ValDt><Dt>2026-02-30")
    without = camt_entry(Move(600_000)).replace("2026-03-02", "")

    found = _with(wrong, without)

    assert [(problem.line_no, problem.column, problem.code) for problem in found.statement.problems] == [
        (1, "ValDt", "no_such_date"),
        (2, "BookgDt", "missing_date"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<Amt Ccy="LYD">400.000</Amt>', "", "unread_amount"),
        ("400.000", "-400.000", "unread_amount"),
        ("400.000", "400.0001", "unread_amount"),
        ("400.000", "4e5", "unread_amount"),
        ("400.000", "٤٠٠", "unread_amount"),
        ('Ccy="LYD">400', ">400", "unread_amount"),
        ("CRDT", "CREDIT", "unread_side"),
    ],
)
def test_an_entry_without_a_sure_amount_or_direction_is_refused(old: str, new: str, code: str) -> None:
    found = _with(camt_entry(Move(400_000), details="").replace(old, new), camt_entry(Move(600_000)))

    assert len(found.refused) == 1
    assert found.codes == [code, "balance_unchecked"]


def test_an_entry_in_another_currency_is_told() -> None:
    found = _with(camt_entry(Move(1_000_000)), camt_entry(Move(100), currency="EUR"))

    assert found.codes == ["mixed_currency", "balance_unchecked"]


def test_zeros_behind_the_decimals_of_a_currency_change_nothing() -> None:
    content = camt(MOVES).replace(b"250.750<", b"250.75000<")

    assert read_one(content).entries[0].amount.minor == 250_750


@pytest.mark.parametrize(
    ("summary", "codes"),
    [
        ("<TtlNtries><NbOfNtries>2</NbOfNtries><Sum>252</Sum></TtlNtries>", []),
        ("<TtlNtries><NbOfNtries>3</NbOfNtries><Sum>252</Sum></TtlNtries>", ["declared_count_mismatch"]),
        ("<TtlNtries><TtlNetNtryAmt>249.5</TtlNetNtryAmt><CdtDbtInd>CRDT</CdtDbtInd></TtlNtries>", []),
        (
            "<TtlNtries><TtlNetNtry><Amt>249.5</Amt><CdtDbtInd>DBIT</CdtDbtInd></TtlNetNtry></TtlNtries>",
            ["declared_sum_mismatch"],
        ),
        ("<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>250.75</Sum></TtlCdtNtries>", []),
        (
            "<TtlDbtNtries><NbOfNtries>0</NbOfNtries><Sum>1.00</Sum></TtlDbtNtries>",
            ["declared_count_mismatch", "declared_sum_mismatch"],
        ),
        ("<TtlNtries><Sum>many</Sum></TtlNtries>", ["unread_amount"]),
    ],
)
def test_what_a_statement_says_of_its_entries_is_held_against_them(summary: str, codes: list[str]) -> None:
    entries = [camt_entry(move) for move in MOVES]

    assert _with(*entries, closing=249_500, before=f"<TxsSummry>{summary}</TxsSummry>").codes == codes


@pytest.mark.parametrize(
    ("balances", "codes"),
    [
        ([("PRCD", 0), ("CLBD", 1_000_000)], []),
        ([("OPBD", 0), ("PRCD", 7), ("OPAV", 5), ("CLAV", 9), ("FWAV", 3), ("CLBD", 1_000_000)], []),
        ([("OPBD", 0), ("ITBD", 1_000_000)], []),
        ([("ITBD", 0), ("CLBD", 1_000_000)], []),
        ([("ITBD", 0), ("ITBD", 1_000_000)], []),
        ([("OPBD", 0), ("CLBD", 999_999)], ["balance_mismatch"]),
        ([("OPBD", 0)], ["missing_balance"]),
        ([], ["missing_balance", "missing_balance"]),
    ],
)
def test_the_balances_that_open_and_close_a_statement(balances: list[tuple[str, int]], codes: list[str]) -> None:
    body = "".join(camt_balance(kind, minor) for kind, minor in balances) + camt_entry(Move(1_000_000))

    assert read_one(camt_file(camt_statement(body))).codes == codes
    assert read_one(camt_file(camt_statement(body, message="054"), message="054")).codes == []


def test_balances_without_end_are_not_kept() -> None:
    body = camt_balance("OPBD", 0) + camt_balance("CLBD", 0) * 200

    found = read_one(camt_file(camt_statement(body)))

    assert (set(found.codes), found.statement.problems.count) == ({"unread_field"}, 100)


def test_a_statement_that_stands_twice_in_a_file_is_told() -> None:
    body = camt_balance("OPBD", 0) + camt_balance("CLBD", 0)
    statements = "".join(camt_statement(body, statement_id=each) for each in ("S1", "S2", "S1"))

    assert [each.codes for each in read(camt_file(statements))] == [[], [], ["repeated_statement"]]


def test_a_statement_whose_entries_nobody_asks_for_is_checked_all_the_same() -> None:
    body = camt_balance("OPBD", 0) + camt_balance("CLBD", 5) + camt_entry(Move(7))
    statements = list(
        BankFile(io.BytesIO(camt_file(camt_statement(body) + camt_statement(body, statement_id="S2"))), "x")
    )

    assert [[problem.code for problem in each.problems] for each in statements] == [
        ["balance_mismatch"],
        [
            "balance_mismatch",
        ],
    ]


DOCTYPES = {
    "a DTD": "<!DOCTYPE Document>",
    "a DTD elsewhere": '<!DOCTYPE Document SYSTEM "http://example.org/x.dtd">',
    "a bomb": '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    "a file": '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES.keys())
def test_types_and_entities_are_refused_unread(doctype: str) -> None:
    with pytest.raises(ForbiddenXml):
        read(camt(MOVES).replace(b"?>\n", f"?>\n{doctype}".encode(), 1))


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<X>" * 60 + "</X>" * 60, "elements in each other"),
        ("<X/>" * 30_000, "elements of an entry"),
        ("".join(f"<X{number}/>" for number in range(3_000)), "names of elements"),
        ("".join(f"<X a{number}='1'/>" for number in range(3_000)), "names of elements"),
        (f"<X>{'x' * 3_000_000}</X>", "characters in a field"),
        (f"<X a='{'x' * 3_000_000}'/>", "characters in a field"),
    ],
)
def test_what_no_statement_has_ends_the_reading(inside: str, what: str) -> None:
    with pytest.raises(FileTooLarge) as refused:
        read(camt(MOVES).replace(b"<NtryDtls>", f"<NtryDtls>{inside}".encode(), 1))

    assert refused.value.values["what"] == what


@pytest.mark.parametrize(
    "content",
    [
        b"<Document>",
        b"<?xml version='1.0' encoding='no-such'?><Document/>",
        camt(MOVES)[:-9],
        camt(MOVES).replace(b"</Ntry>", b"", 1),
        camt(MOVES).replace(b"<Nm>", b"<Nm>\xff\xfe", 1),
        camt(MOVES).replace(b"<Nm>", b"<Nm>&nbsp;", 1),
    ],
)
def test_broken_xml_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenXml):
        read(content)
