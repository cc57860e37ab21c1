# Every recipe of the project, once: people, hooks and CI call these.
# The tools come from .venv where there is one, otherwise from the Python on the path.
SLA_SOAK ?= 5000
SLA_SEED ?= 1
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: help venv check format-check lint types policies fmt test soak kit dist examples bench

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: ## make .venv with everything a developer needs
	python3 -m venv .venv
	.venv/bin/python -m pip install -q -e '.[dev]'

check: format-check lint types policies ## everything that needs no test run

format-check:
	$(PYTHON) -m ruff format --check .

lint:
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy --strict sla_dsl

policies: ## the policies in their layout, linted, and their tests; the examples in theirs, linted
	$(PYTHON) -m sla_dsl fmt --check policies/*.sla examples/*/policy.sla
	for policy in policies/*.sla; do $(PYTHON) -m sla_dsl test $$policy || exit 1; done
	for policy in policies/*.sla examples/*/sla.toml; do $(PYTHON) -m sla_dsl lint $${policy%/sla.toml} || exit 1; done

fmt: ## format and mend what can be mended
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

test: ## the tests, on every core
	$(PYTHON) -m pytest -q -n auto

soak: ## the long random tests; SLA_SOAK=20000 makes them longer, SLA_SEED=2 other ones
	$(PYTHON) -m pytest -q -m soak tests/review tests/replay
	$(PYTHON) -m tests.differential.soak --scenarios $(SLA_SOAK) --seed $(SLA_SEED)

kit: ## the action's installation and the hooks for pre-commit, as a CI server runs them
	$(PYTHON) -m pytest -q -n 2 -m kit tests/kit

dist: ## wheel and sdist, the wheel made from the sdist
	rm -rf dist
	$(PYTHON) -m build --outdir dist .

examples: ## write the data of the examples again
	$(PYTHON) -m examples.generate

bench: ## how fast it is, beside the peers (docs/performance.md)
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.startup
