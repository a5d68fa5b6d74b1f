"""Tests cite requirements that exist."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.citations import cited_by, known


def item(*identifiers: str) -> Any:
    """A test that cites these."""
    return SimpleNamespace(nodeid="a test", iter_markers=lambda _name: [pytest.mark.requirement(*identifiers).mark])


def test_what_tests_cite_is_gathered() -> None:
    assert cited_by([item("PKG-1", "COL-1"), item("PKG-1")]) == {"PKG-1", "COL-1"}


@pytest.mark.parametrize("identifiers", [("PKG-1", "PKG-99"), ("pkg-1",), ()])
def test_a_requirement_that_does_not_exist_stops_the_run(identifiers: tuple[str, ...]) -> None:
    with pytest.raises(pytest.UsageError, match="a test cites"):
        cited_by([item(*identifiers)])


def test_every_requirement_has_a_title() -> None:
    assert len(known()) == 110
    assert known()["NOT-3"].startswith("One cause, one SMS")
