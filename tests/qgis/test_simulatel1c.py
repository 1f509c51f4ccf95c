"""bocage:simulatel1c inside QGIS: its keys, in process and headless, then corrected; dates, cancel, refusals."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsRasterLayer,
)

KEYS = ["SURFACE", "DEM", "ALTITUDE", "DATE", "AOT", "AEROSOL_MODEL", "WATER_VAPOUR", "CLOUDS", "COVER", "EVENTS",
        "AOT_VARIATION", "WATER_VARIATION", "OZONE", "ORBIT", "SEED", "GROUND_SEED", "SIZE", "NOISE", "ADJACENCY",
        "OUTPUT"]
OUTPUTS = {"OUTPUT", "PRODUCT", "TRUTH"}
TRUTH = {"AOT.tif", "WATER_VAPOUR.tif", "DEM.tif", "CLOUD_DEPTH.tif", "CLOUD_LIGHT.tif", "RELIEF_LIGHT.tif",
         "COS_INCIDENCE.tif", "EVENTS.tif", "SR_B02.tif", "SR_B8A.tif", "state.json"}


@pytest.fixture()
def algorithm(plugin):
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:simulatel1c")


@pytest.fixture(scope="session")
def made(headless, tmp_path_factory) -> dict:
    """A mountain in October, seen by qgis_process, where a path has a space and an accent."""
    folder = tmp_path_factory.mktemp("simulé à part")
    return headless.run("bocage:simulatel1c", DATE="2018-10-12T11:06:31Z", DEM="mountain", SIZE="1200", COVER="0.3",
                        EVENTS="harvest,flood", SEED="5", OUTPUT=str(folder))


def test_keys_and_outputs_are_the_published_ones(algorithm):
    assert [one.name() for one in algorithm.parameterDefinitions()] == KEYS
    assert {one.name() for one in algorithm.outputDefinitions()} == OUTPUTS
    assert algorithm.groupId() == "simulation" and algorithm.helpUrl().endswith("/simulatel1c.md")
    advanced = {one.name() for one in algorithm.parameterDefinitions()
                if one.flags() & QgsProcessingParameterDefinition.Flag.FlagAdvanced}
    assert advanced == {"AOT_VARIATION", "WATER_VARIATION", "OZONE", "ADJACENCY"}


def test_words_of_the_form_are_those_of_the_chain(algorithm):
    from bocage.core.chains.simulation import CLOUDS, EVENTS

    assert tuple(algorithm.parameterDefinition("CLOUDS").options()) == CLOUDS
    assert tuple(algorithm.parameterDefinition("EVENTS").options()) == EVENTS


def test_headless_run_writes_a_product_and_its_truth(qgis_app, made):
    product, truth = Path(made["PRODUCT"]), Path(made["TRUTH"])
    assert product.name.startswith("S2A_MSIL1C_20181012T110631_") and product.name.endswith(".SAFE")
    assert set(os.listdir(truth)) >= TRUTH and sorted(os.listdir(product.parent)) == sorted([product.name, truth.name])
    state = json.loads((truth / "state.json").read_text(encoding="utf-8"))
    assert state["events"] == ["harvest", "flood"] and state["dem"] == "mountain" and state["seed"] == 5
    for name in ("CLOUD_DEPTH", "WATER_VAPOUR", "SR_B04"):
        layer = QgsRasterLayer(str(truth / f"{name}.tif"), name)
        assert layer.isValid() and layer.crs().authid() == "EPSG:32630"
    image = next(product.glob("GRANULE/*/IMG_DATA/*_B04.jp2"))
    layer = QgsRasterLayer(str(image), "B04")
    assert (layer.width(), layer.height()) == (120, 120) and layer.crs().authid() == "EPSG:32630"


def test_what_was_simulated_is_corrected_by_the_other_algorithm(headless, made, tmp_path):
    results = headless.run("bocage:l2a", INPUT=made["PRODUCT"], DEM=str(Path(made["TRUTH"]) / "DEM.tif"), THREADS="1",
                           AOT_METHOD="fixed", AOT="0.15", WATER_VAPOUR_METHOD="fixed", OUTPUT=str(tmp_path))
    assert Path(results["PRODUCT"]).name.startswith("SENTINEL2A_20181012-110631")


@pytest.mark.parametrize("text, hour", [
    ("2018-05-17", 11), ("20180517", 11), ("2018-05-17T09:30", 9), ("2018-05-17 09:30:15", 9), ("20180517T093015Z", 9),
    ("2018-05-17T09:30:15.250Z", 9), ("2018-05-17T11:30:15+02:00", 9), ("2018-05-17T08:00:00-0130", 9),
    (" 2018-05-17t09:30z ", 9)])
def test_dates_are_read_as_iso_writes_them(text, hour):
    from bocage.core.chains.simulation import parse_moment

    found = parse_moment(text)
    assert (found.year, found.month, found.day, found.hour, found.tzinfo) == (2018, 5, 17, hour, None)


@pytest.mark.parametrize("given, word", [
    ({"DATE": "17/05/2018"}, "2018-01-17"), ({"DATE": "2018-13-01"}, "2018-01-17"), ({"DATE": ""}, "date"),
    ({"SIZE": 1300}, "120"), ({"CLOUDS": "fog"}, "cumulus"), ({"EVENTS": "harvest,fire"}, "snowfall"),
    ({"AOT": 3.0}, "1.2"), ({"ORBIT": 2}, "1")])
def test_what_cannot_be_is_said_before_anything_runs(algorithm, tmp_path, given, word):
    passed, sentence = algorithm.checkParameterValues({"OUTPUT": str(tmp_path), **given}, QgsProcessingContext())
    assert not passed and word in sentence and "{" not in sentence


@pytest.mark.parametrize("given, word", [
    ({"SURFACE": "/nowhere/at/all"}, "exist"), ({"DATE": "2018-05-17T23:30"}, "zenith"),
    ({"DEM": "/nowhere.tif"}, "read")])
def test_what_goes_wrong_is_one_sentence_and_leaves_nothing(algorithm, tmp_path, given, word):
    class Listening(QgsProcessingFeedback):
        def __init__(self) -> None:
            super().__init__()
            self.said: list[str] = []

        def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803 - QGIS' names
            self.said.append(error)

    feedback = Listening()
    _, passed = algorithm.run({"OUTPUT": str(tmp_path), "SIZE": 1200, **given}, QgsProcessingContext(), feedback)
    assert not passed and any(word in sentence for sentence in feedback.said), feedback.said
    assert os.listdir(tmp_path) == []


def test_a_cancelled_simulation_leaves_nothing(algorithm, tmp_path):
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda percent: percent >= 30 and feedback.cancel())
    given = {"OUTPUT": str(tmp_path), "SIZE": 1200, "CLOUDS": "none"}
    results, _ = algorithm.run(given, QgsProcessingContext(), feedback)
    assert feedback.isCanceled() and not results.get("PRODUCT") and os.listdir(tmp_path) == []
