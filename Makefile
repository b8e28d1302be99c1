# Everything a newcomer needs: `make demo` shows what it does, `make test` shows that it does it.
# Both make their own virtual environment; nothing but Python 3.11 or later is asked for.

PYTHON ?= python3
VENV   := .venv
# What an environment is made of: it is made anew where one of these is newer.
MADE_OF := pyproject.toml $(wildcard */compiled/*.pyx */compiled/*.pxd */compiled/*.h)
BIN    := $(VENV)/bin
DEMO   := build/demo-index

# How long processes read while another rebuilds.
READERS_SECONDS ?= 600

.PHONY: bench bench-hostile bench-serving relevance demo fidelity fuzz-queries test test-browser test-reliability test-whoosh3 lint types floors format clean help

help:            ## list these targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 18

demo: $(VENV)/installed  ## index the sample resolution and answer a few telling queries
	@DUANSOU_INDEX=$(DEMO) PATH="$(BIN):$$PATH" sh demo.sh tests/data/a-res-63-49.txt

test: $(VENV)/installed-dev  ## run the whole suite
	$(BIN)/python -m pytest

test-reliability: $(VENV)/installed-dev  ## run what takes long: builds killed, cut off, refused and raced at every step
	DUANSOU_READERS_SECONDS=$(READERS_SECONDS) $(BIN)/python -m pytest -m reliability

test-browser: $(VENV)/installed-browser  ## look at the pages in Chromium, and ask the API all that its description allows
	$(BIN)/python -m pytest -m browser tests/browser

lint: $(VENV)/installed-dev  ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

test-whoosh3: .venv-whoosh3/installed  ## run the suite on whoosh3, the revival of Whoosh
	.venv-whoosh3/bin/python -m pytest

bench: $(VENV)/installed-bench  ## build and ask this project and other systems; the figures go into the README
	$(BIN)/python -m benchmarks --save

relevance: $(VENV)/installed-bench  ## put questions that people asked to this project and others; the table goes into the README
	$(BIN)/python -m benchmarks.relevance --save
	$(BIN)/python -m benchmarks.known_items

bench-hostile: $(VENV)/installed-dev  ## time odd queries, and how hostile input grows for each step and pattern
	$(BIN)/python -m benchmarks.odd_queries
	$(BIN)/python -m benchmarks.linear_time
	$(BIN)/python -m benchmarks.patterns

fuzz-queries: $(VENV)/installed-dev  ## ask a million queries that nobody would type: takes an hour
	$(BIN)/python -m benchmarks.fuzzed_queries

fidelity: $(VENV)/installed-dev  ## compare what is made of articles in four formats with their Markdown
	$(BIN)/python -m benchmarks.fidelity

bench-serving: $(VENV)/installed-bench  ## ask a server without pause while its index is built anew: takes some minutes
	$(BIN)/python -m benchmarks.serving

types: $(VENV)/installed-dev  ## check types
	$(BIN)/mypy

floors: $(VENV)/installed-dev  ## check that nothing imports upward
	$(BIN)/lint-imports

format: $(VENV)/installed-dev  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:           ## remove all that was made here
	rm -rf $(VENV) .venv-whoosh3 build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Duansou needs Python 3.11 or later; name one with PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# whoosh3 brings modules of the same name, so that it must come after Whoosh is gone.
.venv-whoosh3/installed: $(MADE_OF)
	$(PYTHON) -m venv .venv-whoosh3
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	.venv-whoosh3/bin/python -m pip uninstall --quiet --yes Whoosh
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check whoosh3
	@touch $@

$(VENV)/installed: $(MADE_OF) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-bench: $(MADE_OF) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $(VENV)/installed $@

$(VENV)/installed-dev: $(MADE_OF) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/installed $@

# The pages are looked at in Debian's Chromium, with its fonts for Han.
$(VENV)/installed-browser: $(VENV)/installed-dev
	command -v chromium >/dev/null && fc-list :lang=zh | grep -q . || \
	  { apt-get update --quiet && apt-get install --yes --quiet chromium fontconfig fonts-noto-cjk; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[browser]'
	@touch $@
