"""bocage:registration inside QGIS: keys, a headless run, refusals before anything starts."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from dated_product import product  # noqa: E402
from shifted_series import FINE, Ground, seen  # noqa: E402

KEYS = ["INPUT", "REFERENCE", "ORIGIN", "BAND", "FLAGS", "WINDOW", "WINDOWS", "REACH", "MASKS", "DATES", "EXTENT",
        "BANDS", "TYPE", "THREADS", "OUTPUT", "PROFILE", "FOLDER"]
OUTPUTS = {"OUTPUT", "PROFILE", "FOLDER", "IMAGES", "SKIPPED", "UNKNOWN", "RMS", "LARGEST", "JITTER", "CORRECTED"}
SIDE = 128


def algorithm():
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:registration")


@pytest.fixture(scope="module")
def dates(tmp_path_factory) -> list[str]:
    """Two products, the second moved by 0.5 pixel to the right."""
    folder = tmp_path_factory.mktemp("recalage é")
    fine = Ground(np.random.default_rng(3), SIDE).image(0)
    still = np.zeros(SIDE * FINE)
    return [product(folder, day, {"B4": np.rint(seen(fine, still + right, still) * 1e4).astype(int)}, side=10 * SIDE)
            for day, right in (("2018-01-17", 0.0), ("2018-01-27", 0.5))]


def test_registration_has_the_published_keys_in_upper_case(plugin):
    registration = algorithm()
    assert [definition.name() for definition in registration.parameterDefinitions()] == KEYS
    assert {output.name() for output in registration.outputDefinitions()} == OUTPUTS
    assert registration.groupId() == "series"


def test_products_are_measured_and_corrected(plugin, dates, tmp_path):
    results, done = algorithm().run(
        {"INPUT": dates, "ORIGIN": "first", "WINDOW": 64, "THREADS": 1, "BANDS": "red, NDVI",
         "OUTPUT": str(tmp_path / "décalages.csv"), "FOLDER": str(tmp_path / "corrigées")},
        QgsProcessingContext(), QgsProcessingFeedback())
    assert done and results["IMAGES"] == 2 and results["UNKNOWN"] == 0
    with open(results["OUTPUT"], encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert abs(float(rows[1]["dx_px"]) - 0.5) < 0.05 and abs(float(rows[1]["east_m"]) - 5.0) < 0.5
    assert len(list(Path(results["FOLDER"]).glob("*_registered.tif"))) == 2


def test_a_temporary_folder_holds_what_was_written(plugin, dates):
    """QGIS makes another one each time that it is asked: a model went on with an empty one."""
    results, done = algorithm().run(
        {"INPUT": dates, "ORIGIN": "first", "WINDOW": 64, "THREADS": 1, "BANDS": "red", "OUTPUT": "TEMPORARY_OUTPUT",
         "FOLDER": "TEMPORARY_OUTPUT"}, QgsProcessingContext(), QgsProcessingFeedback())
    found = sorted(str(path) for path in Path(results["FOLDER"]).glob("*.tif"))
    assert done and len(found) == 2 and found == sorted(results["CORRECTED"].split("; "))


def test_what_cannot_run_is_refused_first(plugin, dates, tmp_path):
    asked = {"INPUT": dates, "OUTPUT": str(tmp_path / "d.csv"), "WINDOW": 64, "REACH": 20.0}
    passed, message = algorithm().checkParameterValues(asked, QgsProcessingContext())
    assert not passed and "REACH" in message
    passed, message = algorithm().checkParameterValues({**asked, "REACH": 4.0, "REFERENCE": str(tmp_path / "none.tif")},
                                                       QgsProcessingContext())
    assert not passed and "none.tif" in message
