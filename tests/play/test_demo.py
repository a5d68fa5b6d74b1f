"""The parts of the demonstration that can go wrong without the system being at fault."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from infra.play.demo import __main__ as command
from infra.play.demo.figures import EXPECTED, JANUARY_FILE, FiguresDiffer, must_be
from infra.play.demo.running import system
from infra.play.demo.summary import grouped
from ishtirak.rules.money import Money, Rate


def test_the_expected_figures_are_those_of_the_file() -> None:
    with JANUARY_FILE.open(encoding="utf-8-sig", newline="") as lines:
        gross = [Decimal(row["إجمالي المرتب"]) for row in csv.DictReader(lines) if row["الرقم الوطني"]]

    assert len(gross) == EXPECTED.people
    assert Money.dinars(str(sum(gross))) == EXPECTED.gross
    for share, percent in {"subscriber": "2.5", "employer": "5", "social_security": "2.5", "state": "1.25"}.items():
        parts = (Money.dinars(str(each)).share(Rate.of(Decimal(percent), 10)) for each in gross)
        assert sum(parts, Money.ZERO) == EXPECTED.shares[share]


def test_figures_that_differ_are_told_in_a_sentence_with_both() -> None:
    must_be("People", 1, 1)

    with pytest.raises(FiguresDiffer, match=r"^People: 1180 was expected, and the system says 1179\.$"):
        must_be("People", 1180, 1179)


def test_a_system_that_does_not_answer_any_more_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "engine.json").write_text('{"api_url": "http://127.0.0.1:9", "control_url": "http://127.0.0.1:9"}')
    told: list[str] = []

    with system(told.append, tmp_path) as found:
        assert found.control_url != "http://127.0.0.1:9"
    assert told[0].startswith("No system is running")

    def play(*_: object) -> None:
        raise FiguresDiffer("Gross: 1 was expected, and the system says 2.")

    monkeypatch.setattr(command, "tell", play)
    assert command.main(["--state", str(tmp_path)]) == 1
    assert "The figures differ. Gross: 1 was expected, and the system says 2." in capsys.readouterr().out


def test_amounts_are_grouped_for_people() -> None:
    assert grouped("1518760.000") == "1,518,760.000"
    assert grouped(1180) == "1,180"
