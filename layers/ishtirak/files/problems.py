"""What is wrong with a file, as records keep it and doors show it: place, code, and a sentence in both languages."""

from __future__ import annotations

from typing import Any

from ishtirak.files.errors import ContentRefused, FileRefused
from ishtirak.files.lines import Problem

MOST_SHOWN = 100
"""How many problems are kept to be shown; the rest stands in the counts."""


def problem_of_line(problem: Problem) -> dict[str, Any]:
    """A problem of one line. `line` is the physical line of the file."""
    return {
        "line": problem.line_no,
        "column": problem.column,
        "code": problem.code,
        "ar": problem.ar,
        "en": problem.en,
    }


def problem_of_file(refusal: FileRefused) -> dict[str, Any]:
    """The reason why a whole file can't be used."""
    return {"line": 0, "column": "", "code": refusal.code, "ar": refusal.in_arabic, "en": refusal.in_english}


def problem_of_content(refusal: ContentRefused) -> dict[str, str]:
    """The reason why a document or a photograph can't be used."""
    return {"code": refusal.code, "ar": refusal.in_arabic, "en": refusal.in_english}
