# One command for each thing that people do here; `make help` lists them.
.DEFAULT_GOAL := help
.SUFFIXES:
# The system's interpreter first: distributions build theirs with optimisations, which is worth a fifth of the CPU.
PYTHON ?= $(shell for one in /usr/bin/python3.11 python3.11 python3; do $$one -c 'import ensurepip' 2>/dev/null && echo $$one && break; done)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: .venv/installed ## start everything on this machine and place a simulated call
	@exec python -m db.local

install: .venv/installed ## install into .venv what the processes of the Procfile need

test: .venv/installed-dev browser tests/lighthouse/node_modules/installed ## install what is missing and run every test
	@.ci/test

check: .venv/installed-dev browser tests/lighthouse/node_modules/installed ## format, lint, types, layers, migrations, tests: what CI runs
	@.ci/check

format: .venv/installed-dev ## format, and fix what ruff can fix
	@ruff format . && ruff check --fix .

lock: .venv/installed-dev ## compile requirements*.txt from pyproject.toml, for the earliest 3.11
	@uv pip compile --quiet --python-version 3.11 --no-header --no-annotate pyproject.toml --output-file requirements.txt
	@uv pip compile --quiet --python-version 3.11 --no-header --no-annotate --group dev --constraint requirements.txt --output-file requirements-dev.txt

bench-analysis: .venv/installed-dev ## accuracy and speed of the analysis by rules
	@OMP_NUM_THREADS=1 python -m tests.workers.analysis.bench --all

corpus := tests/workers/analysis/corpus
small_sectors := dental-clinic hair-salon restaurant

train-analysis: .venv/installed-dev $(small_sectors:%=train-%) train-decisions ## retrain the models of calls of every sector
	@OMP_NUM_THREADS=1 python -m workers.analysis.training workshop --calls $(corpus)/*.jsonl

train-decisions: .venv/installed-dev ## retrain which further intents a call has and how it ends for the caller, for all sectors at once
	@OMP_NUM_THREADS=1 python -m workers.analysis.decision_training --calls workshop $(corpus)/*.jsonl \
		$(foreach own,$(small_sectors),--calls $(own) $(corpus)/sectors/$(own).jsonl $(corpus)/sectors/second_author/$(own).jsonl)

train-%: .venv/installed-dev
	@OMP_NUM_THREADS=1 python -m workers.analysis.training $* --max-features 4000 --calls $(corpus)/sectors/$*.jsonl $(corpus)/sectors/second_author/$*.jsonl workers/sectors/$*/golden.jsonl \
		--transfer workshop $(corpus)/*.jsonl $(foreach kin,$(filter-out $*,$(small_sectors)),--transfer $(kin) $(corpus)/sectors/$(kin).jsonl $(corpus)/sectors/second_author/$(kin).jsonl)

bench-sectors: .venv/installed-dev ## accuracy of the other sectors' templates on unseen calls
	@OMP_NUM_THREADS=1 python -m tests.workers.analysis.bench_sectors

bench-sound: .venv/installed-dev ## accuracy and cost of the measurements on recordings
	@python -m tests.workers.sound.bench

bench-voice: .venv/installed-dev ## calls per core, added delay and memory of the voice bridge
	@python -m tests.load

bench-dashboard: .venv/installed-dev browser ## time of every callback and figure with a million calls, compared with plain SQL and Superset
	@python -m tests.load.pages --conversations 10000
	@python -m tests.load.pages
	@python -m tests.load.boards

bench-live: .venv/installed-dev browser ## delay from an event to 100 and 500 open browsers
	@python -m tests.load.live

soak-voice: .venv/installed-dev ## 2,000 short calls through the voice process, looking for leaks
	@python -m tests.load.soak

lighthouse: .venv/installed-dev browser tests/lighthouse/node_modules/installed ## Lighthouse with speed, desk and telephone (FORM=mobile: telephone only)
	@python -m tests.lighthouse

tests/lighthouse/node_modules/installed: tests/lighthouse/package-lock.json | .venv/installed-dev
	@python -m tests.lighthouse.node --prefix tests/lighthouse ci --ignore-scripts --no-audit --no-fund --silent && touch $@

browser: ## install Chromium for the tests
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; }

.venv/uv:
	@$(or $(PYTHON),false) -m venv .venv || { apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null && python3 -m venv .venv; }
	@$(BIN)/pip install --quiet --disable-pip-version-check uv && touch $@

.venv/installed: .venv/uv requirements.txt
	@uv pip install --quiet --python $(BIN)/python --requirement requirements.txt && touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@uv pip install --quiet --python $(BIN)/python --requirement requirements-dev.txt && touch $@

.PHONY: help run install test check format lock bench-analysis train-analysis train-decisions bench-sectors bench-sound bench-voice bench-dashboard bench-live soak-voice lighthouse browser
