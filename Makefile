# Set up, run and test clsmin_forecast. `make help` lists what there is.
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN = $(VENV)/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help forecast test docs bench bench-peers lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

forecast: .venv/.run ## Set up if needed, then run the forecast (options in ARGS="...")
	$(BIN)/clsmin-forecast run $(ARGS)

test: .venv/.dev ## Check style, formatting and types, then run the tests (options in ARGS="...")
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/pytest --numprocesses logical --maxprocesses 4 --no-loadscope-reorder $(ARGS)

docs: .venv/.dev ## Write the tables of docs/notebooks.md from the notebooks
	$(BIN)/python docs/parameters.py

bench: .venv/.dev ## Measure what the speed claims rest on
	$(BIN)/python -m benchmarks $(ARGS)

bench-peers: .venv-peers/.peers ## Measure this package beside other tools, in an environment of its own
	.venv-peers/bin/python -m benchmarks.peers $(ARGS)

lock: .venv/.dev ## Bring the lock files in line with pyproject.toml (newest releases: ARGS=--upgrade)
	$(call compile,requirements.lock,--group build)
	$(call compile,requirements-dev.lock,--group dev --constraints requirements.lock)

clean: ## Remove the environments, caches and builds; outputs/ stays
	rm -rf .venv .venv-peers build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

# The development lock holds everything in the running one, so it serves both.
.venv/.dev: requirements-dev.lock requirements.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch .venv/.run $@

.venv-peers/.peers: VENV := .venv-peers
.venv-peers/.peers: benchmarks/peers/requirements.txt requirements.lock pyproject.toml
	$(call install,requirements.lock)
	$(BIN)/python -m pip install --quiet -r benchmarks/peers/requirements.txt
	@touch $@

define install
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || { \
		echo "clsmin_forecast needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is not one: name one, as in 'make PYTHON=python3.12 forecast'." >&2; \
		exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r $(1)
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
endef

compile = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--fork-strategy fewest --no-strip-extras --custom-compile-command "make lock" $(ARGS) $(2) -o $(1) pyproject.toml
