"""bocage:classify inside QGIS: a trained model to a map with its colours, by the registry and by qgis_process."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.landcover.classifiers import predictor_of
from bocage.core.landcover.features import FeatureStack
from bocage.core.landcover.model_file import load_model, save_model
from bocage.core.landcover.training import train
from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from land import FIELD, GRID, classes_of_fields, write_rasters  # noqa: E402

from bocage.core.landcover.model import ClassEntry  # noqa: E402

KEYS = ["INPUT", "MODEL", "MASK", "VALID", "OUTPUT", "CONFIDENCE", "PROBABILITIES", "VALIDITY", "OUTPUT_TABLE",
        "RESAMPLING", "ENGINE", "THREADS"]
CLASSES = tuple(ClassEntry(value, name, french, colour) for value, name, french, colour in (
    (1, "crop", "culture", (255, 0, 0)), (2, "grass", "prairie", (0, 255, 0)), (3, "wood", "bois", (0, 102, 0))))


class Feedback(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.lines = []

    def pushWarning(self, text):  # noqa: N802 - QGIS' name
        self.lines.append(text)

    def pushInfo(self, text):  # noqa: N802 - QGIS' name
        self.lines.append(text)

    def reportError(self, text, fatal=False):  # noqa: N802 - QGIS' name
        self.lines.append(text)


@pytest.fixture()
def country(tmp_path):
    folder = tmp_path / "un été"
    folder.mkdir()
    rasters = write_rasters(folder)
    truth = np.kron(classes_of_fields(), np.ones((FIELD, FIELD), int))
    with FeatureStack(rasters) as stack:
        features = stack.read((0, 0, *GRID.shape)).reshape(4, -1).T
        names = stack.features
    model = train(features[::7], truth.ravel()[::7], "linear_discriminant", classes=CLASSES, names=names)
    path = str(folder / "modèle.bocagemodel")
    save_model(model, path)
    return {"folder": folder, "rasters": rasters, "model": path, "truth": truth, "features": features}


def algorithm():
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:classify")


def run(feedback=None, **parameters):
    context = QgsProcessingContext()
    return (*algorithm().run(parameters, context, feedback or Feedback()), context)


def expected(country):
    return predictor_of(load_model(country["model"])).classes(country["features"]).reshape(GRID.shape)


def read(path, band=1):
    with Raster(str(path)) as raster:
        return raster.read(band)


def test_the_published_keys(plugin):
    tool = algorithm()
    definitions = tool.parameterDefinitions()
    assert [definition.name() for definition in definitions] == KEYS
    assert {output.name() for output in tool.outputDefinitions()} == {
        "OUTPUT", "CONFIDENCE", "PROBABILITIES", "VALIDITY", "OUTPUT_TABLE", "CLASSES", "NODATA_PERCENT",
        "CONFIDENCE_MEAN", "ENGINE_USED"}
    assert tool.groupId() == "landcover"
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    assert {definition.name() for definition in definitions if definition.flags() & optional} \
        == {"MASK", "VALID", "CONFIDENCE", "PROBABILITIES", "VALIDITY", "OUTPUT_TABLE"}


def test_a_map_by_qgis_process_with_its_colours(qgis_app, headless, country):
    target = country["folder"] / "carte.tif"
    given = {"MODEL": country["model"], "OUTPUT": str(target), "CONFIDENCE": str(country["folder"] / "confiance.tif"),
             "VALIDITY": str(country["folder"] / "dates.tif")}
    answer = headless("--json", "run", "bocage:classify", "--", *(f"INPUT={path}" for path in country["rasters"]),
                      *(f"{key}={value}" for key, value in given.items()), language="fr_FR.UTF-8")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = json.loads(answer.stdout[answer.stdout.index("{"):])["results"]
    assert found["CLASSES"] == 3 and found["NODATA_PERCENT"] == 0 and 30 < found["CONFIDENCE_MEAN"] <= 100
    assert "PROBABILITIES" not in found
    assert (read(target) == expected(country)).all()
    assert (read(target) == country["truth"]).mean() > 0.7
    assert (read(given["VALIDITY"]) == 3).all()
    layer = QgsRasterLayer(str(target), "carte")
    assert layer.renderer().type() == "paletted"
    assert {(item.value, item.color.name()) for item in layer.renderer().classes()} == {
        (1, "#ff0000"), (2, "#00ff00"), (3, "#006600")}


def test_a_mask_layer_of_a_geopackage_and_probabilities(plugin, country):
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "zone", "memory")
    from bocage.core.engine.raster import transform_points
    x, y = transform_points(np.array([600300.0, 600903, 600903, 600303]), np.array([5239703.0, 5239703, 5239497,
                                                                                    5239497]), GRID.crs, "EPSG:4326")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON((" + ",".join(
        f"{a:.9f} {b:.9f}" for a, b in zip([*x, x[0]], [*y, y[0]])) + "))"))
    layer.dataProvider().addFeatures([feature])
    path = str(country["folder"] / "zones.gpkg")
    for name in ("autre", "zone"):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", name
        if name == "zone":
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        kept = layer if name == "zone" else QgsVectorLayer("Polygon?crs=EPSG:4326", "autre", "memory")
        QgsVectorFileWriter.writeAsVectorFormatV3(kept, path, QgsProcessingContext().transformContext(), options)
    target, shares = str(country["folder"] / "m.tif"), str(country["folder"] / "p.tif")
    found, passed, _ = run(INPUT=country["rasters"], MODEL=country["model"], MASK=f"{path}|layername=zone",
                           OUTPUT=target, PROBABILITIES=shares)
    assert passed, found
    pixels = read(target)
    assert (pixels[31:49, 32:88] == expected(country)[31:49, 32:88]).all()
    assert not pixels[:29].any() and not pixels[52:].any() and not pixels[:, 92:].any()
    total = sum(read(shares, band).astype(int) for band in (1, 2, 3))
    assert np.abs(total[pixels > 0] - 10000).max() <= 2 and (read(shares)[pixels == 0] == -32768).all()
    with Raster(shares) as raster:
        assert raster.description(2) == "2 grass" and raster.scaling(2)[0] == 1e-4


def test_missing_features_are_named_in_a_sentence(plugin, country):
    feedback = Feedback()
    found, passed, _ = run(feedback, INPUT=country["rasters"][:1], MODEL=country["model"],
                           OUTPUT=str(country["folder"] / "m.tif"))
    assert not passed and "2: band 1" in " ".join(feedback.lines)
    assert not (country["folder"] / "m.tif").exists()


def test_what_cannot_run_is_said_before_it_starts(plugin, country):
    for parameters, word in (({"MODEL": "/absent.bocagemodel"}, "absent.bocagemodel"),
                             ({"OUTPUT": "/tmp/carte.png"}, "carte.png"), ({"ENGINE": "gpu"}, "gpu")):
        given = {"INPUT": country["rasters"], "MODEL": country["model"], "OUTPUT": "/tmp/m.tif", **parameters}
        passed, sentence = algorithm().checkParameterValues(given, QgsProcessingContext())
        assert not passed and word in sentence


def test_numbers_of_clear_dates_come_from_their_raster(plugin, country):
    count = np.arange(GRID.shape[1])[None].repeat(GRID.shape[0], 0)
    path = str(country["folder"] / "clair.tif")
    with RasterWriter(path, GRID, "uint16") as writer:
        writer.write(count.astype(np.uint16))
        writer.close()
    target = str(country["folder"] / "v.tif")
    _, passed, _ = run(INPUT=country["rasters"], MODEL=country["model"], VALID=path, VALIDITY=target,
                       OUTPUT=str(country["folder"] / "m.tif"))
    assert passed and (read(target) == count).all()
