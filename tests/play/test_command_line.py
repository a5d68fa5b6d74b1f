"""The player's command: what it prints, and what it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.play import __main__ as command

HEAD = """\
scenario: An employer registers
start: 2026-01-01
steps:
  - {day: 2026-01-01, employer: {as: E1, sector: government}}
"""
HOLDS = '  - {day: 2026-01-01, check_balance: {by: E1, amount: "0.00"}}\n'
FAILS = '  - {day: 2026-01-01, check_balance: {by: E1, amount: "1.00"}}\n'

Output = pytest.CaptureFixture[str]


def file(folder: Path, name: str, steps: str) -> str:
    path = folder / name
    path.write_text(HEAD + steps, encoding="utf-8")
    return str(path)


def test_it_ends_with_0_where_every_check_of_every_file_held(tmp_path: Path, capsys: Output) -> None:
    files = [file(tmp_path, "one.yaml", HOLDS), file(tmp_path, "two.yaml", HOLDS)]

    assert command.main(files) == 0
    printed = capsys.readouterr().out
    assert "✓ 2026-01-01  check_balance    by E1, amount 0.00" in printed
    assert "2 files, 4 steps" in printed
    assert "every check held" in printed


def test_it_ends_with_1_where_a_check_fails_and_tells_what_was_expected_and_found(
    tmp_path: Path, capsys: Output
) -> None:
    files = [file(tmp_path, "fails.yaml", FAILS), file(tmp_path, "holds.yaml", HOLDS)]

    assert command.main(files) == 1
    printed = capsys.readouterr().out
    assert "✗ 2026-01-01  check_balance" in printed
    assert "line 5: amount: expected 1.00, found 0.000" in printed
    assert "4 steps" in printed
    assert "1 failed" in printed


def test_it_ends_with_2_and_plays_nothing_where_a_file_is_bad(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "Engine", None)
    files = [
        file(tmp_path, "good.yaml", HOLDS),
        file(tmp_path, "bad.yaml", HOLDS.replace("E1", "E2")),
        file(tmp_path, "worse.yaml", "  - {day: 2026-01-01, check_ballance: {}}\n"),
    ]

    assert command.main(files) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f"{files[1]}:5: check_balance.by: unknown handle 'E2'",
        f"{files[2]}:5: unknown verb 'check_ballance'; did you mean 'check_balance'?",
    ]
