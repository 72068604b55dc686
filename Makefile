# make book · serve · zip · pdf · lint · test · bench · bench-train · lighthouse · lean · picture · clean. The environment .venv/ is made on first need.
PYTHON ?= python3
BIN := .venv/bin
pin = $(shell sed -n 's/^\($1[=<>][^ ]*\).*/\1/p' requirements.txt)
TORCH := $(call pin,torch)
# On Linux without an NVIDIA driver torch comes from PyTorch's CPU index: nothing of CUDA is fetched.
CPU_ONLY := $(shell test "$$(uname)" = Linux && ! command -v nvidia-smi >/dev/null && echo yes)

# No progress bars in stored outputs. One thread: small layers gain nothing from a second one, and
# wait for it where another program has the core.
export TQDM_DISABLE := 1
export OMP_NUM_THREADS := 1

NODE := $(BIN)/python -m programs.node # the machine's, or PyPI's

INSTALLS := tests/project/test_installs.py

$(shell $(BIN)/python -c '' 2>/dev/null || rm -f .venv/ready) # an environment whose Python has gone

.PHONY: book serve zip pdf lint test nbval code installs bench bench-train lighthouse lean picture clean

book: .venv/ready
	@# Sphinx does not see a changed extension, style or table of contents in pages that stand already.
	@find _ext _assets _config.yml _toc.yml requirements.txt -type f ! -name '*.pyc' -newer _build/html/index.html \
		2>/dev/null | grep -q . && rm -rf _build/html _build/.doctrees || true
	@$(BIN)/jupyter-book build . -q -W --keep-going || { rm -rf _build/html _build/.doctrees; exit 1; }
	@$(BIN)/python -c 'from pathlib import Path; print("Open", Path("_build/html/index.html").resolve().as_uri())'

serve: book
	$(BIN)/python -m http.server --bind localhost --directory _build/html 8000

zip: book # _build/slide-the-kernel.zip, which needs no network
	$(BIN)/python -m editions zip

pdf: book # _build/slide-the-kernel.pdf, for paper
	$(BIN)/python -m programs.chromium
	$(BIN)/python -m editions pdf

lint: .venv/ready node_modules/ready # Python, then what the browser gets
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(NODE) node_modules/.bin/biome ci --error-on-warnings
	$(NODE) node_modules/.bin/tsc

test: .venv/ready
	$(BIN)/python -m programs.chromium
	$(BIN)/python -m programs.bubblewrap
	$(MAKE) lint
	rm -rf _build/html _build/.doctrees
	$(MAKE) -k -j 4 -O book nbval code installs
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m later

nbval: .venv/ready
	$(BIN)/pytest --nbval --nbval-current-env --nbval-sanitize-with tests/chapters/nbval.cfg chapters

code: .venv/ready # all other tests
	$(BIN)/pytest -m "not later" --ignore=$(INSTALLS)

installs: .venv/ready # these wait for the network rather than for the processor
	$(BIN)/pytest $(INSTALLS)

bench: book
	$(BIN)/python benchmarks/ops.py
	$(BIN)/python benchmarks/training.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/widgets.py
	$(BIN)/python benchmarks/homework.py

bench-train: .venv/ready # writes cnnlib/training/records.json, which the final chapter shows
	$(BIN)/python benchmarks/train.py

lighthouse: book benchmarks/node_modules/ready
	$(BIN)/python benchmarks/lighthouse.py

lean: .venv/ready
	$(BIN)/python -m tests.chapters.lean chapters/*.ipynb

picture: .venv/ready # the moving picture of README.md
	$(BIN)/python -m tests.project.readme_picture

clean:
	rm -rf _build .venv node_modules benchmarks/node_modules

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; v = sys.version_info; sys.exit(v < (3, 11) and f"Python 3.11 or newer is needed, this is {v[0]}.{v[1]}: make PYTHON=python3.12")' \
		|| { echo "A whole Python 3.11+ is needed. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up .venv/ (once, some minutes)"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@test -z "$(CPU_ONLY)" || $(BIN)/pip install -q --no-compile --no-deps --retries 2 --index-url https://download.pytorch.org/whl/cpu "$(TORCH)" \
		|| { echo "PyTorch's CPU index could not be reached. Try again, or take the build with CUDA: make CPU_ONLY="; exit 1; }
	@# uv takes a fraction of pip's time, but it does not know how pip is set up on this machine.
	@{ $(BIN)/pip install -q --no-compile "$(call pin,uv)" && $(BIN)/uv pip install -q --python $(BIN)/python -r requirements.txt; } \
		|| { echo "uv could not install the rest, so pip does (some minutes more)"; $(BIN)/pip install -q --no-compile -r requirements.txt; }
	@# By all cores at once, and now: the sandbox of the homework cannot write here.
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true
	@touch $@

NPM_CI := ci --silent --no-audit --no-fund --prefer-offline

node_modules/ready: package.json package-lock.json .venv/ready
	@$(NODE) npm $(NPM_CI)
	@touch $@

benchmarks/node_modules/ready: benchmarks/package.json benchmarks/package-lock.json .venv/ready
	@$(NODE) npm --prefix benchmarks $(NPM_CI)
	@touch $@
