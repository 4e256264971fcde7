# SPDX-License-Identifier: Apache-2.0
# One entry for people and for CI. `make setup` is implied by every other target and does nothing when done.

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PY := $(BIN)/python
JOBS ?= 2

PYTHON_READY := $(VENV)/.installed
NODE_READY := node_modules/.installed
KERNELS_READY := $(VENV)/.compiled

# What is compiled once is kept, whatever a container thinks of it: every test process would rewrite all assertions.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check pytest attack clean confluence coverage crashes folders format fuzz gas lives lock mutate \
	pictures prove quotes resume setups speed stale study validation

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|'

setup: $(PYTHON_READY) $(NODE_READY) $(KERNELS_READY) ## Install everything into .venv and node_modules

# Exactly the lock, by its own pip, with nothing resolved: no later release, old pip or global constraint has a say. First
# come that pip and setuptools, which builds what has no wheel. No setting but these is taken from whoever has configured
# an index, a proxy or a certificate. A folder that an interrupted run left without pip is made anew.
export PIP_CONSTRAINT := /dev/null
export PIP_USER := 0
PIP := $(PY) -I -m pip --disable-pip-version-check
LOCKED := install --quiet --no-deps --no-build-isolation

$(PYTHON_READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "steelyard needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its \
	venv package (Debian, Ubuntu: apt install python3-venv) or choose another Python (make setup PYTHON=...)" >&2; exit 1; }
	@echo "== Python packages into $(VENV)"
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@sed -n -E '/^(pip|setuptools)==/,/[^\\]$$/p' requirements.lock >$(VENV)/installer.lock
	$(PIP) $(LOCKED) --require-hashes --requirement $(VENV)/installer.lock
	$(PIP) $(LOCKED) --require-hashes --requirement requirements.lock
	PIP_REQUIRE_HASHES=0 $(PIP) $(LOCKED) --editable .
	$(PIP) check
	@touch $@

$(NODE_READY): package.json package-lock.json $(PYTHON_READY)
	@echo "== Local chain and real peers into node_modules (by the Node from PyPI if there is no other)"
	PATH="$(PATH):$(BIN)" npm ci --ignore-scripts --no-fund --no-audit --no-update-notifier
	@touch $@

$(KERNELS_READY): $(PYTHON_READY)
	@$(PY) -m steelyard.simulator.warm
	@touch $@

demo: setup ## The whole product on a local chain: the stories, a real week, everybody leaves
	$(PY) -m steelyard.demo $(ARGS)

test: check pytest ## All checks and all tests: what CI runs, beside `make lock`

check: setup ## Format, lint, types, layers and our own checks
	@echo "== ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== import-linter" && $(BIN)/lint-imports --no-cache
	@for check in check_vyper_style check_sizes check_docs check_unit_tests check_invariants check_reverts check_spdx \
		check_hosts check_lock; do \
		echo "== $$check"; $(PY) -m tools.$$check || exit 1; done

lock: setup ## The lock against the package index, for every supported Python (needs a network)
	$(PY) -m tools.check_lock --index

setups: setup ## `make setup` with every Python here and the oldest pip of each (ARGS: other interpreters)
	$(PY) -m tools.try_setup $(ARGS)

pytest: setup ## The tests alone
	@echo "== tests"
	$(PY) -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder $(ARGS)

folders: setup ## Each folder of tests by itself and in both orders (ARGS: which folders)
	$(PY) -m tools.folders $(ARGS)

stale: setup ## Whoever sees the price before the feed, against every paired pool (STEELYARD_DATA: real rounds)
	$(PY) -m studies.stale_trader $(ARGS)

crashes: setup ## Real crashes with late keepers, then a sample of them on the contracts (STEELYARD_DATA: more)
	$(PY) -m studies.crashes $(ARGS)
	$(PY) -m pytest -n $(JOBS) tests/crashes/test_on_contracts.py

quotes: setup ## Thousands of random trades and loans, each against its quote (STEELYARD_QUOTES)
	STEELYARD_QUOTES=$${STEELYARD_QUOTES:-2000} $(PY) -m pytest -n 0 tests/sdk/test_quotes.py $(ARGS)

gas: setup ## Exact gas beside peers; fails on a rise over 1 % against the snapshot
	$(PY) -m benchmarks.gas $(ARGS)

fuzz: setup ## The random tests with many more examples and operations, then a million calls by forge
	STEELYARD_PROFILE=fuzz STEELYARD_OPS=$${STEELYARD_OPS:-200000} $(PY) -m pytest -n $(JOBS) \
		$(wildcard tests/property tests/stateful tests/differential) $(ARGS)
	$(PY) -m tests.forge --calls $${STEELYARD_CALLS:-1000000}

lives: setup ## Whole lives of markets, outages and sales and lenders in them: over a million steps
	STEELYARD_PROFILE=fuzz STEELYARD_LIVES=$${STEELYARD_LIVES:-1000} $(PY) -m pytest -n $(JOBS) \
		tests/stateful/test_market_stateful.py
	$(PY) -m tests.stateful --steps $${STEELYARD_STEPS:-500000}
	$(PY) -m tests.stateful --faults
	$(PY) -m tests.forge --calls $${STEELYARD_CALLS:-1000000}

mutate: setup ## Faults put into the contracts, each to be found by a test (ARGS=--list: which)
	$(PY) -m verification.mutation $(ARGS)

attack: setup ## Attackers with capital search for a profit, twenty times as long as in the tests
	STEELYARD_SEARCH=20 $(PY) -m tests.attackers $(ARGS)

confluence: setup ## Paired pools on the line: 20,000 schedules and 30,000 lone entries on the model, 2,000 on the contracts
	$(PY) -m tests.model.pairing.line_search $${STEELYARD_SCHEDULES:-20000}
	$(PY) -m tests.model.pairing.line_money 30000
	STEELYARD_SCHEDULES=$${STEELYARD_SCHEDULES:-2000} $(PY) -m pytest tests/differential/test_pairing_line.py

coverage: setup ## Lines and branches of the contracts that the unit tests reach (slow: on py-evm)
	$(PY) -m verification.coverage --jobs $(JOBS) $(ARGS)

validation: setup ## Simulated rules against the prices of real tokens (STEELYARD_DATA: more of them)
	$(PY) -m studies.validation $(ARGS)

speed: setup ## How fast the simulator is, beside peers
	$(PY) -m benchmarks.simulator $(ARGS)

study: setup ## The parameters, chosen by replay and by chance (STEELYARD_DATA: more histories; ARGS="--inside closes")
	$(PY) -m studies.parameters $(ARGS)

pictures: setup ## Draw docs/img anew: the demo's; with STEELYARD_DATA those of the studies too
	$(PY) -m steelyard.demo --out build/demo
	cp build/demo/demo.png build/demo/demo_pairs.png docs/img
	test -z "$$STEELYARD_DATA" || $(PY) -m studies.validation --png docs/img/validation.png
	test -z "$$STEELYARD_DATA" || $(PY) -m studies.crashes --picture docs/img/crashes.png
	test -z "$$STEELYARD_DATA" || $(PY) -m studies.parameters --pictures docs/img

resume: setup ## A deployment killed with -9 at each of its transactions, and resumed
	$(PY) -m tests.deploy.resume

prove: setup ## The proofs by z3, and the wrong variants that it refutes
	$(PY) -m verification.proofs

format: setup ## Write Python and Vyper the way `make check` wants them
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	$(PY) -m tools.check_vyper_style --write
	$(PY) -m tools.check_invariants --write
	$(PY) -m tools.check_reverts --write

clean: ## Remove what was built; the installed packages stay
	rm -rf build dist
