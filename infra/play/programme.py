"""What the player prints: a line a step, what was expected and found where a check fails, a total at the end."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from infra.play.player import Outcome
from infra.play.scenario import Scenario, Step

_WIDTH_OF_VERBS = 16


class Programme:
    """Prints scenarios as they are played, and counts."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.steps = 0
        self.failed = 0

    def opens(self, scenario: Scenario) -> None:
        self._line("")
        self._line(scenario.file, "bold")
        self._line(scenario.title, "italic")

    def shows(self, outcome: Outcome) -> None:
        step = outcome.step
        self.steps += 1
        self.failed += not outcome.held
        sign = ("✓", "green") if outcome.held else ("✗", "red")
        text = Text("  ").append(*sign).append(f" {step.day}  ").append(f"{step.name:<{_WIDTH_OF_VERBS}} ", "cyan")
        self._console.print(text.append(_in_words(step)), soft_wrap=True)
        for each in outcome.wrong:
            self._line(f"      line {step.line}: {each}", "red")

    def closes(self, scenario: Scenario, played: int, seconds: float) -> None:
        left = len(scenario.steps) - played
        if left:
            self._line(f"  {left} steps after it were not played.", "red")
        self._line(f"  {played} of {len(scenario.steps)} steps in {seconds:.1f} s", "dim")

    def ends(self, files: int, seconds: float) -> None:
        verdict = f"{self.failed} failed" if self.failed else "every check held"
        style = "bold red" if self.failed else "bold green"
        self._line("")
        count = "1 file" if files == 1 else f"{files} files"
        self._line(f"{count}, {self.steps} steps, {seconds:.1f} s: {verdict}", style)

    def says(self, text: str) -> None:
        self._line(text, "dim")

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style), soft_wrap=True)


def _in_words(step: Step) -> str:
    fields = ", ".join(f"{name} {_value(value)}" for name, value in step.fields.items())
    return f"{fields}  → refused: {step.refused}" if step.refused else fields


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {each}" for key, each in value.items()) + "}"
    return "null" if value is None else str(value)
