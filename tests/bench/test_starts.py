"""What Lambda starts from loads what it uses, and nothing else; nothing here is timed."""

from __future__ import annotations

from typing import Any

import pytest
from chalice.app import Chalice

from infra.bench.entries import ENTRIES, Entry, unexpected
from infra.bench.loading import clients_made_by, ends_well, loaded_by
from infra.engine.engine import load_app


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.module)
def test_an_entry_loads_what_it_uses_and_nothing_else(entry: Entry) -> None:
    loaded = loaded_by(entry.module)

    assert not unexpected(entry, loaded), "import it where it is used, or say in infra/bench/entries.py who uses it"
    assert entry.uses <= loaded, "the table of infra/bench/entries.py names what is not loaded any more"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.module)
def test_no_client_is_made_before_the_first_event(entry: Entry) -> None:
    assert clients_made_by(entry.module) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.module)
def test_what_a_first_event_waits_for_is_there_to_be_loaded(entry: Entry) -> None:
    assert ends_well(f"import {entry.module}", *entry.first)


def test_every_module_that_a_handler_is_found_in_is_an_entry() -> None:
    app: Chalice = load_app()
    handlers: list[Any] = [*app.pure_lambda_functions, *app.event_sources, *app.builtin_auth_handlers]

    found = {handler.handler_string.rpartition(".")[0] for handler in handlers}

    assert found | {"app"} == {entry.module for entry in ENTRIES}


def test_what_an_entry_does_not_use_is_found_out() -> None:
    schedules = next(entry for entry in ENTRIES if entry.module.endswith("schedules"))

    assert unexpected(schedules, {"chalice", "botocore", "pydantic"}) == {"pydantic"}
