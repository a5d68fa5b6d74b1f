"""`make explain`: the command that tells why a figure is what it is (CON-9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra import explain

pytestmark = pytest.mark.requirement("CON-9")


def test_a_salary_is_explained_in_arabic_with_its_figures_and_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = explain.main(["salary", "1000.00", "--on", "2026-01-01", "--state", str(tmp_path)])

    told = capsys.readouterr().out
    assert code == 0
    assert all(figure in told for figure in ("51.250", "10.000", "938.750", "28.160", "910.590", "885.590"))
    assert "ضريبة الجهاد" in told


def test_what_has_no_answer_is_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = explain.main(["month", "S000000000000", "2026-01", "--language", "en", "--state", str(tmp_path)])

    assert code == 1
    assert "unknown_subscriber" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "path", "params", "body"),
    [
        (["income", "retiree", "900"], "/v1/assessments/preview", {}, {"category": "retiree", "gross": "900"}),
        (
            ["age", "2015-05-05"],
            "/v1/assessments/preview",
            {},
            {"category": "state_paid", "birth_date": "2015-05-05"},
        ),
        (["cover", "S1", "--on", "2026-05-11"], "/v1/subscribers/S1/cover/explain", {"on": "2026-05-11"}, None),
        (["cover", "S1"], "/v1/subscribers/S1/cover/explain", {}, None),
    ],
)
def test_each_question_goes_to_its_door(
    words: list[str], path: str, params: dict[str, str], body: dict[str, str] | None
) -> None:
    assert explain.question(words) == explain.Question(path, params, body)
