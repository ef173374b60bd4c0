# Every action of the project. `make` lists them; the text after ## is the list.

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
COMPILER := build/kernel
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED  := requirements/run.txt requirements/build.txt requirements/test.txt
WORKERS ?= 2

UV_VERSION  := 0.13.9
AXE_VERSION := 4.14.1
AXE_SHA256  := 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
AXE         := build/axe-$(AXE_VERSION)/node_modules/axe-core/axe.min.js
PYODIDE_VERSION := 314.0.7
ONE_FILE    := build/one-file
CHROMIUM    ?= /usr/bin/chromium
FIREFOX     ?= /usr/bin/firefox-esr
PUPPETEER   := build/puppeteer

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test kernel kernel-checks mutants theory check format browser-test one-file counts pictures coverage bench study fits soak accept catalogue wheel lock platforms all clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# --- getting ready ------------------------------------------------------------------------------------------------

setup: $(VENV)/.ready-to-test ## Create .venv with all that developing needs (again only when requirements/ changes)

INSTALLING = @echo "Installing the program and what it needs into $(VENV): a minute or two, once." >&2

$(VENV)/.ready-to-run: requirements/run.txt requirements/build.txt
	$(INSTALLING)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: $(LOCKED)
	$(INSTALLING)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.ready-to-run $@

# --- using it -----------------------------------------------------------------------------------------------------

demo: $(VENV)/.ready-to-run ## Should Rotherham have paid for two link workers? Writes demo_report.html
	@$(BIN)/spsim compare two_link_workers --replications 60 --report demo_report.html --force

# --- checking it --------------------------------------------------------------------------------------------------

test: check ## Lint, types, then unit, behaviour, contract and regression tests
	$(BIN)/python -m pytest -n $(WORKERS)

check: setup ## Lint, formatting and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## Put the code into the house format and mend what ruff can
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

# Numba and a linker, beside all that the tests need, in an environment of their own: nothing else may come to use them.
$(COMPILER)/.ready: requirements/test.txt requirements/kernel.txt
	$(PYTHON) -m venv $(COMPILER)
	$(COMPILER)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r requirements/test.txt -r requirements/kernel.txt
	$(COMPILER)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

kernel: $(COMPILER)/.ready ## Make sim/kernel/kernel.wasm anew, after any change of its sources (a minute)
	$(COMPILER)/bin/python -m compiling

AGREE = -m pytest tests/contract/test_engines_agree.py -k "not shipped"
kernel-checks: $(COMPILER)/.ready ## The kernel's file made again, its arithmetic, and the kernel on other machines, against SimPy
	$(COMPILER)/bin/python -m pytest tests/kernel tests/contract/test_lock.py
	SPSIM_MACHINE=plain SPSIM_EXAMPLES=10 $(COMPILER)/bin/python $(AGREE) -n $(WORKERS)
	SPSIM_MACHINE=native $(COMPILER)/bin/python $(AGREE)
	SPSIM_MACHINE=checked SPSIM_EXAMPLES=25 $(COMPILER)/bin/python $(AGREE)

mutants: setup ## Put mistakes into a copy of the sources, one at a time: do the tests notice? (long)
	nice $(BIN)/python -m tests.mutants

# Exit 5 is "no test matched", which is no fault of the last line's.
theory: setup ## Against formulas and published results; then every property with 500 examples
	SPSIM_EXAMPLES=500 $(BIN)/python -m pytest -n $(WORKERS) tests/theory
	SPSIM_EXAMPLES=2000 $(BIN)/python -m pytest -n $(WORKERS) tests/contract/test_engines_agree.py
	SPSIM_EXAMPLES=500 $(BIN)/python -m pytest -n $(WORKERS) -m hypothesis || test $$? -eq 5

browser-test: setup $(AXE) build/simulator.html ## Pages in a real Chromium, files in LibreOffice (installs both when root)
	@if ! test -x $(CHROMIUM); then \
	  if test "$$(id -u)" -ne 0; then echo "No $(CHROMIUM). Install Chromium, or say where: make browser-test CHROMIUM=..."; exit 1; fi; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; \
	fi
	@if ! (command -v soffice && command -v pdfinfo) > /dev/null; then \
	  if test "$$(id -u)" -ne 0; then echo "No LibreOffice or no pdfinfo. Install LibreOffice Calc and Writer, and poppler-utils."; exit 1; fi; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc libreoffice-writer poppler-utils fonts-liberation; \
	fi
	SPSIM_CHROMIUM=$(CHROMIUM) SPSIM_AXE=$(CURDIR)/$(AXE) $(BIN)/python -m pytest tests/browser

$(AXE):
	@mkdir -p build/axe-$(AXE_VERSION)
	npm install --prefix build/axe-$(AXE_VERSION) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund axe-core@$(AXE_VERSION)
	@$(PYTHON) -c "import hashlib, pathlib, sys; \
	found = hashlib.sha256(pathlib.Path('$@').read_bytes()).hexdigest(); \
	sys.exit(None if found == '$(AXE_SHA256)' else f'$@ has sha256 {found}: not the file we pinned')"
	@touch $@

# Pinned with all that it needs, by checksum, in its lock; it fetches no browser.
$(PUPPETEER)/.ready: requirements/puppeteer/package.json requirements/puppeteer/package-lock.json
	@mkdir -p $(PUPPETEER)
	cp $^ $(PUPPETEER)
	npm ci --prefix $(PUPPETEER) --ignore-scripts --no-audit --no-fund
	@touch $@

# --- the page as one file -----------------------------------------------------------------------------------------

one-file: build/simulator.html ## The page as one file that needs nothing installed: build/simulator.html (needs npm and node)

build/simulator.html: $(ONE_FILE)/program.zip
	$(BIN)/spsim export-app $@ --parts $(ONE_FILE) --force || { rm -f $<; exit 1; } # and the next try makes it anew

# What lies in it: of the parts, and of this program, what a page needs.
$(ONE_FILE)/program.zip: $(ONE_FILE)/.ready $(shell find app sim experiments scenarios -type f -not -name '*.pyc')
	$(BIN)/python -c "from pathlib import Path; from app.one_file.program import pack; pack(Path('$(ONE_FILE)'))"
	node app/one_file/compile.mjs $(ONE_FILE)

# Python for browsers, and the wheels of the lock: for it, or for any machine. The checksums are in app/one_file/parts.py.
EMSCRIPTEN = --python-version 3.14 --implementation cp --platform pyemscripten_2026_0_wasm32 --platform manylinux2014_x86_64
$(ONE_FILE)/.ready: app/one_file/parts.py | setup
	@mkdir -p $(ONE_FILE)
	npm install --prefix $(ONE_FILE) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund pyodide@$(PYODIDE_VERSION)
	cp $(addprefix $(ONE_FILE)/node_modules/pyodide/,pyodide.js pyodide.asm.mjs pyodide.asm.wasm python_stdlib.zip) $(ONE_FILE)
	$(BIN)/python -c "from app.one_file.parts import requirements; print(requirements())" > $(ONE_FILE)/wheels.txt
	$(PIP) download --no-deps --require-hashes --only-binary :all: $(EMSCRIPTEN) --requirement $(ONE_FILE)/wheels.txt --dest $(ONE_FILE)
	@touch $@

counts: setup ## How short is what people see: lines, pages and words
	SPSIM_CHROMIUM=$(CHROMIUM) $(BIN)/python -m tests.counts

pictures: setup ## What people see, into docs/pictures: report, brief, workbook, terminal
	SPSIM_CHROMIUM=$(CHROMIUM) $(BIN)/python -m tests.pictures

# Uncompiled, or the bodies of what is compiled would count as missed; fewer examples, because that is slow.
coverage: setup ## Branch coverage; sim and experiments must stay at 100%
	SPSIM_MACHINE=plain SPSIM_EXAMPLES=25 $(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=
	$(BIN)/coverage report
	@echo "sim and experiments alone:"
	@$(BIN)/coverage report --include='sim/*,experiments/*' --format=total --fail-under=100

bench: $(COMPILER)/.ready ## Time the engines
	$(COMPILER)/bin/python -m benchmarks.bench_engine $(WRITE)

study: setup ## Time a big study on two threads (REPLICATIONS=10000), and points of studies
	$(BIN)/python -m benchmarks.bench_study $(REPLICATIONS)
	$(BIN)/python -m benchmarks.bench_studies

fits: setup ## Fit every bundled scenario to its figures anew (ten minutes on two idle cores)
	nice $(BIN)/python -m tests.fits

soak: setup build/simulator.html $(PUPPETEER)/.ready ## Kill runs, fill disks, type nonsense; the one file in Firefox; refit 200 services: an hour
	@if ! test -x $(FIREFOX); then \
	  if test "$$(id -u)" -ne 0; then echo "No $(FIREFOX). Install Firefox ESR, or say where: make soak FIREFOX=..."; exit 1; fi; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr; \
	fi
	SPSIM_FIREFOX=$(FIREFOX) SPSIM_PUPPETEER=$(CURDIR)/$(PUPPETEER) nice $(BIN)/python -m tests.firefox_soak
	nice $(BIN)/python -m tests.soak
	nice $(BIN)/python -m tests.study_soak
	nice $(BIN)/python -m tests.local_study
	nice $(BIN)/python -m tests.theory.fits_cover
	SPSIM_SEEDS=20 SPSIM_CHROMIUM=$(CHROMIUM) nice $(BIN)/python -m pytest tests/browser/test_one_file.py -k levers

accept: setup ## Rewrite the expected answers and what people see of them; print what moved
	$(BIN)/python -m tests.accept

catalogue: setup ## Rewrite scenarios/README.md and its numbers, and print what moved (ONLY=--stale: those out of date)
	$(BIN)/python -m tests.catalogue $(ONLY)

# --- shipping it --------------------------------------------------------------------------------------------------

wheel: setup ## Build sdist and wheel; install the wheel in a clean place: how large is it, how soon is its first answer?
	rm -rf dist build/clean
	$(BIN)/python -m build --no-isolation --outdir dist
	$(PYTHON) -m venv build/clean/venv
	build/clean/venv/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r requirements/run.txt
	build/clean/venv/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-index dist/*.whl
	$(BIN)/python -m tests.first_answer build/clean dist/*.whl

# One resolution for every Python and every platform; what two of them need is of one version in both.
OLDEST  = $(shell sed -n 's/^requires-python = ">=\([0-9.]*\).*/\1/p' pyproject.toml)
COMPILE = build/uv/bin/uv pip compile --universal --python-version $(OLDEST) --generate-hashes \
          --no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE)
BUILT   = --constraint requirements/build.txt
HELD    = --constraint requirements/run.txt $(BUILT)

lock: build/uv/bin/uv ## Write requirements/*.txt from pyproject.toml (UPGRADE=--upgrade takes newer versions)
	$(COMPILE) --group build --output-file requirements/build.txt
	$(COMPILE) pyproject.toml $(BUILT) --output-file requirements/run.txt
	$(COMPILE) pyproject.toml --group test $(HELD) --output-file requirements/test.txt
	$(COMPILE) --group kernel --constraint requirements/test.txt --output-file requirements/kernel.txt
	@! grep -n '://' requirements/*.txt || { echo "A lock file names an address."; exit 1; }

platforms: setup build/uv/bin/uv ## Can it be installed ready made, machine by machine? (WRITE=--write puts the table into docs/install.md)
	$(BIN)/python -m tests.platforms $(WRITE)

build/uv/bin/uv:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip --disable-pip-version-check --quiet install --no-deps uv==$(UV_VERSION)

all: test kernel-checks theory browser-test coverage wheel ## Everything that must pass before a release

clean: ## Remove .venv and whatever else make has made
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis demo_report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
