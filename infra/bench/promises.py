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


def within(what: str, percent: float, found: list[float]) -> Promise:
    """No two of these lie further apart than so many percent of the smaller one."""
    apart = 100 * (max(found) - min(found)) / min(found) if min(found) else float(max(found) > 0) * 100
    shown = f"{', '.join(f'{each:.3g}' for each in found)}: {apart:.1f} %"
    return Promise(f"{what}: within {percent:g} %", shown, apart < percent)


def all_the_same(what: str, found: list[float]) -> Promise:
    return Promise(f"{what}: the same for all", ", ".join(f"{each:g}" for each in found), len(set(found)) == 1)
