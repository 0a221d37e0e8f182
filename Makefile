# Two commands are enough: make demo, make test. Each installs all it needs first, and does nothing twice.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
# Whatever the machine says, tests keep what Python compiles: without it each process spends seconds on it anew.
PYTEST := env PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
DEMO := env AUDIT_MODE=demo PUBLIC_URL=http://127.0.0.1:$(PORT) $(BIN)/audit

.PHONY: help demo test setup setup-dev assets lint format fast test-domain test-sqlite test-postgresql \
	browser pictures bench requirements clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup ## fill a database with examples and serve it at 127.0.0.1:8000 (PORT=, SEED_ONLY=1)
	@$(DEMO) init
	@$(DEMO) demo
ifndef SEED_ONLY
	@exec $(DEMO) serve --port $(PORT)
endif

test: setup-dev lint test-domain test-postgresql test-sqlite ## every check and every test, on both databases

setup: ## install what the product runs on, and build its styles
	@sh scripts/bootstrap.sh

setup-dev: ## the same, and what the tests need
	@sh scripts/bootstrap.sh --dev

assets: setup ## build static/build again
	@$(BIN)/python -m scripts.build_assets --force

lint: setup-dev ## style, types, import contracts, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@if [ -d templates ]; then $(BIN)/djlint templates --lint --quiet; fi

format: setup-dev ## put the Python files into the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

fast: setup-dev ## the rules and the rooms on SQLite, for while one works
	@$(PYTEST) tests/domain tests/rooms --database=sqlite -q

test-domain: setup-dev ## the pure core, every branch of it
	@$(PYTEST) tests/domain -q --cov=audit.domain --cov-branch --cov-report=term --cov-fail-under=100

test-postgresql: setup-dev ## everything that stores anything, on PostgreSQL
	@if $(BIN)/python -m tests.support.programs postgresql; then \
		$(PYTEST) tests --ignore=tests/domain --ignore=tests/house -m "not browser" --database=postgresql -q; \
	else test $$? -eq 3; fi

test-sqlite: setup-dev ## all but the core on SQLite, with the browser's journeys
	@$(PYTEST) tests --ignore=tests/domain --database=sqlite -q

browser: setup-dev ## only the journeys in Chromium
	@$(PYTEST) tests -m browser --database=sqlite

pictures: setup-dev ## take the pictures in docs/pictures anew
	@AUDIT_PICTURES=docs/pictures $(PYTEST) tests -m browser --database=sqlite -q

bench: setup-dev ## measure speed as ratios to bare code, on both databases
	@$(BIN)/python -m bench

requirements: ## compile requirements/*.in into pinned and hashed files (needs uv)
	@for name in base dev node; do \
		uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
			$$(test $$name = dev && echo --constraints requirements/base.txt) \
			--output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

clean: ## take away all that setup and tests made (never a database or evidence)
	@rm -rf .venv node_modules static/build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
		.hypothesis .coverage htmlcov *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
