# Two commands do everything: make run, make test.
PORT ?= 8000
# Not from the environment: some shells keep the name of the machine there.
HOST = 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal

# What is meant for another Python or another place would lead ours astray.
unexport PYTHONHOME PYTHONPATH PYTHONOPTIMIZE PYTHONWARNINGS PYTHONINSPECT PYTHONSTARTUP PYTHONUSERBASE
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER NODE_OPTIONS

.PHONY: run setup test test-quick test-cluster check mutants bench clean

# arrays, whoosh or opensearch: docs/search.md. The last has a package of its own and, unless XINFENG_OPENSEARCH names
# a cluster, a node of its own.
ENGINE ?=
run: $(VENV)/.run $(if $(filter opensearch,$(ENGINE)),$(VENV)/.opensearch) ## build the shipped site and serve it with live reload
	@$(if $(ENGINE),XINFENG_SEARCH_ENGINE="$(ENGINE)") $(BIN)/python build.py serve --host "$(HOST)" --port "$(PORT)"

setup: $(VENV)/.setup ## make .venv and install what every command and the endpoint need

test: $(VENV)/.test ## install what the tests need and run them all
	@$(BIN)/python -m tests.install_system
	@$(MAKE) --no-print-directory tests/node/node_modules/.stamp editing/desk/web/node_modules/.stamp
	@$(PYTEST)

test-cluster: $(VENV)/.test ## three nodes of OpenSearch: kill -9, generations under load, thousands of requests
	@$(BIN)/python -m tests.install_system
	@XINFENG_STEPS=$${XINFENG_STEPS:-1500} $(BIN)/python -m pytest -v -s -o python_files="test_*.py cluster_of_three.py" tests/search/engines/opensearch

test-quick: $(VENV)/.quick ## the tests that need nothing but Python
	@$(PYTEST) --quick

check: $(VENV)/.test ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

mutants: $(VENV)/.test ## plant each fault of tests/mutants.toml and see that the tests notice it
	@$(BIN)/python tests/mutants.py

bench: $(VENV)/.bench ## measure us and our peers side by side
	@$(BIN)/python -m tests.install_system
	@$(MAKE) --no-print-directory bench/node/node_modules/.stamp
	$(BIN)/python -m bench

clean: ## remove results; content stays
	rm -rf var site
	mkdir site && touch site/.gitkeep

# An environment is whole when the last installation into it came to its end. Else it is made anew: of a package that was
# being installed pip takes half for all of it. One make installs at a time, others wait for it.
WHOLE := $(VENV)/.whole
UNLESS_WHOLE := $(shell test -e $(WHOLE) && test -x $(BIN)/python || echo always)
.PHONY: always

define INSTALL
@flock $(VENV).lock sh -ec '\
  if ! test -e $(WHOLE) || ! $(BIN)/python -c "" 2>/dev/null; then \
    "$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11) and \
      \"Python 3.11 or newer is needed; name one with PYTHON=\")"; \
    "$(PYTHON)" -c "import ensurepip, venv" 2>/dev/null || \
      { echo "python3-venv is needed: apt-get install python3-venv" >&2; exit 1; }; \
    rm -rf $(VENV); \
    "$(PYTHON)" -m venv $(VENV); \
  fi; \
  rm -f $(WHOLE); \
  echo "installing into $(VENV) …"; \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PINS) -e ".$(EXTRAS)"; \
  touch $@ $(WHOLE)'
endef
PINS = -c constraints.txt

# What the commands need; what serves in production too; what tests need. They do not wait for each other.
$(VENV)/.run: private EXTRAS = [publish,editing]
$(VENV)/.opensearch: private EXTRAS = [publish,editing,opensearch]
$(VENV)/.setup: private EXTRAS = [serve,publish,editing,guides]
$(VENV)/.quick: private EXTRAS = [serve,publish,editing,quick]
$(VENV)/.test: private EXTRAS = [serve,publish,editing,guides,test]
$(VENV)/.run $(VENV)/.opensearch $(VENV)/.setup $(VENV)/.quick $(VENV)/.test: pyproject.toml constraints.txt $(UNLESS_WHOLE)
	$(INSTALL)

$(VENV)/.bench: private EXTRAS = [serve,publish,editing,guides,test,bench]
$(VENV)/.bench: private PINS =
$(VENV)/.bench: $(VENV)/.test
	$(INSTALL)

# What the tests and the bench run in Node.js: exactly the versions of the lock beside each package.json.
%/node_modules/.stamp: %/package-lock.json
	@echo "installing $*/node_modules …"
	@cd $* && npm ci --no-progress --loglevel=error >/dev/null
	@touch $@
