# SPDX-License-Identifier: Apache-2.0
# One entry for people and for CI. `make setup` is implied by every other target and does nothing when done.

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PY := $(BIN)/python
JOBS ?= 2

PYTHON_READY := $(VENV)/.installed
NODE_READY := node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test check pytest crashes gas fuzz prove format clean stale mutate

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|'

setup: $(PYTHON_READY) $(NODE_READY) ## Install everything into .venv and node_modules

$(PYTHON_READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "steelyard needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	@echo "== Python packages into $(VENV)"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(NODE_READY): package.json package-lock.json $(PYTHON_READY)
	@echo "== Local chain and real peers into node_modules (by the Node from PyPI if there is no other)"
	PATH="$(PATH):$(BIN)" npm ci --ignore-scripts --no-fund --no-audit
	@touch $@

demo: setup ## The whole product on a local chain: the stories, a real week, everybody leaves
	$(PY) -m steelyard.demo $(ARGS)

test: check pytest ## All checks and all tests: what CI runs

check: setup ## Format, lint, types, layers and our own checks
	@echo "== ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== import-linter" && $(BIN)/lint-imports --no-cache
	@for check in check_vyper_style check_sizes check_docs check_unit_tests check_invariants check_spdx check_hosts; do \
		echo "== $$check"; $(PY) -m tools.$$check || exit 1; done

pytest: setup ## The tests alone
	@echo "== tests"
	$(PY) -m pytest -n $(JOBS) --dist loadscope $(ARGS)

stale: setup ## Whoever sees the price before the feed, against every paired pool (STEELYARD_DATA: real rounds)
	$(PY) -m benchmarks.stale_trader $(ARGS)

crashes: setup ## Real crashes with late keepers, then a sample of them on the contracts (STEELYARD_DATA: more)
	$(PY) -m benchmarks.crashes $(ARGS)
	$(PY) -m pytest -n $(JOBS) tests/crashes/test_on_contracts.py

gas: setup ## Exact gas beside peers; fails on a rise over 1 % against the snapshot
	$(PY) -m benchmarks.gas $(ARGS)

fuzz: setup ## The random tests with many more examples and operations
	STEELYARD_PROFILE=fuzz STEELYARD_OPS=$${STEELYARD_OPS:-200000} $(PY) -m pytest -n $(JOBS) \
		$(wildcard tests/property tests/stateful tests/differential) $(ARGS)

mutate: setup ## Faults put into the contracts, each to be found by a test (ARGS=--list: which)
	$(PY) -m mutation $(ARGS)

prove: setup ## The proofs by z3, and the wrong variants that it refutes
	$(PY) -m proofs

format: setup ## Write Python and Vyper the way `make check` wants them
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	$(PY) -m tools.check_vyper_style --write
	$(PY) -m tools.check_invariants --write

clean: ## Remove what was built; the installed packages stay
	rm -rf build dist
