"""`make explain`: why a figure is what it is, from the fund that runs on this machine (CON-9).

    make explain WHAT="salary 1000.00"                       a gross salary, by the law of today
    make explain WHAT="salary 1000.00 --on 2026-01-01"       …of another day
    make explain WHAT="income private_employee 1000.00"      what would be owed on an income
    make explain WHAT="age 2015-05-05"                       …for somebody for whom the state pays
    make explain WHAT="month S… 2026-01"                     a subscriber's month
    make explain WHAT="cover S… --on 2026-05-11"             a subscriber's cover
    … --language en                                          in English

Exit:  0 it is told; 1 there is no answer, or no fund runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.engine.refusal import EngineRefused
from infra.engine.run import STATE
from infra.play.control import Control
from infra.play.demo.running import system
from infra.play.doors import INSURANCE_AFFAIRS, Doors, Problem
from infra.play.faults import CannotPlay


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of which door: a body only where the door is asked with one."""

    path: str
    params: dict[str, str]
    body: dict[str, str] | None = None


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    asked: Question = given.ask(given)
    try:
        with (
            system(lambda said: print(said, file=sys.stderr), given.state) as found,
            Control(found.control_url) as control,
            Doors(found.api_url, control) as doors,
        ):
            form = {"format": "text", "language": given.language}
            told = doors.read(asked.path, INSURANCE_AFFAIRS, asked.body, **form, **asked.params)
    except (CannotPlay, EngineRefused, Problem) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{told}\n")
    return 0


def question(words: list[str]) -> Question:
    """What the words on the command line ask of which door."""
    given = _parser().parse_args(words)
    asked: Question = given.ask(given)
    return asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="explain", description="Why a figure is what it is.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--language", choices=["ar", "en"], default="ar")
    common.add_argument("--state", type=Path, default=STATE, help="folder of the fund that runs (default .state)")
    questions = parser.add_subparsers(required=True)
    for name, (ask, words) in _QUESTIONS.items():
        question = questions.add_parser(name, parents=[common])
        question.set_defaults(ask=ask)
        for word in words:
            question.add_argument(word)
    return parser


def _salary(given: argparse.Namespace) -> Question:
    return Question("/v1/salaries/analysis", {"gross": given.gross, **_on(given)})


def _income(given: argparse.Namespace) -> Question:
    return Question("/v1/assessments/preview", {}, {"category": given.category, "gross": given.gross})


def _age(given: argparse.Namespace) -> Question:
    return Question("/v1/assessments/preview", {}, {"category": "state_paid", "birth_date": given.birth_date})


def _month(given: argparse.Namespace) -> Question:
    return Question(f"/v1/subscribers/{given.subscriber}/months/{given.month}/explain", {})


def _cover(given: argparse.Namespace) -> Question:
    return Question(f"/v1/subscribers/{given.subscriber}/cover/explain", _on(given))


def _on(given: argparse.Namespace) -> dict[str, str]:
    return {"on": given.on} if given.on else {}


_QUESTIONS: dict[str, tuple[Callable[[argparse.Namespace], Question], tuple[str, ...]]] = {
    "salary": (_salary, ("gross", "--on")),
    "income": (_income, ("category", "gross")),
    "age": (_age, ("birth_date",)),
    "month": (_month, ("subscriber", "month")),
    "cover": (_cover, ("subscriber", "--on")),
}
"""What can be asked, by its word: how, and with which words after it."""


if __name__ == "__main__":
    sys.exit(main())
