"""The scenarios are played on the embedded engine, through the doors, as an analyst would play them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.engine.engine import Engine
from infra.play.control import Control
from infra.play.doors import Doors
from infra.play.player import Outcome, play
from infra.play.scenario import Scenario, load, read
from infra.play.source import Source

SCENARIOS = [load(path) for path in sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))]

System = tuple[Control, Doors]


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    with Engine(None) as engine, Control(engine.control_url) as control, Doors(engine.api_url, control) as doors:
        yield control, doors


def play_text(system: System, text: str) -> list[Outcome]:
    return list(play(read(Source("story.yaml", text)), *system))


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(each, id=Path(each.file).stem, marks=pytest.mark.requirement(*each.requirements))
        for each in SCENARIOS
    ],
)
def test_every_check_of_the_scenario_holds(scenario: Scenario, system: System) -> None:
    outcomes = list(play(scenario, *system))

    assert [(outcome.step.line, *outcome.wrong) for outcome in outcomes if not outcome.held] == []


HEAD = """\
scenario: The player tells what is not so
start: 2026-01-01
steps:
  - {day: 2026-01-01, employer: {as: E1, sector: government}}
  - {day: 2026-01-01, subscriber: {as: S1, category: public_employee, employer: E1, gross: "800.00"}}
"""


def test_a_check_that_fails_tells_what_was_expected_and_found_and_the_story_goes_on(system: System) -> None:
    outcomes = play_text(
        system,
        HEAD
        + '  - {day: 2026-02-02, check_owed: {by: E1, month: 2026-01, amount: "41.00", open: "40.00"}}\n'
        + "  - {day: 2026-02-02, check_cover: {of: S1, package: frozen, until: 2026-05-01}}\n"
        + "  - {day: 2026-02-02, check_notices: {to: S1, kind: package_lowered, count: 1}}\n"
        + '  - {day: 2026-02-02, check_suspense: {amount: "0.00"}}\n',
    )

    assert [outcome.wrong for outcome in outcomes[2:]] == [
        ("amount: expected 41.00, found 40.000",),
        ("package: expected frozen, found full", "until: expected 2026-05-01, found 2026-05-12"),
        ("count: expected 1, found 0 (on record: welcome sent 2026-01-01)",),
        (),
    ]


def test_checks_of_salaries_cases_and_months_without_an_assessment_tell_what_they_found(system: System) -> None:
    outcomes = play_text(
        system,
        HEAD
        + "  - {day: 2026-01-01, subscriber: {as: S2, category: state_paid, birth_date: 1950-01-01}}\n"
        + '  - {day: 2026-01-01, check_salary: {gross: "1000.00", at: 2026-01-01, bank_net: "910.59", net: "885.60"}}\n'
        + "  - {day: 2026-01-01, check_case: {kind: rate_missing, of: S2, count: 0}}\n"
        + "  - {day: 2026-01-01, check_case: {kind: rate_missing, of: S1, count: 1}}\n"
        + "  - {day: 2026-01-01, check_case: {kind: rate_missing, count: 2}}\n"
        + '  - {day: 2026-01-02, receipt: {id: b1, from: null, amount: "5.00"}}\n'
        + "  - {day: 2026-01-02, check_case: {kind: unmatched_receipt, count: 2}}\n"
        + '  - {day: 2026-02-01, check_assessment: {of: S2, month: 2026-01, income: null, subscriber: "0.00"}}\n'
        + '  - {day: 2026-02-01, check_assessment: {of: S2, month: 2026-01, source: certificate, state: "1.00"}}\n'
        + "  - {day: 2026-02-01, check_assessment: {of: S1, month: 2026-01, income: null}}\n",
    )

    assert [outcome.wrong for outcome in outcomes[3:]] == [
        ("net: expected 885.60, found 885.590",),
        ("count: expected 0, found 1",),
        ("count: expected 1, found 0",),
        ("count: expected 2, found 1",),
        (),
        ("count: expected 2, found 1",),
        (),
        ("source: expected certificate, found None", "state: expected 1.00, found 0.000"),
        ("income: expected None, found 800.000",),
    ]


def test_a_deed_that_is_refused_ends_the_story(system: System) -> None:
    again = '  - {day: 2026-01-02, subscriber: {as: S2, category: public_employee, employer: E1, phone: "1"}}\n'
    outcomes = play_text(system, HEAD + again + "  - {day: 2026-01-02, check_ledger: {balanced: true}}\n")

    assert len(outcomes) == 3
    assert "refused with invalid_phone" in outcomes[-1].wrong[0]


def test_a_deed_that_should_be_refused_and_is_done_is_told(system: System) -> None:
    done = '  - {day: 2026-01-02, receipt: {id: b1, from: S1, amount: "1.00"}, refused: invalid_amount}\n'
    early = (
        '  - {day: 2026-01-02, statement: {employer: E1, month: 2026-05, lines: {S1: "1"}}, refused: invalid_iban}\n'
    )

    assert play_text(system, HEAD + done)[-1].wrong == ("refused: expected invalid_amount, found that it was done",)
    assert play_text(system, HEAD + early)[-1].wrong[0].startswith("refused: expected invalid_iban, found invalid")


LONG_LIST = """\
scenario: Everybody of a long list
start: 2026-01-01
steps:
  - {day: 2026-01-01, employer: {as: E1, sector: private_company}}
# registered
# paid
  - {day: 2026-05-20, check_balance: {by: E1, amount: "20200.00"}}
  - {day: 2026-05-20, receipt: {id: all, from: E1, amount: "20200.00"}}
# lowered
# restored
  - {day: 2026-05-21, check_ledger: {balanced: true}}
"""
PERSONAL_STEPS = {
    "registered": (
        '  - {{day: 2026-01-01, subscriber: {{as: {who}, category: private_employee, employer: E1, gross: "1000.00"}}}}'
    ),
    "paid": '  - {{day: 2026-02-02, receipt: {{id: {who}, from: {who}, amount: "300.00"}}}}',
    "lowered": "  - {{day: 2026-05-21, check_notices: {{to: {who}, kind: package_lowered, count: 1}}}}",
    "restored": "  - {{day: 2026-05-21, check_notices: {{to: {who}, kind: package_restored, count: 1}}}}",
}


@pytest.mark.requirement("NOT-3", "PKG-1", "PKG-4")
def test_everybody_of_a_long_list_is_told_once(system: System) -> None:
    story = LONG_LIST
    people = [f"S{number}" for number in range(1, 102)]
    for name, step in PERSONAL_STEPS.items():
        story = story.replace(f"# {name}", "\n".join(step.format(who=who) for who in people))

    outcomes = play_text(system, story)

    assert len(outcomes) == 4 + 4 * len(people)
    assert [outcome.wrong for outcome in outcomes if not outcome.held] == []
