# Every target is complete on a fresh Debian 12 or 13: tools/setup.sh installs what is missing.
BUILD := .build
PYTHON := $(BUILD)/venv/bin/python
VERSION ?= 3.44

.PHONY: help setup demo test prove lint package test-qgis translations tables clean

help:
	@echo "make demo                    the plugin at work on a simulated winter scene, in one command"
	@echo "make test                    the whole suite, here (ARGS=... goes to pytest)"
	@echo "make test-qgis VERSION=3.44  the whole suite inside another QGIS: 3.22, 3.40 or 3.44"
	@echo "make prove                   the long measurements, into docs/proofs.json (ARGS='--only physics')"
	@echo "make lint                    ruff, mypy, and the checks of the plugin repository on the zip"
	@echo "make package                 dist/bocage-<version>.zip"
	@echo "make tables                  the radiative-transfer tables from 6SV2.1: hours, resumable"
	@echo "make translations            resources/translations/bocage_fr.ts and .qm"

setup:
	@bash tools/setup.sh

demo: setup
	@bash tools/demo.sh $(if $(PRODUCT),--product "$(PRODUCT)")

test: setup
	@bash tools/test.sh $(ARGS)

prove: setup
	@bash tools/prove.sh $(ARGS)

tables: setup
	@$(PYTHON) tools/gas_runs.py --raw $(BUILD)/6sv21
	@$(PYTHON) tools/raw_runs.py --raw $(BUILD)/6sv21 $(if $(START_FROM),--start-from "$(START_FROM)")
	@$(PYTHON) tools/build_tables.py --raw $(BUILD)/6sv21

lint: setup package
	@bash tools/lint.sh

package: setup
	@$(PYTHON) tools/package.py

test-qgis:
	@bash tools/qgis_matrix.sh $(VERSION)

translations: setup
	@bash tools/translations.sh

clean:
	rm -rf dist $(BUILD)/profile $(BUILD)/venv $(BUILD)/lint
