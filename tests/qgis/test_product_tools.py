"""bocage:stack, applymask, mosaic and zonalseries inside QGIS: keys, headless, chained in a model, cancel, refusals."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from dated_product import CLM_CLOUD, CORNER, product, square  # noqa: E402

KEYS = {
    "stack": ["INPUT", "BANDS", "RESOLUTION", "EXTENT", "RESAMPLING", "FLAGS", "TYPE", "IMAGES", "THREADS", "OUTPUT"],
    "applymask": ["INPUT", "MASK", "FLAGS", "BUFFER", "INVERT", "BANDS", "RESOLUTION", "TYPE", "THREADS", "OUTPUT"],
    "mosaic": ["INPUT", "BANDS", "GRID", "CRS", "RESOLUTION", "EXTENT", "AOI", "RULE", "DATE", "FLAGS", "FILL",
               "RESAMPLING", "TYPE", "THREADS", "OUTPUT", "PROVENANCE"],
    "zonalseries": ["INPUT", "ZONES", "FIELD", "INDICES", "FLAGS", "STATISTICS", "WEIGHTS", "TILES", "MIN_CLEAR",
                    "THREADS", "OUTPUT", "OUTPUT_CSV"]}
FLAGS = ["cloud", "shadow", "cirrus", "snow", "water", "nodata", "saturated", "topographic_shadow", "hidden",
         "sun_too_low", "defective"]
OUTPUTS = {
    "stack": {"OUTPUT", "NODATA_PERCENT", "BAND_NAMES"},
    "applymask": {"OUTPUT", "PIXELS", "MASKED", "MASKED_PERCENT", *(f"{word.upper()}_PIXELS" for word in FLAGS)},
    "mosaic": {"OUTPUT", "PROVENANCE", "TABLE", "PRODUCTS", "NODATA_PERCENT", "CLEAR_PERCENT"},
    "zonalseries": {"OUTPUT", "OUTPUT_CSV", "ROWS", "ZONES_SEEN", "PRODUCTS", "SKIPPED"}}
REQUIRED = {"stack": {"INPUT", "RESAMPLING", "TYPE", "IMAGES", "THREADS", "OUTPUT"},
            "applymask": {"INPUT", "FLAGS", "BUFFER", "INVERT", "TYPE", "THREADS", "OUTPUT"},
            "mosaic": {"INPUT", "RULE", "FLAGS", "FILL", "RESAMPLING", "TYPE", "THREADS", "OUTPUT"},
            "zonalseries": {"INPUT", "ZONES", "INDICES", "FLAGS", "STATISTICS", "WEIGHTS", "TILES", "MIN_CLEAR",
                            "THREADS", "OUTPUT"}}
CLOUD = (slice(0, 30), slice(0, 30))


def algorithm(name: str):
    return QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")


@pytest.fixture(scope="session")
def dates(tmp_path_factory) -> list[str]:
    """A cloudy date and a clear one."""
    folder = tmp_path_factory.mktemp("dates d'été")
    masks = {"CLM": square(*CLOUD, CLM_CLOUD), "MG2": square(*CLOUD, 2)}
    return [product(folder, "2018-01-17", {"B4": 500, "B8": 3000}, masks),
            product(folder, "2018-02-17", {"B4": 600, "B8": 2400})]


def parcels(crs: str = "EPSG:32630") -> QgsVectorLayer:
    """Two parcels: one of 100 pixels, half under the cloud; one that crosses itself."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=code:string&field=n:integer", "parcelles", "memory")
    x, y = CORNER
    for code, points in (("A", [(250, -100), (350, -100), (350, -200), (250, -200)]),
                         ("bow", [(600, -600), (700, -700), (700, -600), (600, -700)])):
        feature = QgsFeature(layer.fields())
        ring = ", ".join(f"{x + a} {y + b}" for a, b in [*points, points[0]])
        feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON (({ring}))"))
        feature.setAttributes([code, 7])
        layer.dataProvider().addFeature(feature)
    return layer


@pytest.fixture()
def zones(qgis_app):
    layer = parcels()
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())


def run(name: str, feedback=None, **parameters):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    found, passed = algorithm(name).run({"THREADS": 1, **parameters}, context, feedback or QgsProcessingFeedback())
    assert passed
    found["_context"] = context
    return found


@pytest.mark.parametrize("name", sorted(KEYS))
def test_keys_and_outputs_are_the_published_ones(plugin, name):
    one = algorithm(name)
    assert [definition.name() for definition in one.parameterDefinitions()] == KEYS[name]
    assert {definition.name() for definition in one.outputDefinitions()} == OUTPUTS[name]
    required = {definition.name() for definition in one.parameterDefinitions()
                if not definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional}
    assert required == REQUIRED[name]
    assert one.groupId() == "series" and one.helpUrl().endswith(f"/{name}.md")
    assert one.parameterDefinition("FLAGS").options() == FLAGS


def test_headless_a_stack_is_shown_in_natural_colours_by_its_scale(qgis_app, headless, dates, tmp_path):
    found = headless.run("bocage:stack", INPUT=dates[0], BANDS="B4, B3, B2, NDVI", FLAGS="cloud,shadow",
                         OUTPUT=str(tmp_path / "l'été.tif"), THREADS="1")
    assert found["BAND_NAMES"] == "B4 (red), B3 (green), B2 (blue), NDVI"
    assert found["NODATA_PERCENT"] == pytest.approx(100 * 900 / 14400, abs=1e-3)
    layer = QgsRasterLayer(found["OUTPUT"], "stack")
    assert layer.isValid() and layer.renderer().type() == "multibandcolor"
    assert layer.renderer().usesBands() == [1, 2, 3] and layer.bandName(4) == "Band 4: NDVI"
    identified = layer.dataProvider().sample(layer.extent().center(), 4)[0]
    assert identified == pytest.approx((3000 - 500) / 3500, abs=1e-4)


def test_headless_flags_become_no_data_and_are_counted(headless, dates, tmp_path):
    found = headless.run("bocage:applymask", INPUT=dates[0], BANDS="red", BUFFER="20", THREADS="1",
                         OUTPUT=str(tmp_path / "a.tif"))
    assert found["CLOUD_PIXELS"] == 900 and found["PIXELS"] == 14400 and "SNOW_PIXELS" not in found
    # A disc of two pixels beyond two sides of 30, and a corner with one pixel on each side of its diagonal.
    assert found["MASKED"] == 900 + 2 * 2 * 30 + 1
    assert found["MASKED_PERCENT"] == pytest.approx(100 * 1021 / 14400, abs=1e-3)


def test_headless_two_dates_make_one_mosaic_with_its_table(headless, dates, tmp_path):
    given = [f"INPUT={path}" for path in dates]
    answer = headless("--json", "run", "bocage:mosaic", "--", *given, "BANDS=red", "RULE=nearest", "DATE=2018-01-20",
                      f"OUTPUT={tmp_path / 'm.tif'}", f"PROVENANCE={tmp_path / 'p.tif'}", "THREADS=1")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    import json

    found = json.loads(answer.stdout[answer.stdout.index("{"):])["results"]
    assert found["PRODUCTS"] == 2 and found["NODATA_PERCENT"] == 0 and found["CLEAR_PERCENT"] == 100
    with open(found["TABLE"], encoding="utf-8") as handle:
        assert [(row["acquired"][:10], row["pixels"]) for row in csv.DictReader(handle)] == [
            ("2018-01-17", "13500"), ("2018-02-17", "900")]


def test_headless_parcels_by_dates_to_a_table(headless, dates, tmp_path, qgis_app):
    from qgis.core import QgsVectorFileWriter

    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    path = str(tmp_path / "parcelles.gpkg")
    QgsVectorFileWriter.writeAsVectorFormatV3(parcels(), path, QgsProject.instance().transformContext(), options)
    folder = str(Path(dates[0]).parent)
    found = headless.run("bocage:zonalseries", INPUT=folder, ZONES=path, FIELD="code", INDICES="red,NDVI",
                         OUTPUT=str(tmp_path / "séries.gpkg"), OUTPUT_CSV=str(tmp_path / "séries.csv"), THREADS="1")
    assert (found["ROWS"], found["ZONES_SEEN"], found["PRODUCTS"], found["SKIPPED"]) == (8, 2, 2, 0)
    table = QgsVectorLayer(found["OUTPUT"], "table")
    assert table.isValid() and table.wkbType() == QgsWkbTypes.Type.NoGeometry
    rows = {(row["zone"], row["date"].toString("yyyy-MM-dd"), row["variable"]): row for row in table.getFeatures()}
    one = rows["A", "2018-01-17", "red"]
    assert one["mean"] == pytest.approx(0.05) and one["clear"] == pytest.approx(0.5) and one["count"] == 50
    assert rows["A", "2018-02-17", "NDVI"]["mean"] == pytest.approx(0.6, abs=1e-6)
    assert rows["bow", "2018-02-17", "red"]["count"] == pytest.approx(50)
    assert one["platform"] == "S2A" and one["time"].startswith("2018-01-17T11:03:51")
    with open(found["OUTPUT_CSV"], encoding="utf-8") as handle:
        assert len(list(csv.DictReader(handle))) == 8


def test_zones_of_a_layer_in_memory_selected_and_named_by_a_number(dates, zones):
    from qgis.core import QgsProcessingFeatureSourceDefinition

    zones.selectByExpression("code = 'A'")
    found = run("zonalseries", INPUT=dates, ZONES=QgsProcessingFeatureSourceDefinition(zones.id(), True), FIELD="n",
                OUTPUT="memory:")
    table = found["_context"].takeResultLayer(found["OUTPUT"])
    assert table.featureCount() == 2 and {row["zone"] for row in table.getFeatures()} == {7}


def test_layers_of_the_project_and_an_area_make_a_mosaic(dates, zones, tmp_path, qgis_app):
    stack = run("stack", INPUT=dates[1], BANDS="red", OUTPUT=str(tmp_path / "one.tif"))["OUTPUT"]
    layer = QgsRasterLayer(stack, "one")
    QgsProject.instance().addMapLayer(layer)
    zones.selectByExpression("")
    try:
        found = run("mosaic", INPUT=[layer.id()], AOI=zones.id(), OUTPUT=str(tmp_path / "m.tif"))
    finally:
        QgsProject.instance().removeMapLayer(layer.id())
    made = QgsRasterLayer(found["OUTPUT"], "m")
    assert made.isValid() and found["NODATA_PERCENT"] == 0 and made.width() == 45


def child(name: str, **sources) -> QgsProcessingModelChildAlgorithm:
    """A step of a model, its other parameters at their defaults as the modeler puts them."""
    step = QgsProcessingModelChildAlgorithm(f"bocage:{name}")
    step.setChildId(name)
    one = algorithm(name)
    for definition in one.parameterDefinitions():
        if definition.defaultValue() is not None and not definition.isDestination():
            value = QgsProcessingModelChildParameterSource.fromStaticValue(definition.defaultValue())
            step.addParameterSources(definition.name(), [value])
    for key, value in sources.items():
        step.addParameterSources(key, [value])
    return step


def test_a_model_chains_masks_mosaic_and_table(dates, zones, tmp_path, plugin):
    """Product -> applymask -> mosaic, all by the modeler's own sources."""
    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("tools", "tests")
    model.addModelParameter(QgsProcessingParameterFile("PRODUCT", "product"), QgsProcessingModelParameter("PRODUCT"))
    mask = child("applymask", INPUT=source.fromModelParameter("PRODUCT"), BANDS=source.fromStaticValue("red"))
    model.addChildAlgorithm(mask)
    mosaic = child("mosaic", INPUT=source.fromChildOutput("applymask", "OUTPUT"))
    output = QgsProcessingModelOutput("MADE", "MADE")
    output.setChildId("mosaic")
    output.setChildOutputName("OUTPUT")
    mosaic.setModelOutputs({"MADE": output})
    model.addChildAlgorithm(mosaic)
    assert model.validate()[0], model.validate()[1]
    name = "mosaic:MADE"
    found, passed = model.run({"PRODUCT": dates[0], name: str(tmp_path / "made.tif")}, QgsProcessingContext(),
                              QgsProcessingFeedback())
    assert passed
    from bocage.core.engine.raster import Raster

    with Raster(str(found.get(name, tmp_path / "made.tif"))) as raster:
        values = raster.read(1)
    assert (values[:30, :30] == -32768).all() and np.count_nonzero(values == 500) == 14400 - 900


class Impatient(QgsProcessingFeedback):
    """Cancels at a share of the work, and notes the progress told."""

    def __init__(self, most: float) -> None:
        super().__init__()
        self.most, self.told = most, []
        self.progressChanged.connect(self._heard)

    def _heard(self, value: float) -> None:
        self.told.append(value)
        if value >= self.most:
            self.cancel()


@pytest.mark.parametrize("most", [0.5, 60.0])
@pytest.mark.parametrize("name", sorted(KEYS))
def test_cancel_leaves_nothing(dates, zones, tmp_path, name, most):
    parameters = {"INPUT": dates if name in ("mosaic", "zonalseries") else dates[0], "THREADS": 1,
                  "OUTPUT": str(tmp_path / ("a.gpkg" if name == "zonalseries" else "a.tif"))}
    if name == "mosaic":
        parameters["PROVENANCE"] = str(tmp_path / "p.tif")
    if name == "zonalseries":
        parameters.update(ZONES=zones.id(), OUTPUT_CSV=str(tmp_path / "a.csv"))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = Impatient(most)
    assert algorithm(name).processAlgorithm(parameters, context, feedback) == {}
    assert list(tmp_path.iterdir()) == [] and feedback.told == sorted(feedback.told)


@pytest.mark.parametrize(("name", "changes", "words"), [
    ("stack", {"INPUT": "/nowhere/at all.SAFE"}, "/nowhere/at all.SAFE"),
    ("stack", {"OUTPUT": "/tmp/a.jp2"}, "GeoTIFF"),
    ("stack", {"FLAGS": "clouds"}, "clouds"), ("applymask", {"MASK": "/nowhere.tif"}, "/nowhere.tif"),
    ("applymask", {"BUFFER": -1}, "BUFFER"), ("mosaic", {"RULE": "nearest"}, "DATE"),
    ("mosaic", {"INPUT": ["/nowhere.tif"]}, "/nowhere.tif"), ("zonalseries", {"MIN_CLEAR": 3}, "MIN_CLEAR"),
    ("zonalseries", {"INPUT": ["/nowhere"]}, "/nowhere")])
def test_a_value_that_cannot_run_is_refused_in_one_sentence(dates, zones, tmp_path, name, changes, words):
    good = {"INPUT": dates if name in ("mosaic", "zonalseries") else dates[0], "OUTPUT": str(tmp_path / "a.tif")}
    if name == "zonalseries":
        good.update(ZONES=zones.id(), OUTPUT=str(tmp_path / "a.gpkg"))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    assert algorithm(name).checkParameterValues(good, context) == (True, "")
    passed, message = algorithm(name).checkParameterValues({**good, **changes}, context)
    assert not passed and words in message and "\n" not in message


@pytest.mark.parametrize(("name", "given", "words"), [
    ("stack", ["BANDS=cirrus"], "cirrus"), ("mosaic", ["EXTENT=0,1,0,1 [EPSG:32630]"], "cover")])
def test_headless_what_cannot_be_gives_code_one_and_one_sentence(headless, dates, tmp_path, name, given, words):
    answer = headless("run", f"bocage:{name}", "--", f"INPUT={dates[0]}", *given, f"OUTPUT={tmp_path / 'a.tif'}")
    assert answer.returncode == 1 and "Traceback" not in answer.stdout + answer.stderr
    assert words in answer.stderr and list(tmp_path.iterdir()) == []


def test_a_scene_of_the_index_serves_by_its_identifier(dates, tmp_path, monkeypatch, plugin):
    from bocage.bridge import settings
    from bocage.core.catalogue.index import scan_folders
    from bocage.core.engine.progress import SilentProgress

    index = str(tmp_path / "index.gpkg")
    scan_folders(index, [str(Path(dates[0]).parent)], SilentProgress())
    monkeypatch.setattr(settings, "index_path", lambda: index)
    found = run("stack", INPUT=Path(dates[1]).name, BANDS="red", OUTPUT=str(tmp_path / "a.tif"))
    assert QgsRasterLayer(found["OUTPUT"], "a").isValid()
