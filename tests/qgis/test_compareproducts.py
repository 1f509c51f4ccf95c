"""bocage:compareproducts inside QGIS: headless, in a model whose next step takes its figures, cancelled, refused."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFile,
    QgsRasterLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from l2a_pair import checkers, plain, write_muscate  # noqa: E402


@pytest.fixture(scope="session")
def products(tmp_path_factory) -> tuple[str, str]:
    """0.0030 brighter than the reference, plus and minus 0.0040: A 0.0030, U 0.0050."""
    folder = tmp_path_factory.mktemp("deux produits é")
    return write_muscate(folder / "a", plain(30, 40, aot=173)), write_muscate(folder / "b", plain())


@pytest.fixture()
def algorithm(plugin):
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:compareproducts")


def test_headless_run_writes_its_outputs_and_gives_its_figures(qgis_app, headless, products, tmp_path):
    targets = {"OUTPUT_HTML_FILE": tmp_path / "rapport é.html", "OUTPUT_JSON": tmp_path / "r.json",
               "DIFFERENCE": tmp_path / "d.tif"}
    found = headless.run("bocage:compareproducts", INPUT=products[0], REFERENCE=products[1],
                         **{key: str(path) for key, path in targets.items()})
    assert found["ACCURACY_RED"] == pytest.approx(0.0030, abs=1e-7)
    assert found["UNCERTAINTY_RED"] == pytest.approx(0.0050, abs=1e-7)
    assert found["AOT_ACCURACY"] == pytest.approx(0.05, abs=1e-6) and found["CLOUD_AGREEMENT"] == 100
    assert found["PIXELS"] == 3600 and found["BANDS"] == 10
    for key, path in targets.items():
        assert found[key] == str(path) and path.stat().st_size > 1000
    assert json.loads(targets["OUTPUT_JSON"].read_text(encoding="utf-8"))["parameters"]["language"] == "en"
    layer = QgsRasterLayer(found["DIFFERENCE"], "d")
    assert layer.isValid() and layer.bandCount() == 10 and layer.bandName(3).endswith("red")
    # The style beside the file is found, and shows the red band.
    assert layer.renderer().type() == "singlebandpseudocolor" and layer.renderer().usesBands() == [3]
    value, known = layer.dataProvider().sample(layer.extent().center(), 9)
    assert known and value == pytest.approx(0.0030 + 0.0040 * checkers((60, 60))[30, 30], abs=1e-6)


def test_headless_in_french_the_report_is_in_french(headless, products, tmp_path):
    answer = headless("run", "bocage:compareproducts", "--", f"INPUT={products[0]}", f"REFERENCE={products[1]}",
                      f"OUTPUT_HTML_FILE={tmp_path / 'r.html'}", language="fr_FR.UTF-8")
    assert answer.returncode == 0, answer.stderr
    assert "réflectance de surface" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_headless_a_wrong_product_is_one_sentence(headless, products, tmp_path):
    (tmp_path / "empty.SAFE").mkdir()
    answer = headless("run", "bocage:compareproducts", "--", f"INPUT={tmp_path / 'empty.SAFE'}",
                      f"REFERENCE={products[1]}", f"OUTPUT_JSON={tmp_path / 'r.json'}")
    said = answer.stdout + answer.stderr
    assert answer.returncode == 1 and "Traceback" not in said and "empty.SAFE" in answer.stderr
    assert not (tmp_path / "r.json").exists()


def test_the_report_is_shown_among_the_results_of_qgis(algorithm):
    assert algorithm.outputDefinition("OUTPUT_HTML_FILE").type() == "outputHtml"


def test_a_path_that_does_not_exist_is_refused_before_anything_starts(algorithm, products):
    given = {"INPUT": products[0], "REFERENCE": "/nowhere.SAFE"}
    passed, message = algorithm.checkParameterValues(given, QgsProcessingContext())
    assert not passed and "/nowhere.SAFE" in message


def test_a_model_takes_its_figures_further(plugin, products, tmp_path):
    """The next step writes a raster of the uncertainty in red."""
    registry = QgsApplication.processingRegistry()
    if registry.providerById("native") is None:
        registry.addProvider(QgsNativeAlgorithms(registry))
    model = QgsProcessingModelAlgorithm("chained", "tests")
    for key in ("FIRST", "SECOND"):
        model.addModelParameter(QgsProcessingParameterFile(key, key), QgsProcessingModelParameter(key))
    source = QgsProcessingModelChildParameterSource
    compare = QgsProcessingModelChildAlgorithm("bocage:compareproducts")
    compare.setChildId("compare")
    compare.addParameterSources("INPUT", [source.fromModelParameter("FIRST")])
    compare.addParameterSources("REFERENCE", [source.fromModelParameter("SECOND")])
    model.addChildAlgorithm(compare)
    constant = QgsProcessingModelChildAlgorithm("native:createconstantrasterlayer")
    constant.setChildId("constant")
    for key, value in (("EXTENT", "0,10,0,10 [EPSG:32630]"), ("TARGET_CRS", "EPSG:32630"), ("PIXEL_SIZE", 1),
                       ("OUTPUT_TYPE", 5)):
        constant.addParameterSources(key, [source.fromStaticValue(value)])
    constant.addParameterSources("NUMBER", [source.fromChildOutput("compare", "UNCERTAINTY_RED")])
    output = QgsProcessingModelOutput("RASTER", "RASTER")
    output.setChildId("constant")
    output.setChildOutputName("OUTPUT")
    constant.setModelOutputs({"RASTER": output})
    model.addChildAlgorithm(constant)
    assert model.validate()[0], model.validate()[1]
    context, name = QgsProcessingContext(), "constant:RASTER"
    results, passed = model.run({"FIRST": products[0], "SECOND": products[1], name: str(tmp_path / "u.tif")},
                                context, QgsProcessingFeedback())
    assert passed
    layer = QgsRasterLayer(str(results.get(name, tmp_path / "u.tif")), "u")
    value, known = layer.dataProvider().sample(layer.extent().center(), 1)
    assert known and value == pytest.approx(0.0050, abs=1e-6)


class Impatient(QgsProcessingFeedback):
    """Cancels once a share of the work is done."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.progressChanged.connect(lambda percent: percent >= 100 * share and self.cancel())


def test_a_cancelled_run_leaves_nothing(algorithm, products, tmp_path):
    feedback = Impatient(0.5)
    given = {"INPUT": products[0], "REFERENCE": products[1], "OUTPUT_HTML_FILE": str(tmp_path / "r.html"),
             "OUTPUT_JSON": str(tmp_path / "r.json"), "DIFFERENCE": str(tmp_path / "d.tif")}
    results, _ = algorithm.run(given, QgsProcessingContext(), feedback)
    assert feedback.isCanceled() and not results.get("PIXELS")
    assert os.listdir(tmp_path) == []
