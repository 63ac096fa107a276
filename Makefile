# nnviz: the few commands, the same by hand and in CI. Options for the app or for pytest: make run ARGS="--theme dark"

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
DISPLAYED := $(VENV_PYTHON) packaging/with_display.py
# Libraries of another Python, as some desktops set them for all programs, must not be mixed in.
unexport PYTHONPATH PYTHONHOME

.PHONY: help setup run dev check test pictures bench dist

help:
	@echo "make run       set everything up and open the window"
	@echo "make test      set everything up, check the code and run the tests"
	@echo "make setup     only set up; then .venv/bin/nnviz and .venv/bin/python -m nnviz work"
	@echo "make check     style, types and architecture"
	@echo "make pictures  make the pictures of the README and of the tests anew"
	@echo "make bench     measure speed"
	@echo "make dist      build what is released into dist/: wheel, sdist, and installers for this system"

setup:
	@$(PYTHON) packaging/set_up.py

run: setup
	@.venv/bin/nnviz $(ARGS)

dev:
	@$(PYTHON) packaging/set_up.py --dev

check: dev
	@$(VENV_PYTHON) -m ruff check --quiet .
	@$(VENV_PYTHON) -m ruff format --check --quiet .
	@$(VENV_PYTHON) -m mypy --no-error-summary
	@found=$$(.venv/bin/lint-imports --no-logo) || { echo "$$found"; exit 1; }
	@echo "nnviz: style, types and architecture are in order"

test: check
	@$(VENV_PYTHON) -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

# The pictures of the README and those that the panels are held against; look at what has changed.
pictures: dev
	@$(DISPLAYED) $(VENV_PYTHON) -m pytest -q --update-screenshots tests/screenshots

bench: dev
	@$(DISPLAYED) --unless-there-is-one $(VENV_PYTHON) -m tests.benchmarks $(ARGS)

dist: dev
	@$(DISPLAYED) $(VENV_PYTHON) packaging/release.py
