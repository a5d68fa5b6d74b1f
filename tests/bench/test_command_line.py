"""`make bench` ends with an error where a promise is broken, and writes down what it found."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.bench import __main__ as command
from infra.bench.fund import NotMeasured
from infra.bench.promises import Promise, exactly
from infra.bench.tables import Table


@pytest.mark.parametrize(("promise", "code"), [(exactly("Calls", 0, 0), 0), (exactly("Calls", 0, 1), 1)])
def test_a_broken_promise_is_written_and_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, promise: Promise, code: int
) -> None:
    page = tmp_path / "measurements.md"
    monkeypatch.setattr(command, "PAGE", page)
    monkeypatch.setattr(
        command, "_measure", lambda _full: ([Table("Receipts", ("", "reads"), [("one", "1")])], [promise])
    )

    assert command.main() == code

    assert ("BROKEN" in page.read_text("utf-8")) == bool(code)
    assert "## Receipts" in page.read_text("utf-8")


def test_nothing_is_written_where_a_measurement_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(_full: bool) -> None:
        raise NotMeasured("the month came to something else")

    monkeypatch.setattr(command, "PAGE", tmp_path / "measurements.md")
    monkeypatch.setattr(command, "_measure", fail)

    assert command.main() == 1

    assert list(tmp_path.iterdir()) == []
