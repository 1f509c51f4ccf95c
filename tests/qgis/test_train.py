"""bocage:splitsamples and bocage:train inside QGIS: parcels to splits to a model file that core reads back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bocage.core.landcover.model_file import load_model
from bocage.core.landcover.nomenclature import nomenclature
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterNumber,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from land import box, reference, write_rasters  # noqa: E402


class Feedback(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.lines = []

    def pushWarning(self, text):  # noqa: N802 - QGIS' name
        self.lines.append(text)

    def pushInfo(self, text):  # noqa: N802 - QGIS' name
        self.lines.append(text)

    def reportError(self, error, fatalError=False):  # noqa: N802, N803 - QGIS' names
        self.lines.append(error)


def layer_of(rows, fields, path=None):
    """A layer of polygons (WKB) with fields of text, in memory or written as a GeoPackage."""
    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:32630&" + "&".join(f"field={name}:string" for name in fields),
                           "parcelles", "memory")
    features = []
    for wkb, *values in rows:
        feature = QgsFeature(layer.fields())
        geometry = QgsGeometry()
        geometry.fromWkb(wkb)
        geometry.convertToMultiType()
        feature.setGeometry(geometry)
        feature.setAttributes(values)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    if path is None:
        return layer
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsApplication.instance() and
                                              QgsProcessingContext().transformContext(), options)
    return str(path)


@pytest.fixture()
def country(tmp_path):
    folder = tmp_path / "un été"
    folder.mkdir()
    rows = [(item.wkb, item.label, f"farm {number // 3}") for number, item in enumerate(reference())]
    return write_rasters(folder), layer_of(rows, ("code", "farm"), folder / "parcelles.gpkg"), folder


def run(name, feedback=None, invalid=QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck, **parameters):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")
    context = QgsProcessingContext()
    context.setInvalidGeometryCheck(invalid)
    return algorithm.run(parameters, context, feedback or Feedback()), context


def refusal(name, **parameters):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")
    return algorithm.checkParameterValues(parameters, QgsProcessingContext())


def test_split_then_trained_by_qgis_process(qgis_app, headless, country):
    rasters, parcels, folder = country
    table = folder / "classes.csv"
    table.write_text("value,name,name_fr,colour\n1,crop,culture,#ff0000\n2,grass,prairie,#00ff00\n3,wood,bois,#006600\n")
    split = headless.run("bocage:splitsamples", INPUT=parcels, FIELD="code", SHARES="50;30;20", EROSION="5",
                         NOMENCLATURE=str(table), OUTPUT=str(folder / "lots.gpkg"),
                         OUTPUT_JSON=str(folder / "lots.json"), OUTPUT_HTML_FILE=str(folder / "lots.html"),
                         OUTPUT_CLASSES=str(folder / "classes lues.csv"))
    assert split["TRAIN"] + split["VALIDATION"] + split["TEST"] == 96 and split["LEFT_OUT"] == 0
    assert abs(split["TRAIN"] - 48) <= 2
    layer = QgsVectorLayer(str(folder / "lots.gpkg"), "lots", "ogr")
    names = {field.name() for field in layer.fields()}
    assert {"code", "farm", "split", "class", "class_name", "polygon", "area_ha"} <= names
    feature = next(layer.getFeatures())
    # 60 m less 5 m on each side, on the ellipsoid.
    assert feature["area_ha"] == pytest.approx(0.25, rel=0.003) and feature["class_name"] in ("crop", "grass", "wood")
    assert json.loads((folder / "lots.json").read_text())["training_hash"] == split["TRAINING_HASH"]
    assert "crop" in (folder / "lots.html").read_text()
    assert nomenclature(str(folder / "classes lues.csv")) == nomenclature(str(table))
    model = str(folder / "modèle.bocagemodel")
    given = {"SAMPLES": str(folder / "lots.gpkg"), "FIELD": "class", "SPLIT": "split", "NOMENCLATURE": str(table),
             "CLASSIFIER": "linear_discriminant", "MODEL": model,
             "OUTPUT_HTML_FILE": str(folder / "apprentissage.html")}
    # A list of layers is a key told several times.
    answer = headless("--json", "run", "bocage:train", "--", *(f"INPUT={path}" for path in rasters),
                      *(f"{key}={value}" for key, value in given.items()))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    trained = json.loads(answer.stdout[answer.stdout.index("{"):])["results"]
    assert trained["POLYGONS"] == split["TRAIN"] and 0.5 < trained["OVERALL_ACCURACY"] <= 1.0
    assert "not the accuracy" in (folder / "apprentissage.html").read_text()
    back = load_model(model)
    assert [(entry.value, entry.name_fr, entry.colour) for entry in back.classes] == \
        [(1, "culture", (255, 0, 0)), (2, "prairie", (0, 255, 0)), (3, "bois", (0, 102, 0))]
    assert len(back.features) == 4 and back.validation["polygons"] == split["VALIDATION"]


def test_groups_stay_together_and_own_fields_are_replaced(plugin, country):
    _, parcels, _ = country
    (first, passed), context = run("splitsamples", INPUT=parcels, FIELD="code", GROUP_FIELD="farm", SEED=3,
                                   OUTPUT="memory:")
    assert passed
    layer = context.getMapLayer(first["OUTPUT"])
    of_farm = {}
    for feature in layer.getFeatures():
        of_farm.setdefault(feature["farm"], set()).add(feature["split"])
    assert len(of_farm) == 32 and all(len(splits) == 1 for splits in of_farm.values())
    (again, passed), other = run("splitsamples", INPUT=layer, FIELD="class_name", CAP=5, OUTPUT="memory:",
                                 CRS="EPSG:2154")
    assert passed and again["LEFT_OUT"] == 96 - 15
    second = other.getMapLayer(again["OUTPUT"])
    assert [field.name() for field in second.fields()].count("split") == 1
    assert second.crs().authid() == "EPSG:2154" and second.featureCount() == 15


def test_what_is_left_out_is_said(plugin, country):
    _, _, _ = country
    rows = [(item.wkb, item.label) for item in reference()][:20]
    rows += [(rows[0][0], rows[0][1]), (box(100, 100, 2, 2), "")]
    feedback = Feedback()
    (found, passed), _ = run("splitsamples", feedback, INPUT=layer_of(rows, ("code",)), FIELD="code", OUTPUT="memory:")
    assert passed and found["LEFT_OUT"] == 2
    assert any("drawn twice" in line for line in feedback.lines)
    assert any("no class" in line for line in feedback.lines)


def test_a_class_that_its_table_cannot_hold_is_refused_before_the_work(plugin, country, tmp_path, monkeypatch):
    from bocage.core.landcover import samples

    def begun(*_):
        raise AssertionError("the work was begun")

    monkeypatch.setattr(samples, "split", begun)
    rows = [(item.wkb, str(number % 2)) for number, item in enumerate(reference())][:20]
    feedback = Feedback()
    (_, passed), _ = run("splitsamples", feedback, INPUT=layer_of(rows, ("code",)), FIELD="code", OUTPUT="memory:",
                         OUTPUT_CLASSES=str(tmp_path / "classes.csv"))
    assert not passed and any("numbers go from 1" in line for line in feedback.lines), feedback.lines
    monkeypatch.undo()
    (found, passed), _ = run("splitsamples", INPUT=layer_of(rows, ("code",)), FIELD="code", OUTPUT="memory:")
    assert passed and found["LEFT_OUT"] == 0


@pytest.mark.parametrize("invalid", ["GeometryAbortOnInvalid", "GeometrySkipInvalid"])
def test_invalid_polygons_are_repaired_whatever_the_toolbox_does_with_them(plugin, country, tmp_path, invalid):
    # The toolbox stops at the first one unless it is told otherwise.
    check = getattr(QgsFeatureRequest.InvalidGeometryCheck, invalid)
    rasters, parcels, _ = country
    rows = [(item.wkb, item.label) for item in reference()]
    bow = QgsGeometry()
    bow.fromWkb(rows[0][0])
    corners = [bow.vertexAt(k) for k in (0, 1, 3, 2, 0)]
    text = ", ".join(f"{one.x()} {one.y()}" for one in corners)
    layer = layer_of([(bytes(QgsGeometry.fromWkt(f"POLYGON(({text}))").asWkb()), rows[0][1]), *rows[1:]], ("code",))
    (split, passed), _ = run("splitsamples", None, check, INPUT=layer, FIELD="code", OUTPUT=str(tmp_path / "s.gpkg"),
                             OUTPUT_JSON=str(tmp_path / "s.json"))
    assert passed and split["LEFT_OUT"] == 0
    assert json.loads((tmp_path / "s.json").read_text())["repaired"] == 1
    assert QgsVectorLayer(str(tmp_path / "s.gpkg"), "s", "ogr").featureCount() == len(rows)
    (trained, passed), _ = run("train", None, check, INPUT=rasters, SAMPLES=layer, FIELD="code", VALIDATION=0,
                               CLASSIFIER="nearest_mean", MODEL=str(tmp_path / "m.bocagemodel"))
    assert passed and trained["LEFT_OUT"] == 0 and trained["POLYGONS"] == len(rows)
    (mapped, passed), _ = run("classify", INPUT=rasters, MODEL=trained["MODEL"], OUTPUT=str(tmp_path / "map.tif"))
    (_, passed), _ = run("accuracy", None, check, MAP=mapped["OUTPUT"], REFERENCE=layer, FIELD="code",
                         OUTPUT_JSON=str(tmp_path / "a.json"))
    assert passed and json.loads((tmp_path / "a.json").read_text())["groups"] == len(rows)


def test_the_keys_of_merged_layers_cost_no_feature(plugin, country, tmp_path):
    rows = [(item.wkb, str(number % 7), item.label) for number, item in enumerate(reference())]
    (found, passed), _ = run("splitsamples", INPUT=layer_of(rows, ("fid", "code")), FIELD="code",
                             OUTPUT=str(tmp_path / "s.gpkg"))
    assert passed and found["LEFT_OUT"] == 0
    assert QgsVectorLayer(str(tmp_path / "s.gpkg"), "s", "ogr").featureCount() == len(rows)


def test_every_setting_reaches_the_classifier(plugin, country):
    pytest.importorskip("sklearn")
    rasters, parcels, folder = country
    given = {"random_forest": {"TREES": 7, "DEPTH": 3, "LEAF_SAMPLES": 2, "FEATURES_PER_SPLIT": 4, "THREADS": 1},
             "k_nearest": {"NEIGHBOURS": 3, "VOTES": "distance", "STANDARDISE": False},
             "quadratic_discriminant": {"REGULARISATION": 0.2}}
    wanted = {"random_forest": {"trees": 7, "depth": 3, "leaf_samples": 2, "features_per_split": 4, "threads": 1},
              "k_nearest": {"neighbours": 3, "votes": "distance", "standardise": False},
              "quadratic_discriminant": {"regularisation": 0.2, "unbiased": False}}
    for kind, settings in given.items():
        model = str(folder / f"{kind}.bocagemodel")
        (found, passed), _ = run("train", INPUT=rasters, SAMPLES=parcels, FIELD="code", CLASSIFIER=kind, MODEL=model,
                                 PER_CLASS=100, VALIDATION=0.2, **settings)
        assert passed and found["PIXELS"] <= 300 and "OVERALL_ACCURACY" in found
        assert load_model(model).settings == wanted[kind]


def test_regions_of_one_name_are_one(plugin, country):
    rasters, parcels, folder = country
    regions = layer_of([(box(0, 0, 60, 80), "ouest"), (box(60, 0, 60, 80), "ouest"), (box(0, 80, 120, 80), "est")],
                       ("nom",))
    model = str(folder / "régions.bocagemodel")
    (_, passed), _ = run("train", INPUT=rasters, SAMPLES=parcels, FIELD="code", CLASSIFIER="nearest_mean",
                         REGIONS=regions, REGION="nom", BLEND=100, MODEL=model)
    assert passed
    back = load_model(model)
    assert [region.name for region in back.regions] == ["ouest", "est"] and back.settings["blend_m"] == 100
    assert len(back.regions[0].rings) == 1


def test_faults_are_one_sentence(plugin, country):
    rasters, parcels, folder = country
    passed, sentence = refusal("train", INPUT=rasters, SAMPLES=parcels, FIELD="code", MODEL="m",
                               NOMENCLATURE=str(folder / "nowhere.csv"))
    assert not passed and "nowhere.csv" in sentence
    passed, sentence = refusal("splitsamples", INPUT=parcels, FIELD="code", NOMENCLATURE="oso_99", OUTPUT="memory:")
    assert not passed and "oso_99" in sentence
    (_, passed), _ = run("splitsamples", INPUT=parcels, FIELD="code", SHARES="0;1", OUTPUT="memory:")
    assert not passed
    # Numbers 1 to 3 are among the classes shipped: nothing to refuse.
    (found, passed), _ = run("splitsamples", INPUT=parcels, FIELD="code", NOMENCLATURE="oso_23", OUTPUT="memory:")
    assert passed and found["LEFT_OUT"] == 0


def test_the_words_offered_are_those_of_core(plugin):
    from bocage.core.landcover.model import CLASSIFIERS
    from bocage.core.landcover.nomenclature import SHIPPED
    from bocage.core.landcover.training import CLASS_WEIGHTS, SETTINGS
    from bocage.processing import landcover_tools, train

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:train")
    assert algorithm.parameterDefinition("CLASSIFIER").options() == list(CLASSIFIERS)
    assert algorithm.parameterDefinition("CLASS_WEIGHT").options() == list(CLASS_WEIGHTS)
    assert landcover_tools.SHIPPED == SHIPPED
    for kind, keys in train.LISTENS.items():
        for key in keys:
            word, _, _, default, _ = train.NUMBERS[key]
            assert SETTINGS[kind][word] == default, (kind, key)
            definition = algorithm.parameterDefinition(key)
            assert isinstance(definition, QgsProcessingParameterNumber) and definition.help()
    assert algorithm.groupId() == "landcover"
