# Each command makes or refreshes .venv by itself (infra/prepare.sh); nothing needs to be installed before but Python.
PYTHON ?=
SHELL := /bin/sh
BIN := .venv/bin
WORKERS ?= auto
export PYTHONPATH := $(CURDIR):$(CURDIR)/layers
# What is imported stands in the Makefile's own folder, whatever the caller's environment says.
export PYTHONNOUSERSITE := 1
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
        --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help ready run demo play explain reset test lint check package pictures bench lock format

help:  ## show these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

ready:
	@PYTHON="$(PYTHON)" sh infra/prepare.sh

run: ready  ## start the fund on this machine, until Ctrl-C
	@$(BIN)/python -m infra.engine.run

demo: ready  ## play a real month on the running fund
	@$(BIN)/python -m infra.play.demo

play: ready  ## play scenarios: make play FILES="tests/scenarios/*.yaml"
	@test -n "$(FILES)" || { echo 'Name the scenarios to play: make play FILES="tests/scenarios/*.yaml"' >&2; exit 2; }
	@$(BIN)/python -m infra.play $(FILES)

explain: ready  ## tell why a figure is what it is: make explain WHAT="salary 1000.00"
	@test -n "$(WHAT)" || { echo 'Say what: make explain WHAT="salary 1000.00" (or income, age, month, cover)' >&2; exit 2; }
	@$(BIN)/python -m infra.explain $(WHAT)

reset: ready  ## empty the fund on this machine
	@$(BIN)/python -m infra.engine.reset

test: ready  ## run the tests, with full branch coverage of rules and law
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --cov --cov-report=term

lint: ready  ## check style, types, import directions and SQL
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@if ls functions/reports/sql/*.sql >/dev/null 2>&1; then $(BIN)/sqlfluff lint functions/reports/sql; fi

check: lint test  ## everything that CI runs: lint, and the tests (the packaged template is one of them)

format: ready  ## lay out the code as the check wants it
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

pictures: ready  ## draw the pictures and tables of docs/cover.md from the rules
	@$(BIN)/python -m infra.pictures

package: ready  ## write what AWS deploys to .build/
	@$(BIN)/python -m infra.package

bench: ready  ## measure calls, consumed capacity, speed and import times
	@$(BIN)/python -m infra.bench $(if $(FULL),--full)

lock: ready  ## lock the newest versions that go together, with hashes
	@$(LOCK) --upgrade requirements-dev.in -o requirements-dev.txt
	@$(LOCK) -c requirements-dev.txt layers/deps/requirements.in -o layers/deps/requirements.txt
	@$(LOCK) -c requirements-dev.txt layers/deps/documents.in -o layers/deps/documents.txt
	@$(LOCK) -c requirements-dev.txt layers/deps/reports.in -o layers/deps/reports.txt
