"""Playing a scenario: step by step, with time in between, through the public doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from infra.play.bank import Bank
from infra.play.control import Control
from infra.play.doors import Doors, Problem
from infra.play.scenario import Scenario, Step
from infra.play.stage import Stage, StepFailed
from infra.play.verb import Deed, Difference


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went: `wrong` says what was not as it should be; nothing where the step held."""

    step: Step
    wrong: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        return not self.wrong

    @property
    def ends_the_story(self) -> bool:
        """What should have been done was not, so that nothing after it means anything."""
        return not self.held and isinstance(self.step.verb, Deed)


def play(scenario: Scenario, control: Control, doors: Doors) -> Iterator[Outcome]:
    """Play the steps in an empty fund, one outcome a step; a deed that fails is the last.

    Raises: CannotPlay where the system does not answer.
    """
    bank = Bank.of_demonstration(control, doors)
    stage = Stage(doors, control, bank, scenario.file, scenario.start)
    stage.empty()
    for step in scenario.steps:
        stage.go_to(step.day)
        outcome = Outcome(step, tuple(_play(step, stage)))
        yield outcome
        if outcome.ends_the_story:
            return


def _play(step: Step, stage: Stage) -> list[str]:
    """What was wrong with the step."""
    try:
        if step.refused:
            return _refusal(step, step.refused, stage)
        return [str(each) for each in _carry_out(step, stage)]
    except (Problem, StepFailed) as error:
        return [str(error)]


def _carry_out(step: Step, stage: Stage) -> list[Difference]:
    if isinstance(step.verb, Deed):
        step.verb.do(stage)
        return []
    return step.verb.differences(stage)


def _refusal(step: Step, code: str, stage: Stage) -> list[str]:
    """The verb must be refused with this code, and change nothing."""
    before = stage.picture()
    try:
        _carry_out(step, stage)
    except Problem as problem:
        if problem.code != code:
            return [f"refused: expected {code}, found {problem.code}: {problem.en}"]
    else:
        return [f"refused: expected {code}, found that it was done"]
    after = stage.picture()
    changed = sorted(what for what in before.keys() | after.keys() if before.get(what) != after.get(what))
    return [f"refused, but changed: {what}" for what in changed]
