"""No file takes more memory, time or depth than a statement needs; entries are not all in memory at once."""

from __future__ import annotations

import io
import itertools
import tracemalloc
from pathlib import Path

import pytest

from ishtirak.files.bank import camt as camt_reader
from ishtirak.files.bank import formats, statements, xml_events
from ishtirak.files.bank import mt940 as mt940_reader
from ishtirak.files.bank.columns import COLUMNS, TITLES
from ishtirak.files.bank.errors import BankProblem, NotBankStatement
from ishtirak.files.bank.statements import BankFile
from ishtirak.files.errors import FileRefused, FileTooLarge
from tests.files.bank.writing import (
    Move,
    camt,
    camt_amount,
    camt_balance,
    camt_entry,
    camt_file,
    camt_statement,
    mt940,
    read,
    table,
)

pytestmark = pytest.mark.requirement("COL-9")

DOCS = Path(__file__).parents[3] / "docs" / "bank-statements.md"
FIVE = [Move(1_000)] * 5


@pytest.mark.parametrize("content", [camt(FIVE), mt940(FIVE).encode()], ids=["camt", "mt940"])
def test_more_entries_than_a_statement_has_are_refused(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    for reader in (camt_reader, mt940_reader):
        monkeypatch.setattr(reader, "MOST_ENTRIES", 4)

    with pytest.raises(FileTooLarge):
        read(content)


def test_more_payments_in_batches_or_more_statements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = "".join(f"<TxDtls>{camt_amount(1_000)}</TxDtls>" for _ in range(5))
    content = camt_file(camt_statement(camt_entry(Move(5_000), details=batch)))
    monkeypatch.setattr(camt_reader, "MOST_PARTS", 4)
    monkeypatch.setattr(statements, "MOST_STATEMENTS", 2)

    with pytest.raises(FileTooLarge):
        read(content)
    with pytest.raises(FileTooLarge):
        read(camt_file("".join(camt_statement("", statement_id=f"S{number}") for number in range(3))))


@pytest.mark.parametrize("content", [camt(FIVE), mt940(FIVE).encode(), table(FIVE).encode()])
def test_a_file_of_too_many_bytes_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    for module, limit in ((formats, "LARGEST_XML_BYTES"), (formats, "LARGEST_TEXT_BYTES")):
        monkeypatch.setattr(module, limit, 100)
    monkeypatch.setattr("ishtirak.files.kinds.LARGEST_FILE_BYTES", 100)

    with pytest.raises(FileTooLarge):
        BankFile(io.BytesIO(content), "large")


def _peak(content: bytes) -> int:
    tracemalloc.start()
    for statement in BankFile(io.BytesIO(content), "statement"):
        for _ in statement:
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("write", [camt, lambda moves: mt940(moves).encode(), lambda moves: table(moves).encode()])
def test_ten_times_as_many_entries_take_no_more_memory(write) -> None:  # type: ignore[no-untyped-def]
    few, many = (write([Move(1_000, bank_reference="B", text="اشتراك")] * count) for count in (200, 2_000))
    _peak(few)  # what is loaded once

    assert _peak(many) < _peak(few) + 1_000_000  # two thousand entries are more


def test_problems_without_end_are_counted_and_a_hundred_are_kept() -> None:
    wrong = camt_entry(Move(1_000)).replace("2026-03-02", "2026-02-30")

    (found,) = read(camt_file(camt_statement(camt_balance("OPBD", 0) + wrong * 200)))

    assert (len(found.statement.problems), found.statement.problems.count) == (100, 401)


def test_a_foreign_file_is_named_in_both_languages() -> None:
    with pytest.raises(NotBankStatement) as refused:
        read(b"%PDF-1.7")

    assert "PDF" in refused.value.in_arabic
    assert "a PDF" in refused.value.in_english


def _kinds(kind: type[FileRefused] | type[BankProblem]) -> set[str]:
    own = {kind.code} if kind.__module__.endswith("bank.errors") and "code" in vars(kind) else set()
    return own.union(*(_kinds(sub) for sub in kind.__subclasses__()))


def test_the_page_names_every_column_title_and_code() -> None:
    page = DOCS.read_text("utf-8")

    names = {name for column in (*COLUMNS, *TITLES) for name in (column.key, column.ar, *column.also)}
    codes = _kinds(FileRefused) | _kinds(BankProblem)
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []


def test_more_elements_than_a_file_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_events, "MOST_ELEMENTS", 50)

    with pytest.raises(FileTooLarge):
        read(camt(FIVE))


def test_whoever_goes_on_after_a_refusal_finds_nothing_more() -> None:
    file = BankFile(io.BytesIO(camt(FIVE)[:-30]), "cut off")
    (statement,) = itertools.islice(file, 1)
    with pytest.raises(FileRefused):
        list(statement)

    assert (list(statement), statement.closing) == ([], None)
