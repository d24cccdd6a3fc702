# Two commands do everything: `make run` opens the register in a browser, `make test` proves it.
# Each sets itself up inside .venv; nothing but Python 3.11+ and make has to be there.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# A stamp is named after the requirements that it stands for: an unchanged list is never installed twice.
RUN_KEY    := $(shell cat requirements.txt constraints.txt | cksum | cut -d ' ' -f 1)
TEST_KEY   := $(shell cat requirements.txt constraints.txt requirements-dev.txt | cksum | cut -d ' ' -f 1)
RUN_READY  := $(VENV)/ready-to-run-$(RUN_KEY)
TEST_READY := $(VENV)/ready-to-test-$(TEST_KEY)

.PHONY: run test coverage mutants check format pictures ready lock upgrade sbom clean
.DEFAULT_GOAL := run

# The server says how long it took from here until it answered.
run: export RUN_BEGAN := $(shell date +%s)
run: $(RUN_READY)
	@$(BIN)/streamlit run app.py

test: $(TEST_READY)
	@.ci/browser
	@.ci/office
	@.ci/postgres $(BIN)/python -m pytest $(PYTEST)

# Which lines no test runs, in the pages' threads and in child processes too; slower than the tests alone.
coverage: $(TEST_READY)
	@.ci/browser
	@.ci/office
	@.ci/postgres $(BIN)/python -m pytest --cov $(PYTEST)

# The rules changed a little, one change at a time: does a test notice? docs/testing.md says what was made of the rest.
mutants: $(TEST_READY)
	@SCENARIO_TEST_POSTGRES= $(BIN)/mutmut run $(MUTANTS)
	@$(BIN)/mutmut results

# What a machine can say about the text of the program, without running it.
check: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TEST_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The pictures of handbook and README, from a demonstration of their own; ends by itself. One: make pictures ONLY=clerk-today
pictures: $(TEST_READY)
	@.ci/browser
	@$(BIN)/python -m tests.pictures $(ONLY)

ready: $(TEST_READY)

# After a pin was changed by hand: the one version of each package that the pinned ones bring along.
lock: $(TEST_READY)
	@.ci/lock

# make upgrade PACKAGE=streamlit [VERSION=1.68.0]: the pin, what it brings along, the environment; then the tests tell.
upgrade: $(TEST_READY)
	@.ci/upgrade $(PACKAGE) $(VERSION)

# What the product is made of, as CycloneDX, in artefacts/sbom.json.
sbom: $(TEST_READY)
	@.ci/sbom

clean:
	rm -rf $(VENV) artefacts mutants .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo 'Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 run' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# Order only (after the bar): a venv whose python looks newer than the stamp is still the same venv.
$(RUN_READY): | $(BIN)/python
	@echo '正在准备（只此一次，一两分钟）…  Setting up (once, a minute or two) ...'
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_READY): | $(BIN)/python
	@echo 'Setting up for development (once, a minute or two) ...'
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUN_READY)
