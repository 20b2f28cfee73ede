# Set up, run and test clsmin_forecast. `make help` lists what there is.
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN = $(VENV)/bin
# Twice the cores, and four at the most: many tests wait, and each worker takes some memory.
WORKERS = $(shell $(PYTHON) -c "import os; print(min(4, 2 * (os.cpu_count() or 1)))")

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help forecast explore extras test tools docs bench bench-peers lock clean

help: ## Show this list
	@$(PYTHON) -c "import re; \
	[print(f'make {name:11} {what}') for name, what in \
	re.findall(r'^([a-z-]+):.*?## (.*)', open('Makefile', encoding='utf-8').read(), re.MULTILINE)]"

forecast: .venv/.run ## Set up if needed, then run the forecast (options in ARGS="...")
	$(BIN)/clsmin-forecast run $(ARGS)

explore: .venv/.extras ## Set up if needed, then open the page of sliders (ARGS=--lab: in JupyterLab)
	$(BIN)/clsmin-forecast explore $(ARGS)

extras: .venv/.extras ## Set up with what exploring, JupyterLab and Dask need

test: tools .venv/.dev ## Check style and formatting, then run the tests, types among them (options in ARGS="...")
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest --numprocesses $(WORKERS) --no-loadscope-reorder $(ARGS)

# Root gets from Debian what tests need and pip has not; where that is not to be had, they are skipped.
tools:
	@$(PYTHON) tests/needs.py || true

docs: .venv/.dev ## Write the tables of docs/notebooks.md and docs/tables.md, and docs/gallery.md
	$(BIN)/python docs/parameters.py
	$(BIN)/python docs/answers.py
	$(BIN)/python docs/gallery.py

bench: .venv/.dev ## Measure what the speed claims rest on (some alone: ARGS="runs charts")
	$(BIN)/python -m benchmarks $(ARGS)

bench-peers: .venv-peers/.peers ## Measure this package beside other tools, in an environment of its own
	.venv-peers/bin/python -m benchmarks.peers $(ARGS)

lock: .venv/.dev ## Bring the lock files in line with pyproject.toml (newest releases: ARGS=--upgrade)
	$(call compile,requirements.lock,--group build)
	$(call compile,requirements-extras.lock,--group build --all-extras --constraints requirements.lock)
	$(call compile,requirements-dev.lock,--group dev --all-extras --constraints requirements-extras.lock)

clean: ## Remove the environments, caches and builds; outputs/ stays
	rm -rf .venv .venv-peers build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

# Each lock holds everything in the one above it, so it serves for that one too.
.venv/.extras: requirements-extras.lock requirements.lock pyproject.toml
	$(call install,requirements-extras.lock)
	@touch .venv/.run $@

.venv/.dev: requirements-dev.lock requirements-extras.lock requirements.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch .venv/.run .venv/.extras $@

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
