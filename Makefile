# Two commands do everything: make run, make test.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run setup test check mutants bench clean

run: $(VENV)/.run ## build the shipped site and serve it with live reload
	@$(BIN)/python build.py serve --host $(HOST) --port $(PORT)

setup: $(VENV)/.run ## make .venv and install what the site needs

test: $(VENV)/.test ## install what the tests need and run them all
	@$(BIN)/python tests/install_system.py
	@$(MAKE) --no-print-directory tests/node/node_modules/.stamp
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.test ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

mutants: $(VENV)/.test ## plant each fault of tests/mutants.toml and see that the tests notice it
	@$(BIN)/python tests/mutants.py

bench: $(VENV)/.bench ## measure us and our peers side by side
	@$(BIN)/python tests/install_system.py
	@$(MAKE) --no-print-directory bench/node/node_modules/.stamp
	$(BIN)/python -m bench

clean: ## remove results; content stays
	rm -rf var site
	mkdir site && touch site/.gitkeep

# An installation that was interrupted may lack anything, and pip would not notice: the environment is made anew, unless
# the make that is said to be at it still is.
BEGUN := $(VENV)/.begun
$(shell if [ -e $(BEGUN) ] && ! kill -0 $$(cat $(BEGUN)) 2>/dev/null; then rm -rf $(VENV); fi)

# pip comes last into a new environment: where it is missing, making one was interrupted and begins again.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is needed: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/pip pyproject.toml constraints.txt
	@echo "installing into $(VENV) …" && echo $$PPID >$(BEGUN)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[serve,publish,editing]'
	@rm -f $(BEGUN) && touch $@

$(VENV)/.test: $(VENV)/.run
	@echo "installing the tests' packages …" && echo $$PPID >$(BEGUN)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[serve,publish,editing,test]'
	@rm -f $(BEGUN) && touch $@

$(VENV)/.bench: $(VENV)/.test
	@echo $$PPID >$(BEGUN)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[serve,publish,editing,test,bench]'
	@rm -f $(BEGUN) && touch $@

# What the tests and the bench run in Node.js: exactly the versions of the lock beside each package.json.
%/node_modules/.stamp: %/package-lock.json
	@echo "installing $*/node_modules …"
	@cd $* && npm ci --no-progress --loglevel=error >/dev/null
	@touch $@
