"""Whatever a bank writes is read back the same; whatever a wire does to it is told, and nothing else happens."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import mt940 as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ishtirak.files.bank.entries import Entry, RefusedEntry
from ishtirak.files.bank.statements import BankFile
from ishtirak.files.errors import FileRefused
from tests.files.bank.writing import DATA, Move, Read, camt, mt940, read_one, table

pytestmark = pytest.mark.requirement("COL-9")

_days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
_names = st.text("ابتثجحخدرزسشصضطعفقكلمنهوي abcdefgh", max_size=30).map(lambda text: " ".join(text.split()))
_words = st.text("ابتثجحخدرزسشصضطعفقكلمنهوي abcdefgh0123456789.", max_size=60).map(lambda text: " ".join(text.split()))
_references = st.from_regex(r"[A-Z][A-Z0-9]{0,11}", fullmatch=True)


@st.composite
def _moves(draw: st.DrawFn) -> Move:
    booked = draw(_days)
    return Move(
        minor=draw(st.integers(0, 10**12)),
        is_credit=draw(st.booleans()),
        booked=booked,
        value=booked + dt.timedelta(days=draw(st.integers(-60, 60))),
        bank_reference=draw(_references),
        end_to_end_id=draw(_references),
        name=draw(_names),
        text=draw(_words),
        is_reversal=draw(st.booleans()),
    )


_statements = st.lists(_moves(), max_size=12)
_opening = st.integers(-(10**12), 10**12)


def _moves_of(read: Read) -> list[Move]:
    return [
        Move(
            entry.amount.minor,
            entry.is_credit,
            entry.booking_date or dt.date.min,
            entry.value_date or dt.date.min,
            entry.bank_reference,
            part.end_to_end_id,
            part.name,
            part.text,
            entry.is_reversal,
        )
        for entry in read.entries
        for part in entry.parts
    ]


@given(_statements, _opening, st.sampled_from(["LYD", "EUR", "JPY"]))
def test_a_statement_in_mt940_is_read_back_as_it_was_written(moves: list[Move], opening: int, currency: str) -> None:
    found = read_one(mt940(moves, opening, currency))

    assert _moves_of(found) == moves
    assert found.statement.opening is not None
    assert found.statement.opening.amount.minor == opening
    assert found.codes == []


@given(
    _statements,
    _opening,
    st.sampled_from(["LYD", "EUR", "JPY"]),
    st.sampled_from(["02", "04", "08", "13"]),
    st.sampled_from(["", "camt"]),
    st.sampled_from(["utf-8", "utf-16", "windows-1256", "iso-8859-1"]),
)
def test_a_statement_in_camt_is_read_back_as_it_was_written(
    moves: list[Move], opening: int, currency: str, version: str, prefix: str, encoding: str
) -> None:
    found = read_one(camt(moves, opening, currency, version=version, prefix=prefix, encoding=encoding))

    assert _moves_of(found) == moves
    assert found.statement.currency == currency
    assert found.codes == []


@given(_statements, _opening)
def test_a_statement_in_a_table_is_read_back_as_it_was_written(moves: list[Move], opening: int) -> None:
    # A table has no column for reversals, and one for the amount of each side: nothing on either is no entry.
    plain = [replace(move, minor=move.minor + 1, is_reversal=False) for move in moves]

    found = read_one(table(plain, opening))

    assert _moves_of(found) == plain
    assert set(found.codes) <= {"missing_balance"}
    assert found.codes == [] or not plain


@given(st.lists(_moves(), min_size=1, max_size=6), _opening)
def test_another_reader_of_mt940_finds_the_same_amounts_and_value_dates(moves: list[Move], opening: int) -> None:
    """The library mt-940 is the witness, within the fifteen digits that it reads; it guesses other years of entries."""
    text = mt940(moves, opening)

    theirs = library.parse(text, options=library.Options.all())

    ours = read_one(text)
    assert [(int(line.data["amount"].amount * 1000), line.data["date"]) for line in theirs] == [
        (entry.signed, entry.value_date) for entry in ours.entries
    ]


@given(st.lists(_moves(), min_size=1, max_size=5), st.integers(1, 10**6), st.data())
def test_money_that_is_lost_on_the_way_is_missed(moves: list[Move], missing: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(moves) - 1))
    lost = moves[place]
    changed = [*moves[:place], Move(lost.minor + missing, lost.is_credit), *moves[place + 1 :]]
    right, wrong = (camt(each) for each in (moves, changed))
    closing = right[right.index(b"CLBD") : right.index(b"<Ntry>")]

    found = read_one(wrong.replace(wrong[wrong.index(b"CLBD") : wrong.index(b"<Ntry>")], closing))

    assert found.codes == ["balance_mismatch"]


_SAMPLE = [
    Move(250_750, bank_reference="B1", end_to_end_id="E1", name="شركة النور", text="اشتراك فبراير"),
    Move(1_250, is_credit=False, bank_reference="B2", text="رسوم"),
]
_FILES = {
    "camt": camt(_SAMPLE, 5_000),
    "mt940": mt940(_SAMPLE, 5_000).encode(),
    "table": table(_SAMPLE, 5_000).encode(),
}


def _outcome(content: bytes) -> str:
    """What reading comes to; any exception but a refusal of the file is a fault of the reader."""
    try:
        file = BankFile(io.BytesIO(content), "damaged")
        for statement in file:
            for entry in statement:
                assert isinstance(entry, Entry | RefusedEntry)
            assert all(problem.ar and problem.en for problem in statement.problems)
    except FileRefused as refused:
        return refused.code if refused.in_arabic else "nothing to say in Arabic"
    return "read"


@pytest.mark.parametrize("name", sorted(_FILES))
def test_a_file_that_is_cut_off_anywhere_is_read_or_refused(name: str) -> None:
    outcomes = {_outcome(_FILES[name][:length]) for length in range(len(_FILES[name]))}

    heads = {"no_bank_header", "missing_bank_column", "repeated_bank_column"}
    assert outcomes <= {"read", "empty_file", "broken_xml", "no_statement", *heads}


def test_a_camt_file_that_is_cut_off_is_never_taken_for_whole() -> None:
    whole = _FILES["camt"]

    assert {_outcome(whole[:length]) for length in range(100, len(whole) - 1)} == {"broken_xml"}


def test_a_message_that_is_cut_off_behind_its_opening_balance_says_so() -> None:
    whole = _FILES["mt940"]
    start, end = whole.index(b"\r\n:61:"), whole.index(b":62F:")

    for length in range(start, end + 4):
        assert "statement_cut_off" in read_one(whole[:length]).codes


@pytest.mark.parametrize("name", sorted(_FILES))
@settings(max_examples=150)
@given(st.data())
def test_a_file_with_damaged_bytes_is_read_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(_FILES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert _outcome(bytes(content))


_PIECES = (
    b":61:",
    b":86:",
    b":62F:C",
    b"\n",
    b"-",
    b",",
    b"99999999999999999999",
    b"<Ntry>",
    b"</Stmt>",
    b"&#x660;",
    b"\xff",
)


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
@settings(max_examples=60)
@given(st.data())
def test_a_published_file_with_pieces_lost_repeated_or_put_in_is_read_or_refused(
    path: Path, data: st.DataObject
) -> None:
    content = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 60))
        piece = data.draw(st.sampled_from((b"", content[start:end] * 2, *_PIECES)))
        content = content[:start] + piece + content[end:]

    assert _outcome(content)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(_FILES["mt940"].decode().splitlines()), max_size=12))
def test_fields_in_any_order_are_read_or_refused(fields: list[str]) -> None:
    assert _outcome("\n".join(fields).encode())


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"<?xml version='1.0'?>", b":20:", b"PK\x03\x04", "التاريخ,دائن,مدين\n".encode()):
        assert _outcome(start + content)
