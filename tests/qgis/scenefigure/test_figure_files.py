"""The files of a figure: formats, credits, runs in the background and without a window; what is refused."""

from __future__ import annotations

import time

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsPointXY,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from bocage.core.engine.areas import area_of
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError
from figure_parts import SQUARE, Composed, is_red, made, picture, request, square


def test_the_same_figure_twice_is_the_same_bytes_and_the_users_project_is_not_touched(qgis_app, ground, tmp_path):
    users = QgsProject.instance()
    users.clear()
    users.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    users.setDirty(False)
    for name in ("a.png", "b.png"):
        made(ground, tmp_path / name, locator=True)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert not users.isDirty() and users.mapLayers() == {} and users.crs().authid() == "EPSG:2154"
    assert users.layoutManager().layouts() == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.pgw", "a.png", "a.png.aux.xml", "b.pgw", "b.png", "b.png.aux.xml"]


def test_without_georeference_an_old_world_file_goes(qgis_app, ground, tmp_path):
    made(ground, tmp_path / "a.png")
    made(ground, tmp_path / "a.png", georeference=False, dpi=72)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_pdf_is_georeferenced_and_svg_is_drawn(qgis_app, ground, tmp_path):
    made(ground, tmp_path / "a.pdf", dpi=96)
    made(ground, tmp_path / "a.svg", dpi=96)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF") and b"<svg" in (tmp_path / "a.svg").read_bytes()[:600]
    dataset = gdal.OpenEx(str(tmp_path / "a.pdf"))
    place = dataset.GetGeoTransform()
    assert dataset.GetSpatialRef() is not None
    x, y = place[0] + dataset.RasterXSize / 2 * place[1], place[3] + dataset.RasterYSize / 2 * place[5]
    change = QgsCoordinateTransform(QgsCoordinateReferenceSystem.fromWkt(dataset.GetSpatialRef().ExportToWkt()),
                                    QgsCoordinateReferenceSystem("EPSG:32630"), QgsCoordinateTransformContext())
    centre = change.transform(QgsPointXY(x, y))
    assert abs(centre.x() - 592500) < 2500 and abs(centre.y() - 5245500) < 2500
    made(ground, tmp_path / "b.pdf", dpi=96, georeference=False)
    assert gdal.OpenEx(str(tmp_path / "b.pdf")).GetGeoTransform(can_return_null=True) is None


def test_an_index_has_its_scale_of_colours_and_the_whole_scene_no_white_sides(qgis_app, product, tmp_path):
    from bocage.bridge.figure_export import export

    composed = Composed(product, tmp_path / "a.png", areas=[], look="NDVI", page="slide", language="fr")
    items, seen = composed.items(), composed.view.extent()
    assert [items[f"ramp {k}"].text() for k in range(3)] == ["0", "NDVI", "0,9"]
    assert seen.width() == pytest.approx(1200, rel=0.01) and seen.height() == pytest.approx(1200, rel=0.01)
    assert composed.view.rect().width() == pytest.approx(composed.view.rect().height(), rel=0.01)
    export(composed.layout, str(tmp_path / "a.png"), 100, True)
    pixels, _ = picture(tmp_path / "a.png")
    box, dots = items["ramp"].sceneBoundingRect(), 100 / 25.4
    row = pixels[:, int(box.center().y() * dots), int(box.left() * dots) + 2:int(box.right() * dots) - 2]
    # From pale yellow to dark green, never brighter again.
    light = row.sum(axis=0)
    assert light[0] > 650 and light[-1] < 200 and (np.diff(light) <= 3).all()


def test_the_hectares_are_never_cut(qgis_app, ground, tmp_path):
    composed = Composed(ground, tmp_path / "a.png", page="A5 landscape", areas=[square("Grandchamp " * 30)])
    assert composed.items()["legend"].text().endswith("…")
    assert composed.items()["legend hectares"].text() == "901 ha"


def test_a_simulated_product_is_dated_named_and_said_to_be_simulated(qgis_app, product, tmp_path):
    for language, words in (("en", ("SIMULATED", "17 January 2018, 11:06 UTC", "Sentinel-2A", "tile T30TWT")),
                            ("fr", ("SIMULATION", "17 janvier 2018, 11 h 06 UTC", "Sentinel-2A", "tuile T30TWT"))):
        composed = Composed(product, tmp_path / "a.png", areas=[], language=language)
        subtitle = composed.items()["subtitle"].text()
        assert all(word in subtitle for word in words), subtitle
        assert "simul" in composed.items()["credit"].text() and "Copernicus" not in composed.items()["credit"].text()
    assert composed.view.extent().intersects(QgsRectangle(499980, 5298840, 501180, 5300040))


def test_the_headless_run_in_french_with_a_zipped_area(headless, product, tmp_path):
    import zipfile

    shape = area_of("Champ d'essai", "POLYGON((500200 5299000,500900 5299000,500900 5299700,500200 5299000))",
                    "EPSG:32630", "essai")
    from bocage.core.engine.areas import geojson_of

    with zipfile.ZipFile(tmp_path / "zone.zip", "w") as archive:
        archive.writestr("dossier/zone.geojson", geojson_of(shape))
    answer = headless("--json", "run", "bocage:scenefigure", "--", f"INPUT={product}", f"AOI={tmp_path / 'zone.zip'}",
                      "LANGUAGE=fr", "LOOK=false_colour", "DPI=96", f"OUTPUT={tmp_path / 'figure une.png'}")
    assert answer.returncode == 0, answer.stderr
    import json

    found = json.loads(answer.stdout[answer.stdout.index("{"):])["results"]
    assert found["HECTARES"] == pytest.approx(shape.hectares, rel=1e-6)
    assert found["CREDIT_PRINTED"].startswith("simulation") and 3000 < found["SCALE"] < 12000
    pixels, _ = picture(tmp_path / "figure une.png")
    # A4 at 96 dots an inch.
    assert is_red(pixels).sum() > 300 and pixels.shape[1:] == pytest.approx((793.7, 1122.5), abs=1)


def test_in_the_background_the_window_goes_on(plugin, ground, tmp_path):
    """As a button of the window runs it: the main thread is never held."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:scenefigure")
    layer = QgsVectorLayer("Polygon?crs=EPSG:32630&field=nom:string", "zones", "memory")
    from qgis.core import QgsFeature, QgsGeometry

    feature = QgsFeature(layer.fields())
    feature.setAttribute("nom", "ZAD")
    feature.setGeometry(QgsGeometry.fromWkt(SQUARE))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer, False)
    context, feedback, done = QgsProcessingContext(), QgsProcessingFeedback(), []
    context.setProject(QgsProject.instance())
    started = time.perf_counter()
    task = QgsProcessingAlgRunnerTask(algorithm, {"INPUT": ground, "AOI": layer.id(), "DPI": 200, "LOCATOR": True,
                                                  "OUTPUT": str(tmp_path / "a.png")}, context, feedback)
    began = time.perf_counter() - started
    task.executed.connect(lambda successful, results: done.append((successful, results)))
    QgsApplication.taskManager().addTask(task)
    pauses, last = [], time.perf_counter()
    while not done and time.perf_counter() - started < 60:
        QCoreApplication.processEvents()
        pauses.append(time.perf_counter() - last)
        last = time.perf_counter()
        time.sleep(0.005)
    QCoreApplication.processEvents()
    QgsProject.instance().removeAllMapLayers()
    assert done and done[0][0], feedback.textLog()
    assert is_red(picture(tmp_path / "a.png")[0]).sum() > 1000
    # 50 ms are the aim for a slot of ours; Python's lock is shared with the thread at work.
    assert began < 0.5 and max(pauses) < 0.5, (began, max(pauses))


def run(parameters: dict):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:scenefigure")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    fine, message = algorithm.checkParameterValues(parameters, context)
    if not fine:
        raise QgsProcessingException(message)
    results, fine = algorithm.run(parameters, context, feedback, {}, False)
    return results


@pytest.mark.parametrize(("change", "words"), [
    ({"OUTPUT": "{}/a.bmp"}, ".png"), ({"INPUT": "{}/absent.tif"}, "absent.tif"),
    ({"AOI": "{}/absent.zip"}, "absent.zip"), ({"EXTENT": "0,1000,0,1000 [EPSG:32630]"}, "outside"),
    ({"DPI": 5}, "DPI"), ({"PAGE": "A9"}, "A9")])
def test_what_cannot_be_is_one_sentence_and_leaves_nothing(plugin, ground, tmp_path, change, words):
    given = {"INPUT": ground, "OUTPUT": f"{tmp_path}/a.png"}
    given.update({key: value.format(tmp_path) if isinstance(value, str) else value for key, value in change.items()})
    with pytest.raises(QgsProcessingException) as caught:
        run(given)
    assert words in str(caught.value) and "\n" not in str(caught.value).strip()
    assert list(tmp_path.iterdir()) == []


def test_an_area_elsewhere_a_page_too_fine_and_no_font_are_one_sentence(qgis_app, ground, tmp_path, monkeypatch):
    far = area_of("Fidji", "POLYGON((178 -18,179 -18,179 -17,178 -18))", "EPSG:4326", "essai")
    cases = (("figure_area_outside", {"areas": [far]}),
             ("figure_too_large", {"dpi": 1200, "page": "A3 landscape"}), ("figure_no_font", {}))
    for code, options in cases:
        if code == "figure_no_font":
            monkeypatch.setattr("bocage.bridge.figure_text.QFontDatabase", _NoFont)
        with pytest.raises(BocageError) as caught:
            made(ground, tmp_path / "a.png", **options)
        assert caught.value.code == code
        assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_nothing(qgis_app, ground, tmp_path):
    from bocage.bridge.figure_job import make_figure
    from bocage.bridge.figure_stage import Stage
    from bocage.core.errors import Cancelled

    class Stop(SilentProgress):
        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        make_figure(request(ground, tmp_path / "a.png"), Stage(QgsCoordinateTransformContext()), Stop())
    assert list(tmp_path.iterdir()) == []


class _NoFont:
    @staticmethod
    def families() -> list[str]:
        return []
