"""bocage:cloudmask inside QGIS: its keys, headless on real and simulated products, outlines, cancel, refusals."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
import cloud_scene as scene  # noqa: E402

CLOUD = (30, 36, 24, 30)
KEYS = ["INPUT", "PREVIOUS", "DEM", "PAINTED", "EXTENT", "THREADS", "OUTPUT", "COMPOSITE"]
OUTPUTS = {"OUTPUT", "COMPOSITE", "METADATA", "CLOUD_PERCENT", "SHADOW_PERCENT", "SNOW_PERCENT", "WATER_PERCENT"}


@pytest.fixture()
def algorithm(plugin):
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:cloudmask")


@pytest.fixture(scope="session")
def dates(tmp_path_factory) -> list[str]:
    """A clear date and a cloudy one."""
    folder = str(tmp_path_factory.mktemp("deux dates é"))
    return [scene.write(folder, 0), scene.write(folder, 1, (CLOUD,))]


@pytest.fixture(scope="session")
def made(headless, dates, tmp_path_factory) -> list[dict]:
    """Both dates in two commands, the second leaning on the first."""
    folder = tmp_path_factory.mktemp("masques")
    first = headless.run("bocage:cloudmask", INPUT=dates[0], OUTPUT=str(folder / "un.tif"),
                         COMPOSITE=str(folder / "un.npz"), THREADS="1")
    second = headless.run("bocage:cloudmask", INPUT=dates[1], PREVIOUS=first["COMPOSITE"], THREADS="1",
                          OUTPUT=str(folder / "l'été à deux.tif"))
    return [first, second]


def test_keys_and_outputs_are_the_published_ones(algorithm):
    assert [one.name() for one in algorithm.parameterDefinitions()] == KEYS
    assert {one.name() for one in algorithm.outputDefinitions()} == OUTPUTS
    assert algorithm.groupId() == "masks" and algorithm.helpUrl().endswith("/cloudmask.md")
    advanced = {one.name() for one in algorithm.parameterDefinitions()
                if one.flags() & QgsProcessingParameterDefinition.Flag.FlagAdvanced}
    assert advanced == {"THREADS"}
    required = {one.name() for one in algorithm.parameterDefinitions()
                if not one.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional}
    assert required == {"INPUT", "OUTPUT", "THREADS"}


def test_headless_a_series_of_masks_goes_on_by_its_composite(made):
    assert made[0]["CLOUD_PERCENT"] == 0 and 1 < made[1]["CLOUD_PERCENT"] < 5
    assert 0.5 < made[1]["SHADOW_PERCENT"] < 6 and made[1]["SNOW_PERCENT"] == 0
    assert "COMPOSITE" not in made[1] and Path(made[0]["COMPOSITE"]).is_file()
    described = json.loads(Path(made[1]["METADATA"]).read_text(encoding="utf-8"))
    assert len(described["earlier_dates"]) == 1 and described["percent"]["cloud"] == made[1]["CLOUD_PERCENT"]


def test_qgis_shows_clouds_in_their_colours_over_transparent_ground(qgis_app, made):
    layer = QgsRasterLayer(made[1]["OUTPUT"], "masks")
    assert layer.isValid() and layer.bandCount() == 2 and layer.crs().authid() == "EPSG:32630"
    assert layer.bandName(1).startswith("Band 1: CLM") and layer.bandName(2).startswith("Band 2: MG2")
    renderer = layer.renderer()
    assert renderer.type() == "paletted" and renderer.usesBands() == [1]
    classes = {int(one.value): one for one in renderer.classes()}
    assert classes[0].color.alpha() == 0
    cloudy = [one for value, one in classes.items() if value & 2 and not value & 16]
    assert cloudy and all(one.color.alpha() > 100 and one.label.startswith("cloud") for one in cloudy)
    provider = layer.dataProvider()
    assert provider.sourceNoDataValue(1) == provider.sourceNoDataValue(2) == 255


def test_headless_in_french_the_labels_are_french(qgis_app, headless, dates, tmp_path):
    arguments = [f"INPUT={dates[1]}", f"OUTPUT={tmp_path / 'a.tif'}", "THREADS=1"]
    answer = headless("run", "bocage:cloudmask", "--", *arguments, language="fr_FR.UTF-8")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    text = (tmp_path / "a.qml").read_text(encoding="utf-8")
    if "label=\"cloud" in text:
        pytest.skip("the French locale is not installed: QGIS stays in English")
    assert "nuage" in text and "dégagé" in text


def test_headless_a_real_product(headless, shared, tmp_path):
    source = next((shared / "data" / "s2_l1c_safe").glob("*T56JMM*.zip"), None)
    if source is None:
        pytest.skip("no real L1C product in the shared folder")
    found = headless.run("bocage:cloudmask", INPUT=str(source), OUTPUT=str(tmp_path / "a.tif"), THREADS="1")
    assert 0 <= found["CLOUD_PERCENT"] <= 100 and Path(found["OUTPUT"]).is_file()


def outlines(patch, crs="EPSG:32630") -> QgsVectorLayer:
    """A layer in memory, as drawn by hand."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}&field=id:integer", "missed", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(scene.outline(patch)))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_a_cloud_drawn_in_a_layer_in_memory_is_cloud(algorithm, dates, tmp_path):
    patch = (12, 16, 4, 9)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    layer = outlines(patch)
    try:
        found, passed = algorithm.run({"INPUT": dates[0], "PAINTED": layer.id(), "THREADS": 1,
                                       "OUTPUT": str(tmp_path / "a.tif")}, context, QgsProcessingFeedback())
    finally:
        QgsProject.instance().removeMapLayer(layer.id())
    assert passed and found["CLOUD_PERCENT"] > 0.5
    from bocage.core.engine.raster import Raster

    with Raster(found["OUTPUT"]) as raster:
        assert (scene.on_cells(raster.read(1))[scene.cells_of(patch)] & 2).all()


@pytest.mark.parametrize("ending", ["|layername=nuages", ""])
def test_other_layers_of_the_file_are_no_clouds(algorithm, dates, tmp_path, ending):
    """QGIS names the first layer of a GeoPackage after the file: its neighbours were painted too."""
    from osgeo import ogr, osr

    patch, path = (12, 16, 4, 9), str(tmp_path / "nuages.gpkg")
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32630)
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    for name, drawn in (("nuages", patch), ("parcelles", (0, 60, 0, 60))):
        layer = dataset.CreateLayer(name, crs, ogr.wkbPolygon)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(scene.outline(drawn)))
        layer.CreateFeature(feature)
    del feature, layer, dataset
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    found, passed = algorithm.run({"INPUT": dates[0], "PAINTED": path + ending, "THREADS": 1,
                                   "OUTPUT": str(tmp_path / "a.tif")}, context, QgsProcessingFeedback())
    assert passed and 0.5 < found["CLOUD_PERCENT"] < 20


def test_extent_of_the_project_in_degrees(algorithm, dates, tmp_path):
    found, passed = algorithm.run({"INPUT": dates[0], "EXTENT": "-2.99,-2.96,47.82,47.84 [EPSG:4326]", "THREADS": 1,
                                   "OUTPUT": str(tmp_path / "a.tif")}, QgsProcessingContext(), QgsProcessingFeedback())
    assert passed
    layer = QgsRasterLayer(found["OUTPUT"], "part")
    assert 200 < layer.width() < 300 and 200 < layer.height() < 300


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


@pytest.mark.parametrize("most", [5.0, 60.0])
def test_cancel_leaves_nothing(algorithm, dates, tmp_path, most):
    feedback = Impatient(most)
    parameters = {"INPUT": dates[1], "OUTPUT": str(tmp_path / "a.tif"), "COMPOSITE": str(tmp_path / "a.npz"),
                  "THREADS": 1}
    assert algorithm.processAlgorithm(parameters, QgsProcessingContext(), feedback) == {}
    assert list(tmp_path.iterdir()) == [] and feedback.told == sorted(feedback.told)


@pytest.mark.parametrize(("key", "value", "words"), [
    ("INPUT", "/nowhere/at all.SAFE", "/nowhere/at all.SAFE"), ("PREVIOUS", "/nowhere.npz", "/nowhere.npz"),
    ("OUTPUT", "/tmp/masks.jp2", "GeoTIFF"), ("THREADS", 90, "0 to 64")])
def test_a_value_that_cannot_run_is_refused_in_one_sentence(algorithm, tmp_path, key, value, words):
    (tmp_path / "product.SAFE").mkdir()
    good = {"INPUT": str(tmp_path / "product.SAFE"), "OUTPUT": str(tmp_path / "a.tif")}
    assert algorithm.checkParameterValues(good, QgsProcessingContext()) == (True, "")
    passed, message = algorithm.checkParameterValues({**good, key: value}, QgsProcessingContext())
    assert not passed and words in message and "\n" not in message


def test_headless_a_damaged_product_gives_code_one_and_one_sentence(headless, shared, tmp_path):
    source = next((shared / "data" / "theia_muscate_pixels" / "T38K_S2" / "T38KPE").glob("SENTINEL2A_20170213*"), None)
    if source is None:
        pytest.skip("no damaged metadata in the shared folder")
    answer = headless("run", "bocage:cloudmask", "--", f"INPUT={source}", f"OUTPUT={tmp_path / 'a.tif'}")
    assert answer.returncode == 1 and "Traceback" not in answer.stdout + answer.stderr
    assert source.name in answer.stderr and list(tmp_path.iterdir()) == []
