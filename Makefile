# Every target sets up what it needs; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.core
EXTRAS := $(VENV)/.extras
PII := $(VENV)/.pii
DEV := $(VENV)/.dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help setup extras pii demo build ui bench test test-all check format pipeline pins clean

help:  ## List what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(CORE)  ## Make the environment in .venv

# hashes are required and the pins are whole: what is installed is what was tried, and nothing is resolved
$(CORE): requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing danlu into $(VENV) ..."
	@$(PIP) install --no-deps --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m danlu.cleaning.compile & cleaning=$$!; \
	$(BIN)/python -m danlu.dedup.index.compile && $(BIN)/python -m danlu.dedup.compile && \
	$(BIN)/python -m danlu.dedup.contamination.compile && wait $$cleaning
	@touch $@

extras: $(EXTRAS)  ## Add what reads documents and fetches databases, S3 and the hub

$(EXTRAS): $(CORE) requirements-extras.txt
	@echo "installing what reads documents and fetches sources ..."
	@$(PIP) install --no-deps --require-hashes --requirement requirements-extras.txt
	@touch $@

pii: $(PII)  ## Add what finds names by a model in a local folder

$(PII): $(CORE) requirements-pii.txt
	@echo "installing what finds named entities ..."
	@$(PIP) install --no-deps --require-hashes --requirement requirements-pii.txt
	@touch $@

$(DEV): $(EXTRAS) $(PII) requirements-dev.txt
	@echo "installing what the tests need ..."
	@$(PIP) install --no-deps --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: $(CORE)  ## Build a dataset from the sources that come with danlu
	@$(BIN)/python examples/demo.py
	@$(BIN)/danlu build

build: $(CORE)  ## Take in what lies in data/sources/ and build what is stale
	@$(BIN)/danlu build

ui: $(CORE)  ## Open the Dagster UI on this machine
	@$(BIN)/danlu ui

bench: $(CORE)  ## Measure what danlu costs, in temporary copies
	@$(BIN)/python -m benchmarks

test: $(DEV)  ## Run the fast tests
	@$(BIN)/python -m pytest -n 2

test-all: $(DEV)  ## Run all tests, the slow ones too
	@$(BIN)/python -m pytest -n 2 -m "slow or not slow"

check: $(DEV)  ## Lint, types, import contracts, tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -n 2

format: $(DEV)  ## Format the code and mend what the linter can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

pipeline: $(CORE)  ## Write dvc.yaml anew after a change of the graph or of imports
	@$(BIN)/python -m danlu.stages.pipeline > dvc.yaml.new && mv dvc.yaml.new dvc.yaml

pins:  ## Resolve requirements*.txt anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --custom-compile-command "make pins" pyproject.toml --group build --output-file requirements.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --custom-compile-command "make pins" --constraint requirements.txt pyproject.toml --extra ingest --extra remote \
	  --output-file requirements-extras.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --custom-compile-command "make pins" --constraint requirements-extras.txt pyproject.toml --extra pii \
	  --output-file requirements-pii.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	  --custom-compile-command "make pins" --constraint requirements-pii.txt --group dev --output-file requirements-dev.txt

clean:  ## Remove the environment; data stays
	@rm -rf $(VENV)
