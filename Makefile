# Brandpunt. `make help` lists what can be done; nothing but make and a Python 3.12 is needed.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
WITH_ENGINES := $(PY) -m config.local.engines --
# Where only a full address of Python is known: make run PYTHON=/path/to/python3.12
export PYTHON PORT

.PHONY: help setup run test check demo bench manage messages vendor lock format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# Any Python 3 may do this step; it looks for one that is new enough.
setup: ## Make .venv from the locked packages (the others do this by themselves)
	@for python in "$$PYTHON" python3 python3.13 python3.12 python3.14 python /usr/bin/python3; do \
		if [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info[0] < 3)' 2>/dev/null; \
		then exec "$$python" config/local/bootstrap.py; fi; \
	done; \
	echo 'Brandpunt needs Python 3.12 or newer, and no Python 3 was found on PATH.' >&2; exit 1

run: setup ## Start everything with a demo, and print the address and sign-ins (PORT=8000)
	@$(PY) -m config.local.launcher

test: setup ## Run the whole test suite on PostgreSQL and Valkey of its own (ARGS=...)
	@$(PY) -m pytest -n 2 --no-loadscope-reorder $(ARGS)

check: setup ## Check style, types, layers, templates, migrations, the catalogue and deployment
	@$(PY) -m config.local.check

demo: setup ## Put the demo back as it was; what was done in it is lost
	@$(WITH_ENGINES) $(PY) -m config.local.prepare --reset

bench: setup ## Measure the main pages on a database of size, into .data/bench.json
	@$(WITH_ENGINES) $(PY) manage.py bench $(ARGS)

manage: setup ## Run a management command: make manage ARGS="verify_access"
	@$(WITH_ENGINES) $(PY) manage.py $(ARGS)

messages: setup ## Bring the Dutch catalogue in line with the sources (needs GNU gettext)
	@$(PY) -m config.local.catalogue update

format: setup ## Format Python and templates
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .
	@find . -name '*.html' -not -path './.*' -not -path './static/*' -exec .venv/bin/djade {} +

vendor: setup ## Fetch the browser libraries again, and check them against their checksums
	@$(PY) -m config.local.vendor

lock: setup ## Resolve the dependencies of pyproject.toml anew, with hashes
	@$(PY) -m pip install --quiet uv
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.12 pyproject.toml \
		--generate-hashes --no-emit-index-url --only-binary :all: --output-file requirements.txt
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.12 pyproject.toml \
		--group local --group dev --constraints requirements.txt \
		--generate-hashes --no-emit-index-url --only-binary :all: --output-file requirements-dev.txt

clean: ## Remove the environment and caches; the data in .data stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache staticfiles
	@echo 'Removed .venv and the caches. The data is still in .data.'
