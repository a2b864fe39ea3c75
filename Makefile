# Everything a person does with this project. `make help` lists it; the work itself is the `resilience` command.
SHELL := /bin/bash
.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
DATASET ?= observed
VENV := .venv
BIN := $(VENV)/bin
export RESILIENCE_DATASET := $(DATASET)
export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
ifneq ($(shell test -w "$$HOME" && echo yes),yes) # as in some containers: uv keeps its downloads here
export UV_CACHE_DIR ?= $(CURDIR)/$(VENV)/cache
endif

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 14) else f"Python 3.11 to 3.14 is needed, {sys.executable} is {v[0]}.{v[1]}; try: make run PYTHON=python3.12")'
	@echo "Installing the locked packages into $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet "$$(grep -oE '^uv==[0-9.]+' requirements.lock)"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --compile-bytecode --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# The bench's peers (.venv-bench) and Apache Spark (.venv-spark) stand beside the locked packages in environments of their own.
.venv-%/.installed: requirements.lock requirements-%.lock pyproject.toml | install
	@echo "Installing the locked packages and requirements-$*.lock into .venv-$* (once, one or two minutes) ..."
	@test -x .venv-$*/bin/python || $(PYTHON) -m venv .venv-$*
	@$(BIN)/uv pip sync --quiet --python .venv-$*/bin/python --compile-bytecode --require-hashes requirements.lock requirements-$*.lock
	@$(BIN)/uv pip install --quiet --python .venv-$*/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: help audit-score test-size parity-postgres parity-spark install run test lint format sql docs report ingest bench status clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## the environment only

run: install ## figures -> warehouse -> gate -> estimates -> report, published in build/<dataset>/published (DATASET=observed)
	@$(BIN)/resilience run

test: install ## every Python test; they build whole warehouses in temporary folders
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: install ## ruff, mypy, sqlfluff, yamllint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar models analysis tests
	@$(BIN)/yamllint --strict .

format: install ## lets ruff and sqlfluff mend what they can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --disable-progress-bar models analysis tests

sql: install ## ask the published warehouse: make sql Q="select * from marts.panel limit 5"
	@$(BIN)/resilience sql $(if $(Q),"$(Q)")

ingest: install ## reads the files in landing/ and says what it understood
	@$(BIN)/resilience ingest

docs: install ## says where the published dbt docs are, and writes the reference of the Python functions beside them
	@$(BIN)/resilience report --page docs
	@$(BIN)/resilience report --page api

report: install ## says where the published report is
	@$(BIN)/resilience report

status: install ## what is published, from which inputs
	@$(BIN)/resilience status

bench: .venv-bench/.installed ## measures speed against named peers, side by side, and writes the table of docs/speed.md
	@.venv-bench/bin/python -m lab bench

audit-score: install ## the score of the audit: 1,000 simulated true papers and their misprints (SHORT=1 for seconds)
	@$(BIN)/python -m lab audit-score $(if $(SHORT),--short)

test-size: install ## measures the size of the tests on the bundled panel again and ships it (minutes; after a change of its study or tests)
	@rm -f build/observed/test_size.csv python/resilience/estimation/size/shipped.csv
	@RESILIENCE_DATASET=observed $(BIN)/resilience run
	@mv build/observed/test_size.csv python/resilience/estimation/size/shipped.csv

parity-postgres: install ## the same models on a throw-away PostgreSQL server: every mart equal to DuckDB's
	@$(BIN)/python -m lab parity postgres

parity-spark: .venv-spark/.installed ## the same models on Apache Spark inside this computer (needs Java 17)
	@.venv-spark/bin/python -m lab parity spark

clean: ## removes what was generated (the environment stays)
	@rm -rf build
