# make run    installs, indexes articles/ and starts the web chat; OCR=1 installs what reads scans and photos, too
# make test   installs with the test extra, checks style and types, runs the suite
# make check, fast, cov, docs, fix   style and types; the tests that need no model; what the tests leave out; the documentation
#             as web pages in site/; imports and formatting put right
# make train   learns anew from DATA=folder, see training/README.md; an hour and a half on two cores
# make test-llm   the same for the embedded language model: compiles llama.cpp, fetches 1.1 GB
PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 7860
RUNS ?= .baowen/training
BIN := $(VENV)/bin
# An index of CPU builds of torch, where pip's own settings name none: make run TORCH_INDEX=...
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
       $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

.PHONY: run check fast test cov docs fix test-llm train clean

run: $(VENV)/.installed$(if $(OCR),-ocr)
	$(BIN)/baowen index articles --source 焦作日报
	$(BIN)/baowen serve --host $(HOST) --port $(PORT)

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fast: $(VENV)/.installed-test
	$(BIN)/pytest -m "unit and not slow"

test: check
	$(BIN)/pytest --numprocesses 2 --dist loadfile

cov: $(VENV)/.installed-test
	$(BIN)/pytest --cov=index --cov=rag --cov-report=term-missing:skip-covered --cov-fail-under=90

docs: $(VENV)/.installed-docs
	$(BIN)/python docs/settings_page.py
	$(BIN)/mkdocs build --strict --quiet

fix: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test-llm: $(VENV)/.installed-llm
	$(BIN)/baowen model fetch
	$(BIN)/pytest tests/real_llm.py

train: $(VENV)/.installed
	mkdir -p $(RUNS)
	OMP_NUM_THREADS=1 $(BIN)/python -m training.encoder $(DATA) a $(RUNS)/a.safetensors & other=$$!; \
	OMP_NUM_THREADS=1 $(BIN)/python -m training.encoder $(DATA) b $(RUNS)/b.safetensors && wait $$other
	$(BIN)/python -m training.soup $(RUNS)/a.safetensors $(RUNS)/b.safetensors
	$(BIN)/python -m training.answering $(DATA) $(RUNS)/a.safetensors $(RUNS)/b.safetensors
	$(BIN)/python -m training.short $(DATA)

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing; the first time takes a few minutes."
	$(PIP) --editable .
	touch $@

$(VENV)/.installed-ocr: $(VENV)/.installed
	$(PIP) --editable '.[ocr]'
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) --editable '.[test]'
	touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	$(PIP) --editable '.[docs]'
	touch $@

$(VENV)/.installed-llm: $(VENV)/.installed-test
	$(PIP) --editable '.[test-llm]'
	touch $@

clean:
	rm -rf $(VENV) .baowen
