# Needs make, git and Python 3.11 or later; everything else is installed into .venv on first use.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python
SHARED ?= ../shared
WORKERS := --numprocesses auto --maxprocesses 8 --dist loadfile
PYTEST := $(BIN)/pytest $(WORKERS)
THOROUGH := --hypothesis-profile thorough
ARGS ?=
AGAINST ?=
STORE ?=
PUBLISH ?=

# pytest compiles all tests anew in each worker of each run where nothing may be kept.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve test test-all coverage lint format types contracts replay check docs bench fuzz kill race model names shapes released reference wheel release clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'PYTHON=... chooses the interpreter of a new $(VENV).'

serve: $(VENV)/.package ## start the emulator with the demo pool; ARGS="--port 9400" is passed on
	@exec $(BIN)/cognito-emulator serve --seed fixtures/demo.yaml --page-aids $(ARGS)

test: $(VENV)/.dev ## the suite, in two minutes; ARGS="-k devices" is passed on, STORE=sqlite or postgresql keeps records there
	@$(PYTEST) -m 'not slow' $(if $(STORE),--store $(STORE)) $(ARGS)

test-all: test ## browsers, clients of others, installed wheels and type checkers as well, and all examples
	@$(PYTEST) -m 'slow or hypothesis' $(THOROUGH)

coverage: $(VENV)/.dev ## the whole suite, slow tests too, and how much of the code it runs; it has a floor
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(WORKERS) $(THOROUGH) $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report $(if $(shell command -v node),,--omit='*/lambdas/node.py')

lint: $(VENV)/.dev ## style
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

format: $(VENV)/.dev ## put the style right
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

types: $(VENV)/.dev ## mypy, strict
	@$(BIN)/mypy

contracts: $(VENV)/.dev ## who may import whom
	@$(BIN)/lint-imports

replay: $(VENV)/.dev ## compare with recordings of the real service, where SHARED=../shared is there
	@$(BIN)/python -m tests.conformance.run_replay $(SHARED)/conformance

check: lint types contracts replay docs coverage test ## all of it: what the CI runs

docs: $(VENV)/.docs ## build the manual as a site, in build/docs/html; a warning is an error
	@rm -rf build/docs
	@$(BIN)/python -m sphinx -W --keep-going -q -c docs -d build/docs/doctrees . build/docs/html
	@echo 'The manual is in build/docs/html/index.html'

bench: $(VENV)/.dev ## requests per second, by stores too; AGAINST=... compares with another server
	@$(BIN)/python tests/benchmarks/run.py $(if $(AGAINST),--against '$(AGAINST)') $(ARGS)

fuzz: $(VENV)/.dev ## a minute of hostile requests; ARGS="--seconds 600 --seed 7" is passed on
	@$(BIN)/python -m tests.fuzz.run $(ARGS)

kill: $(VENV)/.dev ## load on SQLite and PostgreSQL and kill -9, 200 times; STORE=sqlite alone, ARGS="--rounds 20"
	@$(BIN)/python -m tests.store.kill $(if $(STORE),--store $(STORE)) $(ARGS)

race: $(VENV)/.dev ## clients race on four workers, ten minutes on each store; STORE=sqlite alone, ARGS="--seconds 60"
	@$(BIN)/python -m tests.store.race.run $(if $(STORE),--store $(STORE)) $(ARGS)

model: $(VENV)/.dev ## generate the service model anew from botocore
	@$(BIN)/python emulator/tools/generate_model.py

names: $(VENV)/.dev ## generate the names of invented people anew from Faker
	@$(BIN)/python emulator/tools/generate_names.py

reference: $(VENV)/.dev ## write what the manual has from the code anew
	@$(BIN)/python -m tools.reference

shapes: $(VENV)/.dev ## write down what records look like, once they look otherwise
	@$(BIN)/python -m tests.store.shapes

released: $(VENV)/.dev ## keep a database of this version, which later ones have to open
	@$(BIN)/python -m tests.store.released

wheel: | $(BIN)/pip ## build dist/*.whl, without the tools of developers
	@$(PIP) wheel --no-deps --wheel-dir dist .

release: $(VENV)/.dev ## make and try what would be published, in dist/; PUBLISH=yes publishes it
	@$(BIN)/python -m tools.release $(if $(filter yes,$(PUBLISH)),--publish) --args='$(ARGS)'

clean: ## delete all that make has built, the environment too
	rm -rf $(VENV) .bench build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
	    tests/clients/node_modules tests/clients/.node_modules.lock
	find emulator pytest_plugin tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make a second run instant; a changed pyproject.toml installs anew.

$(VENV)/.package: pyproject.toml | $(BIN)/pip
	@echo 'Installing cognito-emulator into $(VENV) ...'
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/pip
	@echo 'Installing cognito-emulator and the tools of its developers into $(VENV) ...'
	@$(PIP) install 'pip>=25.1' # the first that knows dependency groups
	@$(PIP) install --group dev --editable .
	@touch $@ $(VENV)/.package $(VENV)/.docs

$(VENV)/.docs: pyproject.toml | $(BIN)/pip
	@echo 'Installing cognito-emulator and what builds its manual into $(VENV) ...'
	@$(PIP) install 'pip>=25.1' # the first that knows dependency groups
	@$(PIP) install --group docs --editable .
	@touch $@ $(VENV)/.package

$(BIN)/pip:
	@for python in $(PYTHONS); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    recent="$$python"; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	    echo "Creating $(VENV) with $$("$$python" --version) ..."; \
	    exec "$$python" -m venv $(VENV); \
	done; \
	if [ -n "$$recent" ]; then \
	    echo "$$recent cannot create environments: its venv or ensurepip module is missing." >&2; \
	    echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	else \
	    echo "cognito-emulator needs Python 3.11 or later; found: $$(python3 --version 2>/dev/null || echo none)." >&2; \
	    echo "Name another interpreter with: make PYTHON=/path/to/python3" >&2; \
	fi; \
	exit 1
