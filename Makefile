# One word per habit. Needs Python 3.11 or newer with pip, and make; everything else goes into .venv.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help demo test check fix docs bench clean
help:
	@echo 'make demo    set up, watch a simulated alliance, write demo/report.html, fill a board'
	@echo 'make test    set up and run every test; needs Chromium'
	@echo 'make check   style, types, import contract, house rules, examples'
	@echo 'make fix     format and repair what a tool can repair'
	@echo 'make docs    write the generated pages anew'
	@echo 'make bench   measure speed and memory'
	@echo 'make clean   remove .venv and what the tools left behind'

demo: $(VENV)/.installed $(VENV)/.kernels
	$(BIN)/tocsin demo --out demo

test: $(VENV)/.installed-dev $(VENV)/.kernels
	@command -v chromium >/dev/null \
	  || { echo 'The tests of the board need a browser; as root: apt-get install chromium'; exit 1; }
	$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest src tests/contract/test_house_rules.py tests/edges/test_docs.py

fix: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/build.py

# detection.py judges series that are made elsewhere; its first lines say how to run it
BENCHMARKS = $(filter-out benchmarks/detection.py,$(sort $(wildcard benchmarks/*.py)))
bench: $(VENV)/.installed-dev $(VENV)/.kernels
	@for file in $(BENCHMARKS); do echo "== $$file"; $(BIN)/python $$file || exit 1; done

# A compiled kernel is kept until its own file changes, also when one that it calls has changed.
KERNELS = $(wildcard src/tocsin/*/_*_kernel.py)
$(VENV)/.kernels: $(KERNELS) | $(BIN)/python
	@rm -f $(addsuffix __pycache__/*.nb[ic],$(sort $(dir $(KERNELS))))
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Some systems ship Python without ensurepip; then the pip that is there fills the new environment.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'tocsin needs Python 3.11 or newer; name one with: make PYTHON=python3.11'; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
	       && $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check pip; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.installed
