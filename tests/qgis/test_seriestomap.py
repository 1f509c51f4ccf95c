"""The shipped model: it is what its tool makes, and leads from the real series of Slovenia to a map and its report."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.raster import Raster
from bocage.core.landcover.model_file import load_model
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelChildParameterSource,
    QgsVectorLayer,
)

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("BOCAGE_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data" / "s2_l1c_slovenia_5dates"
CLASSES = ("value,name,name_fr,colour\n2,forest,forêt,#006837\n3,grassland,prairie,#a6d96a\n"
           "4,shrubland,broussailles,#bf812d\n8,artificial,artificiel,#d7191c\n")
#: QGIS moved its enumerations.
KINDS = getattr(Qgis, "ProcessingModelChildParameterSource", None) or QgsProcessingModelChildParameterSource.Source
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is absent")


@pytest.fixture(scope="module")
def native(plugin):
    """QGIS' own algorithms, which a bare application does not have; the window and qgis_process do."""
    from qgis.analysis import QgsNativeAlgorithms

    registry = QgsApplication.processingRegistry()
    if registry.providerById("native") is None:
        registry.addProvider(QgsNativeAlgorithms(registry))
    return registry


@pytest.fixture(scope="module")
def tool():
    sys.path.insert(0, str(ROOT / "tools"))
    import build_models

    return build_models


@pytest.fixture()
def shipped(native):
    from bocage.processing.seriestomap import MODEL_FILE, opened

    return opened(MODEL_FILE)


class Feedback(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.errors = []

    def reportError(self, error, fatalError=False):  # noqa: N802, N803 - QGIS' names
        self.errors.append(error)


def run(name, feedback=None, **parameters):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(name)
    results, passed = algorithm.run(parameters, QgsProcessingContext(), feedback or Feedback())
    return results if passed else None


def given(folder):
    table = folder / "classes.csv"
    table.write_text(CLASSES, encoding="utf-8")
    return {"INPUT": [str(DATA / "SLOVENIA_NDVI_68dates.tif")], "MASKS": [str(DATA / "SLOVENIA_CLM_68dates.tif")],
            "SAMPLES": str(DATA / "SLOVENIA_LULC_88polygons.gpkg"), "FIELD": "LULC_ID", "NOMENCLATURE": str(table),
            "START": "2016-01-01", "END": "2016-12-31", "STEP": 60, "SEED": 3, "CLASSIFIER": "k_nearest"}


def test_the_file_is_what_the_tool_makes(native, tool, shipped, tmp_path):
    from bocage.processing.seriestomap import destinations

    made = tool.build(tmp_path)
    if Qgis.QGIS_VERSION_INT < 32300:
        # Written by the oldest QGIS, byte for byte; later ones read it and write more.
        assert made.read_bytes() == (ROOT / "resources" / "models" / made.name).read_bytes(), \
            "a step changed: run tools/build_models.py"
    again = type(shipped)()
    assert again.fromFile(str(made))
    assert [one.name() for one in again.parameterDefinitions() if not one.isDestination()] == \
        [one.name() for one in shipped.parameterDefinitions() if not one.isDestination()]
    assert set(destinations(again)) == set(destinations(shipped))
    assert {key: child.algorithmId() for key, child in again.childAlgorithms().items()} == \
        {step.id: step.algorithm for step in tool.STEPS}


def test_every_step_is_there_with_every_parameter_it_is_given(native, tool, shipped):
    children = shipped.childAlgorithms()
    assert set(children) == {step.id for step in tool.STEPS}
    for key, child in children.items():
        algorithm = child.algorithm()
        assert algorithm is not None, key
        known = {one.name() for one in algorithm.parameterDefinitions()}
        assert set(child.parameterSources()) <= known, key
        for output in child.modelOutputs().values():
            assert output.childOutputName() in known, key
        for name, sources in child.parameterSources().items():
            for source in sources:
                if source.source() == KINDS.ModelParameter:
                    # What a model is not told, QGIS leaves to the step: both must mean the same.
                    assert shipped.parameterDefinition(source.parameterName()).defaultValue() == \
                        algorithm.parameterDefinition(name).defaultValue(), name
                if source.source() == KINDS.ChildOutput:
                    before = children[source.outputChildId()].algorithm()
                    assert source.outputName() in {one.name() for one in before.outputDefinitions()}
    passed, fault = shipped.validate()
    assert passed, fault


def test_the_form_has_the_parameters_of_the_model(native, shipped):
    from bocage.processing.seriestomap import destinations

    form = native.algorithmById("bocage:seriestomap")
    keys = {one.name(): one for one in form.parameterDefinitions()}
    inputs = {one.name(): one for one in shipped.parameterDefinitions() if not one.isDestination()}
    assert set(keys) == set(inputs) | set(destinations(shipped))
    assert all(key == key.upper() for key in keys)
    for name, definition in inputs.items():
        assert (definition.type(), definition.defaultValue()) == (keys[name].type(), keys[name].defaultValue())


@real
def test_the_model_maps_what_its_steps_map_one_by_one(native, tmp_path):
    folder = tmp_path / "un été"
    folder.mkdir()
    asked = given(folder)
    out = {key: str(folder / name) for key, name in (
        ("OUTPUT", "carte.tif"), ("OUTPUT_HTML_FILE", "rapport.html"), ("OUTPUT_JSON", "chiffres.json"),
        ("MODEL", "modèle.bocagemodel"), ("SPLIT_SAMPLES", "lots.gpkg"))}
    found = run("bocage:seriestomap", **asked, MINIMUM_UNIT=4, **out)
    assert found is not None and set(out) <= set(found)
    series = run("bocage:gapfill", **{key: asked[key] for key in ("INPUT", "MASKS", "START", "END", "STEP")},
                 OUTPUT=str(folder / "série.tif"))["OUTPUT"]
    dealt = run("bocage:splitsamples", INPUT=asked["SAMPLES"], FIELD="LULC_ID", SEED=3,
                NOMENCLATURE=asked["NOMENCLATURE"], OUTPUT=str(folder / "seuls.gpkg"))
    model = run("bocage:train", INPUT=[series], SAMPLES=dealt["OUTPUT"], FIELD="class", SPLIT="split", SEED=3,
                CLASSIFIER="k_nearest", NOMENCLATURE=asked["NOMENCLATURE"],
                MODEL=str(folder / "seul.bocagemodel"))["MODEL"]
    raw = run("bocage:classify", INPUT=[series], MODEL=model, OUTPUT=str(folder / "brute.tif"))["OUTPUT"]
    last = run("bocage:regularise", INPUT=raw, MINIMUM_UNIT=4, OUTPUT=str(folder / "seule.tif"))["OUTPUT"]
    with Raster(found["OUTPUT"]) as one, Raster(last) as other, Raster(raw) as before:
        pixels = one.read(1)
        assert np.array_equal(pixels, other.read(1)) and not np.array_equal(pixels, before.read(1))
    assert set(np.unique(pixels)) <= {2, 3, 4, 8} and {2, 3} <= set(np.unique(pixels))
    trained = load_model(out["MODEL"])
    assert trained.training["polygons_hash"] == load_model(model).training["polygons_hash"]
    assert [entry.name_fr for entry in trained.classes] == ["forêt", "prairie", "broussailles", "artificiel"]
    # Style, report, and figures of the test polygons alone.
    assert "shrubland" in (folder / "carte.qml").read_text(encoding="utf-8")
    assert "shrubland" in Path(out["OUTPUT_HTML_FILE"]).read_text(encoding="utf-8")
    told = json.loads(Path(out["OUTPUT_JSON"]).read_text(encoding="utf-8"))
    assert told["mode"] == "polygons" and 0.5 < found["OVERALL_ACCURACY"] < 1.0
    assert told["overall_accuracy"]["value"] == pytest.approx(found["OVERALL_ACCURACY"])
    layer = QgsVectorLayer(out["SPLIT_SAMPLES"], "lots", "ogr")
    groups = {feature["polygon"] for feature in layer.getFeatures() if feature["split"] == "test"}
    assert 0 < told["groups"] <= len(groups) <= dealt["TEST"]


@real
def test_the_file_itself_runs_in_qgis_process(native, headless, shipped, tmp_path):
    from bocage.processing.seriestomap import MODEL_FILE, destinations

    folder = tmp_path / "sans fenêtre"
    folder.mkdir()
    names = destinations(shipped)
    out = {names[key]: str(folder / name) for key, name in (
        ("OUTPUT", "map.tif"), ("OUTPUT_HTML_FILE", "report.html"), ("FILLED", "series.tif"),
        ("MODEL", "model.bocagemodel"), ("SPLIT_SAMPLES", "split.gpkg"))}
    asked = {key: value[0] if isinstance(value, list) else value for key, value in given(folder).items()}
    answer = headless("--json", "run", str(MODEL_FILE), "--",
                      *(f"{key}={value}" for key, value in {**asked, **out}.items()))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    with Raster(str(folder / "map.tif")) as raster, Raster(str(folder / "series.tif")) as series:
        assert {2, 3} <= set(np.unique(raster.read(1)))
        assert [series.description(number) for number in (1, series.count)] == ["2016-01-01 NDVI", "2016-12-26 NDVI"]
    assert "grassland" in (folder / "report.html").read_text(encoding="utf-8")


@real
def test_a_step_that_fails_says_its_own_sentence(native, tmp_path):
    heard = Feedback()
    assert run("bocage:seriestomap", heard, **{**given(tmp_path), "FIELD": "LULC_NOM"},
               OUTPUT=str(tmp_path / "map.tif"), OUTPUT_HTML_FILE=str(tmp_path / "report.html")) is None
    assert "LULC_NOM" in heard.errors[-1]
    assert not (tmp_path / "map.tif").exists()


@real
def test_a_run_that_is_stopped_leaves_no_map(native, tmp_path):
    class Stopped(Feedback):
        def setProgressText(self, text):  # noqa: N802 - QGIS' name
            self.cancel()

    run("bocage:seriestomap", Stopped(), **given(tmp_path), OUTPUT=str(tmp_path / "map.tif"),
        OUTPUT_HTML_FILE=str(tmp_path / "report.html"))
    assert not (tmp_path / "map.tif").exists() and not (tmp_path / "report.html").exists()
