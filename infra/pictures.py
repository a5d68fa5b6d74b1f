"""The pictures and tables of docs/cover.md, made from the table that decides: `make pictures` writes them, a test holds
them against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from ishtirak.law.law import Law
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.categories import Share
from ishtirak.rules.cover import COVER, Facts
from ishtirak.rules.packages import Package

PAGE = Path(__file__).parent.parent / "docs" / "cover.md"

_STATES = {"paid": (False, False), "in grace": (True, False), "past day 90": (True, True)}
_NOT_ASKED = "—"


def picture() -> str:
    """The table that decides, as a flowchart: the first question that is answered with yes wins."""
    return "\n".join(["```mermaid", "flowchart TD", *_questions(), "```"])


def _questions() -> Iterator[str]:
    last = len(COVER) - 1
    for number, row in enumerate(COVER):
        result = f'r{number}["<b>{row.package.value}</b><br/>{row.reason.value}"]'
        if number == last:
            yield f"    {result}"
            return
        yield f'    q{number}{{"{row.asks.ar}<br/>{row.asks.en}"}}'
        yield f"    q{number} -- نعم yes --> {result}"
        yield f"    q{number} -- لا no --> {f'q{number + 1}' if number + 1 < last else f'r{last}'}"


def outcomes(law: Law) -> str:
    """What comes out for every category, for each way in which its payers can stand, as a table."""
    lines = [
        "| categories | subscriber's dues | employer's dues | cover | once frozen, until four documents are approved |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *(line for payers, codes in _who_pays(law).items() for line in _rows(payers, codes))])


def _who_pays(law: Law) -> dict[frozenset[str], list[str]]:
    """The categories by who of subscriber and employer pays, by the split that is in force last."""
    found: dict[frozenset[str], list[str]] = {}
    for code, category in law.categories.items():
        payers = category.payers_on(category.rate.values[-1].from_) & {Share.SUBSCRIBER, Share.EMPLOYER}
        found.setdefault(frozenset(payers), []).append(code)
    return dict(sorted(found.items(), key=lambda each: (-len(each[0]), each[1])))


def _rows(payers: frozenset[str], codes: list[str]) -> Iterator[str]:
    subscriber = _STATES if Share.SUBSCRIBER in payers else {_NOT_ASKED: (False, False)}
    employer = _STATES if Share.EMPLOYER in payers else {_NOT_ASKED: (False, False)}
    for (own, own_state), (other, other_state) in product(subscriber.items(), employer.items()):
        facts = Facts(not payers, Share.EMPLOYER not in payers, *own_state, *other_state)
        plain, frozen = _outcome(facts), _outcome(facts._replace(documents_missing=True))
        yield f"| {', '.join(f'`{code}`' for code in codes)} | {own} | {other} | {plain} | {frozen} |"


def _outcome(facts: Facts) -> str:
    row = next(row for row in COVER if row.holds(facts))
    said = f"`{row.package.value}` ({row.reason.value})"
    return f"**{said}**" if row.package is not Package.FULL else said


def page(text: str, law: Law) -> str:
    """The page with its made parts as they are by the rules of now."""
    for name, made in (("picture", picture()), ("outcomes", outcomes(law))):
        between = re.compile(rf"(<!-- {name}: made by `make pictures` -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        text, count = between.subn(lambda found, made=made: f"{found[1]}{made}\n{found[2]}", text)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"{PAGE.name} has {count} places for the {name}")
    return text


def main() -> None:
    PAGE.write_text(page(PAGE.read_text("utf-8"), shipped_law()), "utf-8")
    print(f"{PAGE.relative_to(PAGE.parent.parent)} is as the rules are.")


if __name__ == "__main__":
    main()
