"""What must hold on every machine: counts, never times."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """Something the design promises, what was found, and whether that keeps it."""

    what: str
    found: str
    kept: bool


def at_most(what: str, most: float, found: float) -> Promise:
    return Promise(f"{what}: at most {most:g}", f"{found:g}", found <= most)


def exactly(what: str, wanted: float, found: float) -> Promise:
    return Promise(f"{what}: {wanted:g}", f"{found:g}", found == wanted)


def all_the_same(what: str, found: list[float]) -> Promise:
    return Promise(f"{what}: the same for all", ", ".join(f"{each:g}" for each in found), len(set(found)) == 1)
