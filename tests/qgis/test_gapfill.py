"""bocage:gapfill and bocage:indices inside QGIS: keys, headless, one after the other, refusals in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProject,
    QgsRasterLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from dated_product import CLM_CLOUD, product, square  # noqa: E402

KEYS = {
    "gapfill": ["INPUT", "BANDS", "INDICES", "START", "END", "STEP", "METHOD", "LAMBDA", "FLAGS", "LAMBDA_METHOD",
                "MASKS", "DATES", "MARGIN", "RESOLUTION", "EXTENT", "RESAMPLING", "TYPE", "THREADS", "OUTPUT",
                "VALIDITY", "DISTANCE"],
    "indices": ["INPUT", "INDICES", "FLAGS", "RESOLUTION", "EXTENT", "RESAMPLING", "TYPE", "THREADS", "OUTPUT"]}
OUTPUTS = {"gapfill": {"OUTPUT", "VALIDITY", "DISTANCE", "IMAGES", "SKIPPED", "EXTRAPOLATED_PERCENT", "NODATA_PERCENT",
                       "CLEAR_MEAN", "LAMBDA_USED", "BAND_NAMES"},
           "indices": {"OUTPUT", "NODATA_PERCENT", "DATES", "BAND_NAMES"}}
CLOUD = (slice(0, 40), slice(0, 40))


def algorithm(name: str):
    return QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    """Three dates, a cloud over a part of the second."""
    place = tmp_path_factory.mktemp("l'été")
    masks = {"CLM": square(*CLOUD, CLM_CLOUD), "MG2": square(*CLOUD, 2)}
    product(place, "2018-01-17", {"B4": 500, "B8": 3000})
    product(place, "2018-02-06", {"B4": 8000, "B8": 8000}, masks)
    product(place, "2018-02-26", {"B4": 700, "B8": 5000})
    return str(place)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_keys_and_outputs_are_the_published_ones(plugin, name):
    one = algorithm(name)
    assert [definition.name() for definition in one.parameterDefinitions()] == KEYS[name]
    assert {definition.name() for definition in one.outputDefinitions()} == OUTPUTS[name]
    assert one.groupId() == "series" and one.helpUrl().endswith(f"/{name}.md")
    optional = {definition.name() for definition in one.parameterDefinitions()
                if definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional}
    assert not optional & {"INPUT", "OUTPUT", "STEP", "METHOD"}


def test_headless_a_folder_becomes_a_stack_and_its_indices_keep_their_dates(qgis_app, headless, folder, tmp_path):
    found = headless.run("bocage:gapfill", INPUT=folder, BANDS="red,nir", START="2018-01-17", STEP="20",
                         OUTPUT=str(tmp_path / "série.tif"), VALIDITY=str(tmp_path / "clair.tif"), THREADS="1")
    assert found["BAND_NAMES"].startswith("2018-01-17 red, 2018-01-17 nir, 2018-02-06 red")
    assert found["IMAGES"] == 3 and found["CLEAR_MEAN"] == pytest.approx(3 - 1600 / 14400, abs=1e-3)
    layer = QgsRasterLayer(found["OUTPUT"], "stack")
    assert layer.isValid() and layer.bandName(4) == "Band 4: 2018-02-06 nir"
    corner = layer.extent()
    inside = type(corner.center())(corner.xMinimum() + 5, corner.yMaximum() - 5)
    assert layer.dataProvider().sample(inside, 3)[0] == pytest.approx(0.06)
    assert layer.dataProvider().sample(corner.center(), 3)[0] == pytest.approx(0.8)
    valid = QgsRasterLayer(found["VALIDITY"], "clear")
    assert valid.renderer().type() == "singlebandpseudocolor"
    assert valid.dataProvider().sample(inside, 1)[0] == 2
    then = headless.run("bocage:indices", INPUT=found["OUTPUT"], INDICES="NDVI, nir - red",
                        OUTPUT=str(tmp_path / "i.tif"), THREADS="1")
    assert then["DATES"] == 3 and then["BAND_NAMES"].split(", ")[2:4] == ["2018-02-06 NDVI", "2018-02-06 nir - red"]
    indices = QgsRasterLayer(then["OUTPUT"], "i")
    assert indices.dataProvider().sample(inside, 3)[0] == pytest.approx((4000 - 600) / 4600, abs=1e-4)


def run(name: str, **parameters):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    return algorithm(name).run({"THREADS": 1, **parameters}, context, QgsProcessingFeedback())


def test_whittaker_tells_the_lambda_that_it_chose(plugin, folder, tmp_path):
    found, passed = run("gapfill", INPUT=[folder], INDICES="NDVI", METHOD="whittaker", STEP=10,
                        OUTPUT=str(tmp_path / "w.tif"), DISTANCE=str(tmp_path / "d.tif"))
    assert passed and found["LAMBDA_USED"] > 0 and "VALIDITY" not in found
    layer = QgsRasterLayer(found["DISTANCE"], "d")
    # Ten days after the first image, which is clear everywhere.
    assert layer.dataProvider().sample(layer.extent().center(), 2)[0] == 10


@pytest.mark.parametrize(("name", "change", "part"), [
    ("gapfill", {"START": "printemps"}, "no date"), ("gapfill", {"INPUT": ["/nowhere/x"]}, "does not exist"),
    ("gapfill", {"OUTPUT": "/tmp/o.png"}, "GeoTIFF"), ("gapfill", {"STEP": -1}, "STEP"),
    ("gapfill", {"METHOD": "cubic"}, "METHOD"), ("indices", {"INPUT": "/nowhere/x"}, "does not exist")])
def test_what_cannot_run_is_said_before_it_starts(plugin, folder, name, change, part):
    context = QgsProcessingContext()
    given = {"INPUT": [folder] if name == "gapfill" else folder, "OUTPUT": "/tmp/o.tif", "INDICES": "NDVI", **change}
    passed, message = algorithm(name).checkParameterValues(given, context)
    assert not passed and part in message and "Traceback" not in message
