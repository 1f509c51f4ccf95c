"""bocage:benchmark and bocage:compareruns inside QGIS: tables and polygons, qgis_process, a model, what is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.raster import RasterWriter
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
from land import GRID, reference, write_rasters  # noqa: E402
from proofs.benchmark_model import chain  # noqa: E402
from test_train import layer_of  # noqa: E402

ALWAYS = "linear_discriminant,k_nearest"


class Feedback(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.lines = []

    def pushWarning(self, text):  # noqa: N802 - QGIS' name
        self.lines.append(text)


def run(name, **parameters):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")
    context, feedback = QgsProcessingContext(), Feedback()
    fine, message = algorithm.checkParameterValues(parameters, context)
    if not fine:
        return message, feedback
    found, passed = algorithm.run(parameters, context, feedback)
    return (found if passed else None), feedback


def refusal(**parameters):
    """The sentence of a run that must fail."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:benchmark")
    context = QgsProcessingContext()
    fine, message = algorithm.checkParameterValues(parameters, context)
    if not fine:
        return message
    with pytest.raises(Exception) as fault:
        algorithm.run(parameters, context, Feedback(), {}, False)
    return str(fault.value)


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """A CSV as QGIS reads it, all fields text: 48 polygons of five samples, two features, a null, coordinates."""
    path = tmp_path_factory.mktemp("échantillons d'été") / "série.csv"
    rng = np.random.default_rng(3)
    lines = ["longitude,latitude,class,parcel,ndvi 1,ndvi 2,cover"]
    for parcel in range(48):
        kind, own = parcel % 3, rng.normal(size=2)
        for _ in range(5):
            values = (np.array([kind == 0, kind == 1]) * 2 + own + rng.normal(size=2) * 0.2).round(4)
            place = parcel % 8 * 0.2 + rng.random() * 0.01, 45 + parcel // 8 * 0.2 + rng.random() * 0.01
            lines.append(f"{place[0]:.6f},{place[1]:.6f},{('blé', 'pré', 'bois')[kind]},p{parcel},{values[0]},"
                         f"{values[1]},{rng.random():.3f}")
    lines.append("0.1,45.1,,p0,1,1,0.5")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


TABLE = {"FIELD": "class", "GROUP_FIELD": "parcel", "X_FIELD": "longitude", "Y_FIELD": "latitude"}


def test_a_table_through_qgis_process_in_french(plugin, headless, samples, tmp_path):
    given = [f"SAMPLES={samples}", *(f"{key}={value}" for key, value in TABLE.items()), "FEATURES=ndvi 1",
             "FEATURES=ndvi 2", "RUNS=3", "CLASSIFIERS=random_forest", "CLASSIFIERS=linear_discriminant",
             "CLASSIFIERS=k_nearest", "SETTINGS=k_nearest.neighbours=3;random_forest.trees=10",
             f"OUTPUT_HTML_FILE={tmp_path}/comparés.html", f"OUTPUT_JSON={tmp_path}/a.json",
             f"OUTPUT_CSV={tmp_path}/a.csv"]
    answer = headless("--json", "run", "bocage:benchmark", "--", *given, language="fr_FR.UTF-8")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = json.loads(answer.stdout[answer.stdout.index("{"):])["results"]
    assert (found["SAMPLES"], found["POLYGONS"], found["LEFT_OUT"]) == (240, 48, 1)
    assert found["BEST_CLASSIFIER"] and 0.4 < found["BEST_OVERALL_ACCURACY"] < 1
    report = json.loads((tmp_path / "a.json").read_text())
    gaps = {(row["classifier"], row["against"]): row["overall_accuracy"] for row in report["optimism"]}
    assert gaps["k_nearest", "polygon"] > 0.1
    assert report["settings"]["classifiers"]["k_nearest"]["neighbours"] == 3
    # Without scikit-learn the forest is left out, in a sentence.
    assert {"random_forest"} == ({one["classifier"] for one in report["left_out"]}
                                 or {"random_forest"} & set(report["classifiers"]))
    html = (tmp_path / "comparés.html").read_text(encoding="utf-8")
    assert 'lang="fr"' in html and "blé" in html and "data:image/png" in html
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 1 + 3 * 3 * 3 * found["CLASSIFIERS"]


def test_polygons_over_rasters_then_two_runs_and_their_maps(plugin, tmp_path):
    rasters = write_rasters(tmp_path)
    parcels = layer_of([(item.wkb, f"c{item.label}") for item in reference()], ["code"])
    common = {"SAMPLES": parcels, "FIELD": "code", "CLASSIFIERS": "linear_discriminant,k_nearest", "RUNS": 3,
              "SPLIT": "polygon,pixel", "LEARNING_CURVE": False, "PER_CLASS": 400}
    for name, used in (("all", rasters), ("one", rasters[:1])):
        found, feedback = run("benchmark", INPUT=used, OUTPUT_JSON=str(tmp_path / f"{name}.json"), **common)
        assert found["POLYGONS"] == 96 and found["SAMPLES"] == 1200, feedback.lines
    found, feedback = run("compareruns", INPUT=str(tmp_path / "all.json"), REFERENCE=str(tmp_path / "one.json"),
                          CLASSIFIER="linear_discriminant", OUTPUT_HTML_FILE=str(tmp_path / "runs.html"))
    assert found["RUNS"] == 3 and found["OVERALL_ACCURACY_DIFFERENCE"] > 0, feedback.lines
    assert "linear_discriminant" in (tmp_path / "runs.html").read_text()
    for name in ("linear_discriminant", "k_nearest"):
        assert run("train", INPUT=rasters, SAMPLES=parcels, FIELD="code", CLASSIFIER=name, PER_CLASS=200,
                   MODEL=str(tmp_path / "m.bocagemodel"), OUTPUT_JSON=str(tmp_path / f"{name}.json"))[0]
    found, feedback = run("compareruns", INPUT=str(tmp_path / "linear_discriminant.json"),
                          REFERENCE=str(tmp_path / "k_nearest.json"), OUTPUT_JSON=str(tmp_path / "trained.json"))
    assert found["RUNS"] == 1 and 0 <= found["OVERALL_ACCURACY_P"] <= 1, feedback.lines
    assert json.loads((tmp_path / "trained.json").read_text())["splits"][0]["test"] == "polygons"
    maps = []
    for rows in (60, 72):
        maps.append(str(tmp_path / f"carte {rows}.tif"))
        with RasterWriter(maps[-1], GRID, "uint8", 1, 0) as writer:
            pixels = np.full(GRID.shape, 2, np.uint8)
            pixels[:rows] = 1
            writer.write(pixels, 1)
            writer.close()
    written = str(tmp_path / "écarts.tif")
    found, feedback = run("compareruns", INPUT=str(tmp_path / "all.json"), REFERENCE=str(tmp_path / "all.json"),
                          MAP=maps[0], REFERENCE_MAP=maps[1], DIFFERENCE=written)
    assert found["MAP_AGREEMENT_PERCENT"] == pytest.approx(90.0) and found["DIFFERENCE"] == written, feedback.lines
    message, _ = run("compareruns", INPUT=str(tmp_path / "all.json"), REFERENCE=str(tmp_path / "one.json"),
                     MAP=maps[0])
    assert "map" in message


def test_a_model_chains_them_through_qgis_process(plugin, headless, samples, tmp_path):
    path = tmp_path / "chaîne.model3"
    values = {**TABLE, "FEATURES": ["ndvi 1", "ndvi 2"], "CLASSIFIERS": ALWAYS.split(","), "RUNS": 3,
              "SPLIT": ["polygon", "pixel"], "LEARNING_CURVE": False}
    assert chain(values).toFile(str(path))
    answer = headless("--json", "run", str(path), "--", f"SAMPLES={samples}", "SEED=4",
                      f"benchmark:FIGURES={tmp_path}/figures.json", f"compareruns:REPORT={tmp_path}/report.html")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    report = json.loads((tmp_path / "figures.json").read_text())
    assert report["settings"]["seed"] == 4 and report["classifiers"] == ALWAYS.split(",")
    assert "k_nearest" in (tmp_path / "report.html").read_text()


def test_bad_input_gets_one_sentence_each(plugin, samples, tmp_path):
    layer = QgsVectorLayer(str(samples), "série", "ogr")
    given = {"SAMPLES": layer, **TABLE, "FEATURES": ["ndvi 1", "ndvi 2"], "CLASSIFIERS": ALWAYS, "RUNS": 2}
    assert "features" in refusal(**{**given, "FEATURES": []})
    assert "both" in refusal(**{**given, "INPUT": write_rasters(tmp_path)[:1]})
    assert "no class" in refusal(**{**given, "FIELD": "cover"})
    assert "no number" in refusal(**{**given, "FEATURES": ["class"]})
    assert "k_nearest" in refusal(**{**given, "SETTINGS": "k_nearest.trees=3"})
    assert "Settings" not in refusal(**{**given, "SETTINGS": "trees"})
    for line, word in (("k_nearest.neighbours=nan", "whole number"), ("k_nearest.neighbours=true", "whole number"),
                       ("k_nearest.votes=nonsense", "uniform, distance")):
        assert word in refusal(**{**given, "SETTINGS": line})
    assert "two runs" in refusal(**{**given, "METHOD": "folds", "RUNS": 1})
    assert "two polygons" in refusal(**{**given, "GROUP_FIELD": "class"})
    parcels = layer_of([(item.wkb, "wood") for item in reference()[:6]], ["code"])
    assert "one class, wood" in refusal(INPUT=write_rasters(tmp_path), SAMPLES=parcels, FIELD="code",
                                        CLASSIFIERS=ALWAYS)


def test_a_layer_of_points_with_features_is_drawn_under_its_cap(plugin, samples, tmp_path):
    uri = f"{Path(samples).as_uri()}?delimiter=,&xField=longitude&yField=latitude&crs=EPSG:4326"
    layer = QgsVectorLayer(uri, "série", "delimitedtext")
    assert layer.isValid() and layer.featureCount() == 241
    found, feedback = run("benchmark", SAMPLES=layer, FIELD="class", GROUP_FIELD="parcel", CLASSIFIERS=ALWAYS, RUNS=5,
                          FEATURES=["ndvi 1", "ndvi 2"], PER_CLASS=40, PER_POLYGON=4, SPLIT="polygon,block",
                          OUTPUT_JSON=str(tmp_path / "a.json"), LEARNING_CURVE=False)
    assert found["SAMPLES"] == 120 and found["LEFT_OUT"] == 1, feedback.lines
    report = json.loads((tmp_path / "a.json").read_text())
    # Sixteen polygons of five samples a class, forty of which stay.
    assert [one["stands_for"] for one in report["samples"]["classes"]] == [2.0] * 3
    assert [one["split"] for one in report["splits"]] == ["polygon", "block"]
    assert len(report["splits"][1]["blocks"].split()) == report["samples"]["polygons"]


def test_settings_have_the_ranges_of_the_form(plugin):
    from bocage.core.landcover.training import NUMBERS, WHOLE, WORDS
    from bocage.processing import train

    for key, (word, low, high, _, whole) in train.NUMBERS.items():
        assert (WHOLE if whole else NUMBERS)[word] == (low, high), key
    assert WORDS["votes"] == train.VOTES


def test_keys_are_published(plugin):
    algorithm = QgsApplication.processingRegistry().algorithmById("bocage:benchmark")
    names = [definition.name() for definition in algorithm.parameterDefinitions()]
    assert names[:6] == ["INPUT", "SAMPLES", "FIELD", "NOMENCLATURE", "CLASSIFIERS", "SPLIT"]
    assert {"RUNS", "SEED", "OUTPUT_HTML_FILE", "OUTPUT_JSON", "OUTPUT_CSV"} <= set(names)
    assert algorithm.groupId() == "validation"
    other = QgsApplication.processingRegistry().algorithmById("bocage:compareruns")
    assert [definition.name() for definition in other.parameterDefinitions()] == [
        "INPUT", "REFERENCE", "CLASSIFIER", "REFERENCE_CLASSIFIER", "MAP", "REFERENCE_MAP", "CONFIDENCE_LEVEL",
        "OUTPUT_HTML_FILE", "OUTPUT_JSON", "DIFFERENCE"]
