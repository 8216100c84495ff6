# Everything lives in .venv beside this file; the stamps say what it holds.
PYTHON ?= python3.11
BIN := .venv/bin
INDEX ?= index/data
CORPUS ?= corpus
PORT ?= 7860

.PHONY: chat test lint format rebuild embedding-table bench clean

chat: .venv/runtime $(INDEX)/CURRENT  ## serve the chat on 127.0.0.1:7860
	$(BIN)/python app.py --index $(INDEX) --port $(PORT)

test: .venv/development  ## run all tests
	sh tools/install_browser.sh
	$(BIN)/python -m pytest

lint: .venv/development  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

rebuild: .venv/runtime  ## read CORPUS again, keep what has not changed
	$(BIN)/python index/rebuild.py --corpus $(CORPUS) --index $(INDEX)

embedding-table: .venv/development  ## make embedding-table DATA=folder
	$(BIN)/python -m tools.train_embedding.evaluate --data $(DATA)

$(INDEX)/CURRENT: | .venv/runtime
	$(BIN)/python index/rebuild.py --corpus $(CORPUS) --index $(INDEX)

.venv/python:
	$(PYTHON) -m venv .venv
	touch $@

.venv/runtime: requirements.txt | .venv/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/development: requirements-dev.txt .venv/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv index/data
