# Every target sets up what it needs in .venv. CME_HOME: the folder with inbox, lists and reports; without it ./home,
# which is filled with a made-up city when it is empty.

VENV := .venv
BENCH_VENV := .venv-bench
SUPPLY_VENV := .venv-supply
PYTHON ?= python3
READY := $(VENV)/.ready
CME := $(VENV)/bin/cme
export CME_HOME ?= home
AS_AT_OPTION := $(if $(AS_AT),--as-at $(AS_AT))
# Exit code 3 is "done, but look": said in words, and no failure of the target.
LOOK = || { code=$$?; [ $$code -eq 3 ] || exit $$code; echo "Done, but please look at what is named above (exit code 3): a file was refused, rows were quarantined, or a required extract is stale."; }

.PHONY: setup check test test-office torture bench bench-check bench-odd-files bench-matching bench-lists home-filled monthly-report nightly demo docs clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
	  uv pip install --quiet --python $(VENV)/bin/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(VENV)/bin/python --no-deps --no-build-isolation -e .; \
	else \
	  $(PYTHON) -m venv $(VENV) && \
	  $(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

check: setup $(SUPPLY_VENV)/.ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/bandit -q -c pyproject.toml -r pipeline sources outputs
	@mkdir -p build
	$(VENV)/bin/pip-licenses --python $(VENV)/bin/python --output-file build/licences.md >/dev/null
	$(SUPPLY_VENV)/bin/cyclonedx-py requirements requirements.lock --output-reproducible -o build/sbom.json

# What writes the bill of materials brings along an XML library with which openpyxl would write other bytes.
$(SUPPLY_VENV)/.ready: tests/supply/requirements.txt
	@$(PYTHON) -m venv $(SUPPLY_VENV) && \
	$(SUPPLY_VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/supply/requirements.txt
	@touch $@

# A small night is some thousand small statements, each of many small pieces of memory: glibc keeps more of them ready.
test: setup
	GLIBC_TUNABLES=glibc.malloc.tcache_count=2000:glibc.malloc.mxfast=0 $(VENV)/bin/python -m pytest -q -n auto --dist loadfile -m "not office"

test-office: setup
	@for program in soffice chromium pdftotext; do command -v $$program >/dev/null 2>&1 || \
	  { echo "make test-office needs $$program; on Debian: apt-get install libreoffice-calc chromium poppler-utils"; exit 1; }; done
	$(VENV)/bin/python -m pytest -q -m office

# What a night must survive, at many random points: runs killed, disks that are full, broken files of every kind.
# TORTURE: further arguments, such as "--seed 2 --count 20 --only kills". Full disks take the right to mount one.
torture: setup
	@$(VENV)/bin/python -m tests.torture $(TORTURE)

# Nights of cities of three sizes, by stage, beside the floor that the machine sets; bench-check fails where the README's
# ratio to the floor is no longer reached. BENCH: further arguments, such as "--children 45000".
bench: setup
	@$(VENV)/bin/python -m tests.bench.nights $(BENCH)

bench-check: setup $(SUPPLY_VENV)/.ready
	@$(VENV)/bin/python -m tests.bench.nights --check $(BENCH)

# Files of unusual size and shape: 2 GB, 50 columns, one key, one postcode.
bench-odd-files: setup
	@$(VENV)/bin/python -m tests.bench.odd_files $(BENCH)

# The matching beside Splink and recordlinkage; the latter needs an older pandas, so it lives in an environment of its own.
# BENCH: further arguments, such as "--children 10000 --seeds 1,2" or "--keep FOLDER".
bench-matching: setup $(BENCH_VENV)/.ready
	@$(VENV)/bin/python -m tests.bench --peer $(BENCH_VENV)/bin/python $(BENCH)

# How long the officers' lists take.
bench-lists: setup
	@$(VENV)/bin/python -m tests.bench.lists

$(BENCH_VENV)/.ready: tests/bench/requirements.txt
	@$(PYTHON) -m venv $(BENCH_VENV) && \
	$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
	@touch $@

# Without a CME_HOME of one's own, an empty ./home gets the made-up city first.
home-filled: setup
	@if [ "$(CME_HOME)" = home ] && [ -z "$$(ls home/inbox/*/* 2>/dev/null)" ]; then $(CME) demo $(AS_AT_OPTION); fi

monthly-report: home-filled
	@$(CME) monthly-report $(AS_AT_OPTION) $(LOOK)

nightly: home-filled
	@$(CME) nightly $(AS_AT_OPTION) $(LOOK)

demo: setup
	@$(CME) demo $(AS_AT_OPTION)

docs: setup
	$(VENV)/bin/python -m pipeline.catalogue > docs/rules.md
	$(VENV)/bin/python -m tests.deliveries > docs/deliveries.md

clean:
	rm -rf $(VENV) $(BENCH_VENV) $(SUPPLY_VENV) build dist .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
