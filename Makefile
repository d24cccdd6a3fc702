# Two commands do everything: `make run` opens the register in a browser, `make test` proves it.
# Each sets itself up inside .venv; nothing but Python 3.11+ and make has to be there.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# A stamp is named after the requirements that it stands for: an unchanged list is never installed twice.
RUN_KEY    := $(shell cksum < requirements.txt | cut -d ' ' -f 1)
TEST_KEY   := $(shell cat requirements.txt requirements-dev.txt | cksum | cut -d ' ' -f 1)
RUN_READY  := $(VENV)/ready-to-run-$(RUN_KEY)
TEST_READY := $(VENV)/ready-to-test-$(TEST_KEY)

.PHONY: run test check format ready clean
.DEFAULT_GOAL := run

run: $(RUN_READY)
	@$(BIN)/streamlit run app.py

test: $(TEST_READY)
	@.ci/browser
	@.ci/office
	@.ci/postgres $(BIN)/python -m pytest $(PYTEST)

# What a machine can say about the text of the program, without running it.
check: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TEST_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

ready: $(TEST_READY)

clean:
	rm -rf $(VENV) artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo 'Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 run' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# Order only (after the bar): a venv whose python looks newer than the stamp is still the same venv.
$(RUN_READY): | $(BIN)/python
	@echo 'Setting up (once, a minute or two) ...'
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_READY): | $(BIN)/python
	@echo 'Setting up for development (once, a minute or two) ...'
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUN_READY)
