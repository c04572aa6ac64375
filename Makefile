# One command for each thing that people do here; `make help` lists them.
.DEFAULT_GOAL := help
.SUFFIXES:
# The system's interpreter first: distributions build theirs with optimisations, which is worth a fifth of the CPU.
PYTHON ?= $(shell for one in /usr/bin/python3.11 python3.11 python3; do $$one -c 'import ensurepip' 2>/dev/null && echo $$one && break; done)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: .venv/installed ## start everything on this machine and place a simulated call
	@exec python -m db.local

test: .venv/installed-dev browser ## install what is missing and run every test
	@.ci/test

check: .venv/installed-dev browser ## format, lint, types, layers, migrations, tests: what CI runs
	@.ci/check

format: .venv/installed-dev ## format and mend what ruff can mend
	@ruff format . && ruff check --fix .

lock: .venv/installed-dev ## compile requirements*.txt from pyproject.toml, for the earliest 3.11
	@uv pip compile --quiet --python-version 3.11 --no-header --no-annotate pyproject.toml --output-file requirements.txt
	@uv pip compile --quiet --python-version 3.11 --no-header --no-annotate --group dev --constraint requirements.txt --output-file requirements-dev.txt

bench-analysis: .venv/installed-dev ## scores and speed of the programmatic analysis
	@OMP_NUM_THREADS=1 python -m tests.workers.analysis.bench --all

corpus := tests/workers/analysis/corpus
small_sectors := dental-clinic hair-salon restaurant

train-analysis: .venv/installed-dev $(small_sectors:%=train-%) ## train the analyser's models of calls anew, of every sector
	@OMP_NUM_THREADS=1 python -m workers.analysis.training workshop --calls $(corpus)/*.jsonl

train-%: .venv/installed-dev
	@OMP_NUM_THREADS=1 python -m workers.analysis.training $* --signs 4000 --calls $(corpus)/sectors/$*.jsonl workers/sectors/$*/golden.jsonl \
		--kin workshop $(corpus)/*.jsonl $(foreach kin,$(filter-out $*,$(small_sectors)),--kin $(kin) $(corpus)/sectors/$(kin).jsonl)

bench-sectors: .venv/installed-dev ## scores of the other sectors' templates on calls that their models have not seen
	@OMP_NUM_THREADS=1 python -m tests.workers.analysis.bench_sectors

bench-sound: .venv/installed-dev ## errors of what is measured on recordings, and its cost
	@python -m tests.workers.sound.bench

bench-voice: .venv/installed-dev ## calls per core, added delay, memory of the voice bridge
	@python -m tests.load

bench-dashboard: .venv/installed-dev browser ## server time of every callback and figure with a million calls, beside the SQL's and Superset's
	@python -m tests.load.pages --conversations 10000
	@python -m tests.load.pages
	@python -m tests.load.boards

bench-live: .venv/installed-dev browser ## how soon a fact is on 100 and 500 open browsers
	@python -m tests.load.live

soak-voice: .venv/installed-dev ## 2,000 short calls through the voice process: nothing of them may be left in it
	@python -m tests.load.soak

lighthouse: .venv/installed-dev browser tests/lighthouse/node_modules ## Lighthouse's accessibility, best practices and speed of every page (FORM=mobile: on a telephone only)
	@python -m tests.lighthouse

tests/lighthouse/node_modules: tests/lighthouse/package-lock.json
	@command -v npm >/dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends nodejs npm >/dev/null; }
	@cd tests/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules

browser: ## a Chromium for the tests
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; }

.venv/uv:
	@$(or $(PYTHON),false) -m venv .venv || { apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null && python3 -m venv .venv; }
	@$(BIN)/pip install --quiet --disable-pip-version-check uv && touch $@

.venv/installed: .venv/uv requirements.txt
	@uv pip install --quiet --python $(BIN)/python --requirement requirements.txt && touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@uv pip install --quiet --python $(BIN)/python --requirement requirements-dev.txt && touch $@

.PHONY: help run test check format lock bench-analysis bench-sectors bench-sound bench-voice bench-dashboard bench-live soak-voice lighthouse browser
