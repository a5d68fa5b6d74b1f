"""Tests say which requirements they prove; an id that does not exist stops the run, and ids without a test are listed.

Known ids stand in requirements.txt. With several workers each collects all tests, so any one can say what is cited.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

_KNOWN = Path(__file__).with_name("requirements.txt")
_CITED = pytest.StashKey[frozenset[str]]()


@cache
def known() -> dict[str, str]:
    """Every requirement's title by its id."""
    lines = (line for line in _KNOWN.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {identifier: title.strip() for identifier, title in (line.split(maxsplit=1) for line in lines)}


def cited_by(items: list[pytest.Item]) -> frozenset[str]:
    """The ids that these tests cite.

    Raises: UsageError for an id that is not a requirement's, and for a marker without one.
    """
    cited: set[str] = set()
    for item in items:
        for marker in item.iter_markers("requirement"):
            unknown = [each for each in marker.args if each not in known()]
            if unknown or not marker.args:
                raise pytest.UsageError(f"{item.nodeid} cites {unknown or 'nothing'}: not in {_KNOWN.name}")
            cited.update(marker.args)
    return frozenset(cited)


# Before tests are selected by name or marker: those that are left out prove their requirement as well.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    cited = cited_by(items)
    config.stash[_CITED] = cited
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is not None:  # a worker of pytest-xdist: the one who prints is another process
        output["cited"] = sorted(cited)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    output: dict[str, Any] = getattr(node, "workeroutput", {})
    node.config.stash[_CITED] = frozenset(output.get("cited", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.args != config.getini("testpaths"):
        return  # some of the tests can't tell what all of them leave out
    missing = {each: title for each, title in known().items() if each not in config.stash.get(_CITED, frozenset())}
    terminalreporter.section(f"requirements without a test: {len(missing)} of {len(known())}")
    for each, title in missing.items():
        terminalreporter.line(f"{each:<7} {title}")
