"""bocage:l2aseries in process and headless: progress, cancel, a real product beside a damaged one, refusals."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
import simulated_dates as dates  # noqa: E402

GIVEN = {"ALTITUDE": "40", "AOT_METHOD": "fixed", "WATER_VAPOUR_METHOD": "fixed", "THREADS": "1"}


class Watched(QgsProcessingFeedback):
    """Keeps the percentages and warnings; cancels at one of them."""

    def __init__(self, patience: float = 200.0) -> None:
        super().__init__()
        self.percents: list[float] = []
        self.warnings: list[str] = []
        self.progressChanged.connect(lambda percent: self._progress(percent, patience))

    def _progress(self, percent: float, patience: float) -> None:
        self.percents.append(percent)
        if percent >= patience:
            self.cancel()

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - QGIS' name
        self.warnings.append(warning)


@pytest.fixture(scope="session")
def l1c(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("série été")
    dates.write(folder, 2)
    return folder


@pytest.fixture()
def series(plugin):
    """A fresh ``bocage:l2aseries``."""
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:l2aseries")


@pytest.mark.parametrize("mode", ["nominal", "backward"])
def test_it_runs_in_process_and_its_progress_only_grows(series, l1c, tmp_path, mode):
    feedback = Watched()
    given = {"INPUT": str(l1c), "OUTPUT": str(tmp_path / "out"), "LAYER": str(tmp_path / "last.tif"), "MODE": mode,
             **GIVEN}
    results, succeeded = series.run(given, QgsProcessingContext(), feedback)
    assert succeeded and (results["COUNT"], results["KEPT"], results["SKIPPED"]) == (2, 0, 0)
    assert feedback.percents == sorted(feedback.percents) and feedback.percents[-1] == 100
    # Between the ends, the bar moves within each date.
    assert sum(5 < percent < 45 for percent in feedback.percents) > 2
    assert sum(55 < percent < 90 for percent in feedback.percents) > 2
    layer = QgsRasterLayer(results["LAYER"], "last")
    assert layer.isValid() and layer.bandCount() == 3
    assert (layer.renderer().redContrastEnhancement().maximumValue()) == 3000
    assert json.loads(Path(results["REPORT"]).read_text(encoding="utf-8"))["count"]["made"] == 2


def test_cancel_keeps_the_finished_product_and_the_next_run_ends_the_series(series, l1c, tmp_path):
    given = {"INPUT": str(l1c), "OUTPUT": str(tmp_path), **GIVEN}
    feedback = Watched(70)
    results, _ = series.run(given, QgsProcessingContext(), feedback)
    assert feedback.isCanceled() and "COUNT" not in results
    first, = dates.products(tmp_path)
    assert "20180502" in first.name and not list(tmp_path.glob(".*"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, "series_report_T30TWT.json"]
    before = first.stat().st_mtime_ns
    results, succeeded = series.create().run(given, QgsProcessingContext(), Watched())
    assert succeeded and (results["COUNT"], results["KEPT"]) == (1, 1) and first.stat().st_mtime_ns == before


def test_an_outline_drawn_in_memory_is_of_its_date_alone(series, l1c, tmp_path):
    given = {"INPUT": str(l1c), "OUTPUT": str(tmp_path), "REDO_FROM": "2018-05-02", **GIVEN}
    layer = QgsVectorLayer("Polygon?crs=EPSG:32630&field=DATE:date", "missed", "memory")
    feature = QgsFeature(layer.fields())
    # In the middle of the scene, 240 m wide.
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(589400, 5249300, 589640, 5249540)))
    feature.setAttribute("DATE", QDate(2018, 5, 7))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    results, succeeded = series.run({**given, "PAINTED": layer.id()}, context, Watched())
    assert succeeded and results["COUNT"] == 2
    said = [json.loads(next(product.glob("*_STAC.json")).read_text(encoding="utf-8"))["properties"][
        "bocage:processing"] for product in dates.products(tmp_path)]
    assert ["painted_sha256" in one for one in said] == [False, True]


def test_headless_it_makes_a_real_product_and_skips_the_damaged_one_beside_it(headless, shared, tmp_path):
    source = next((shared / "data" / "s2_l1c_safe").glob("*T56JMM*.zip"), None)
    if source is None:
        pytest.skip("no real L1C product in the shared folder")
    folder = tmp_path / "L1C reçus"
    folder.mkdir()
    (folder / source.name).symlink_to(source)
    whole = source.read_bytes()
    cut = folder / source.name.replace("20180629T000241", "20180709T000241")
    cut.write_bytes(whole[:len(whole) // 2])
    band_cut(source, folder / "band cut.zip")
    results = headless.run("bocage:l2aseries", INPUT=str(folder), OUTPUT=str(tmp_path / "L2A"), THREADS="2")
    assert (results["COUNT"], results["KEPT"], results["SKIPPED"]) == (1, 0, 2)
    product, = dates.products(tmp_path / "L2A")
    assert QgsRasterLayer(str(next(product.glob("*_SRE_B4.tif"))), "red").isValid()
    report = json.loads(Path(results["REPORT"]).read_text(encoding="utf-8"))
    assert cut.name in json.dumps(report["left_out"])
    again = headless.run("bocage:l2aseries", INPUT=str(folder), OUTPUT=str(tmp_path / "L2A"), THREADS="2")
    assert (again["COUNT"], again["KEPT"], again["SKIPPED"]) == (0, 1, 2)


def band_cut(source: Path, target: Path) -> None:
    """The same product of another day, one band's file cut to a third."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w") as other:
        for name in whole.namelist():
            data = whole.read(name)
            if name.endswith(".xml"):
                data = data.replace(b"2018-06-29T", b"2018-07-19T")
            other.writestr(name, data[:len(data) // 3] if name.endswith("_B04.jp2") else data)


def test_headless_a_series_without_a_good_product_fails_with_one_sentence(headless, tmp_path):
    (tmp_path / "in" / "vide.SAFE").mkdir(parents=True)
    for language, word in (("C.UTF-8", "holds no"), ("fr_FR.UTF-8", "ne contient aucun")):
        answer = headless("run", "bocage:l2aseries", "--", f"INPUT={tmp_path / 'in'}", f"OUTPUT={tmp_path / 'out'}",
                          language=language)
        assert answer.returncode == 1 and word in answer.stderr, answer.stderr
        assert "Traceback" not in answer.stdout + answer.stderr


@pytest.mark.parametrize(("key", "value", "word"), [
    ("START", "yesterday", "yesterday"), ("REDO_FROM", "2018-13-01", "2018-13-01"), ("INPUT", "/nowhere", "nowhere"),
    ("MODE", "sideways", "sideways"), ("AOT", "3", "AOT")])
def test_what_cannot_run_is_said_before_it_starts(series, l1c, tmp_path, key, value, word):
    given = {"INPUT": str(l1c), "OUTPUT": str(tmp_path), key: value}
    passed, message = series.checkParameterValues(given, QgsProcessingContext())
    assert not passed and word in message


def test_an_output_folder_that_is_a_file_is_refused_and_the_file_stays(series, l1c, tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    given = {"INPUT": str(l1c), "OUTPUT": str(tmp_path / "out"), **GIVEN}
    _, succeeded = series.run(given, QgsProcessingContext(), Watched())
    assert not succeeded and (tmp_path / "out").is_file()
