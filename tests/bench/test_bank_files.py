"""What is measured of bank statements is read whole, and in little memory; a smaller file here."""

from __future__ import annotations

import pytest

from infra.bench import bank_files


@pytest.mark.requirement("COL-9")
def test_every_entry_that_was_written_is_read_and_its_statement_is_right() -> None:
    table, promises = bank_files.measure(entries=300)

    assert [promise for promise in promises if not promise.kept] == []
    assert [row[0] for row in table.rows] == ["camt.053", "MT940", "CSV"]


@pytest.mark.requirement("COL-9")
def test_memory_does_not_grow_with_the_file() -> None:
    small, large = ([float(row[3]) for row in bank_files.measure(entries)[0].rows] for entries in (300, 6_000))

    assert all(after < before + 8 for before, after in zip(small, large, strict=True))
