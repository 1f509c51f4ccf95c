"""bocage:synthesis inside QGIS: keys, a headless run, refusals before anything starts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from dated_product import product  # noqa: E402

KEYS = ["INPUT", "DATE", "WINDOW", "DIRECTIONAL", "THREADS", "OUTPUT"]
OUTPUTS = {"OUTPUT", "PRODUCT", "IDENTIFIER", "DATES", "SKIPPED", "NODATA_PERCENT"}


@pytest.fixture(scope="module")
def dates(tmp_path_factory) -> list[str]:
    folder = tmp_path_factory.mktemp("synthèse")
    return [product(folder, day, {"B4": value}) for day, value in (("2018-01-17", 1000), ("2018-01-27", 1200))]


def test_synthesis_has_the_published_keys_in_upper_case(plugin):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:synthesis")
    assert [definition.name() for definition in algorithm.parameterDefinitions()] == KEYS
    assert {output.name() for output in algorithm.outputDefinitions()} == OUTPUTS


def test_two_products_make_one(plugin, dates, tmp_path):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:synthesis")
    results, done = algorithm.run({"INPUT": dates, "OUTPUT": str(tmp_path / "l3a é")}, QgsProcessingContext(),
                                  QgsProcessingFeedback())
    assert done and results["DATES"] == "2018-01-17, 2018-01-27" and results["NODATA_PERCENT"] == 0
    assert results["IDENTIFIER"] == "SENTINEL2A_20180122-000000-000_L3A_T30TWT_C_V1-0"
    assert len(list(Path(results["PRODUCT"]).rglob("*.tif"))) == 16


def test_what_cannot_run_is_refused_first(plugin, dates, tmp_path):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:synthesis")
    asked = {"INPUT": dates, "OUTPUT": str(tmp_path), "DATE": "yesterday"}
    passed, message = algorithm.checkParameterValues(asked, QgsProcessingContext())
    assert not passed and "yesterday" in message
