"""A figure to publish: red where the outline is, a scale bar of the right length, texts apart, a true north."""

from __future__ import annotations

import math
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsLayoutItemLabel,
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

from bocage.core.engine.areas import Area, area_of
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.errors import BocageError

KEYS = ["INPUT", "AOI", "TITLE", "LOOK", "EXTENT", "PAGE", "DPI", "LANGUAGE", "CREDIT", "MARGIN", "NORTH", "SCALE_BAR",
        "GRATICULE", "LOCATOR", "GEOREFERENCE", "OUTPUT"]
#: Upper left of the ground, EPSG:32630, and its side in pixels of 20 m.
LEFT, TOP, SIDE = 588960.0, 5250000.0, 400
SQUARE = "POLYGON((591000 5244000,594000 5244000,594000 5247000,591000 5247000,591000 5244000))"


@pytest.fixture(scope="module")
def ground(tmp_path_factory) -> str:
    """Three bands of a soft grey-green, no red anywhere."""
    path = tmp_path_factory.mktemp("sol à voir") / "ground.tif"
    grid = Grid("EPSG:32630", (LEFT, 20.0, 0.0, TOP, 0.0, -20.0), (SIDE, SIDE))
    row, column = np.mgrid[0:SIDE, 0:SIDE]
    with RasterWriter(str(path), grid, "uint8", 3) as writer:
        for band, base in ((1, 90), (2, 120), (3, 100)):
            writer.write((base + (row // 25 + column // 25) % 2 * 30).astype(np.uint8), band)
        writer.close()
    return str(path)


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> str:
    """An L2A product of 1.2 km made of a simulation, which says so."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
    from dated_product import CORNER, grid, numbers
    from l2a_pair import L2A, write_muscate

    ramp = 500 + 20 * np.arange(120)[:, None] + np.zeros(120)[None, :]
    source = {"acquired": datetime(2018, 1, 17, 11, 6, 31, tzinfo=timezone.utc), "tile": "30TWT", "crs": "EPSG:32630",
              "identifier": "S2A_MSIL1C_20180117T110631_N0206_R137_T30TWT_20180117T140631",
              "extras": {"datastrip": "S2A_OPER_MSI_L1C_DS_SIMU_20180117T140631_S20180117T110631_N02.06"}}
    grids = {"R1": grid(10, CORNER, 1200, "EPSG:32630"), "R2": grid(20, CORNER, 1200, "EPSG:32630")}
    scene = L2A(numbers({"B8": ramp, "B4": 400}), {}, grids, source=source)
    return write_muscate(tmp_path_factory.mktemp("l2a"), scene)


def square(name: str = "ZAD") -> Area:
    return area_of(name, SQUARE, "EPSG:32630", "essai")


def request(ground: str, output: Path, **options):
    from bocage.bridge.figure_job import FigureRequest

    return FigureRequest(**{"input": ground, "output": str(output), "areas": [square()], "dpi": 150, **options})


def made(ground: str, output: Path, **options):
    from bocage.bridge.figure_job import make_figure
    from bocage.bridge.figure_stage import Stage

    return make_figure(request(ground, output, **options), Stage(QgsCoordinateTransformContext()), SilentProgress())


class Composed:
    """The layout of a request, kept open to be looked at."""

    def __init__(self, ground: str, output: Path, **options) -> None:
        from bocage.bridge import figure, figure_job
        from bocage.bridge.figure_stage import Stage

        self.stage = Stage(QgsCoordinateTransformContext())
        self.stage.__enter__()
        asked = request(ground, output, **options)
        scene = figure_job._scene(asked, self.stage.project, output.parent, SilentProgress())
        self.figure = figure_job._figure(asked, scene, self.stage.project)
        figure.compose(self.figure, self.stage.layout)
        self.layout, self.view = self.stage.layout, figure.main_map(self.stage.layout)

    def items(self) -> dict:
        return {item.id(): item for item in self.layout.items() if hasattr(item, "id") and item.id()}


def picture(path: Path) -> tuple[np.ndarray, tuple]:
    """Pixels (band, rows, columns) and GDAL's geotransform."""
    dataset = gdal.OpenEx(str(path))
    return dataset.ReadAsArray()[:3].astype(int), dataset.GetGeoTransform()


def is_red(pixels: np.ndarray) -> np.ndarray:
    return (pixels[0] > 170) & (pixels[1] < 110) & (pixels[2] < 110)


def test_the_keys_are_published_and_the_tuning_ones_advanced(plugin):
    algorithm = QgsApplication.processingRegistry().algorithmById("bocage:scenefigure")
    assert [one.name() for one in algorithm.parameterDefinitions()] == KEYS
    assert {one.name() for one in algorithm.outputDefinitions()} == {"OUTPUT", "SCALE", "HECTARES", "CREDIT_PRINTED"}
    from bocage.bridge import figure, figure_export, figure_words, scenes
    from bocage.processing import scenefigure

    assert scenefigure.PAGES == tuple(figure.PAGES) and scenefigure.LOOKS == tuple(scenes.LOOKS)
    assert all(f"look_{look.lower()}" in figure_words._WORDS for look in scenes.LOOKS)
    assert scenefigure.NORTHS == figure.NORTHS and scenefigure.EXTENSIONS == figure_export.EXTENSIONS
    assert scenefigure.LANGUAGES[1:] == figure_words.LANGUAGES


def test_the_outline_is_red_where_it_must_be_and_nowhere_else(qgis_app, ground, tmp_path):
    result = made(ground, tmp_path / "à voir.png", graticule=False)
    pixels, place = picture(tmp_path / "à voir.png")
    assert gdal.OpenEx(result.output).GetSpatialRef().GetAuthorityCode(None) == "32630"
    red = is_red(pixels)

    def at(x: float, y: float) -> bool:
        column, row = (x - place[0]) / place[1], (y - place[3]) / place[5]
        # 0.6 mm at 150 dots an inch are 3.5 pixels: the middle one is red for sure.
        return bool(red[int(row), int(column)])

    for share in np.linspace(0.02, 0.98, 25):
        along = 591000 + 3000 * share, 5244000 + 3000 * share
        assert at(along[0], 5244000) and at(along[0], 5247000) and at(591000, along[1]) and at(594000, along[1])
    inside = np.linspace(591200, 593800, 30)
    assert not any(at(x, y) for x in inside for y in inside - 591000 + 5244000)
    # Nothing else is red in the map, but the swatch of the legend under it.
    column = ((591000 - place[0]) / place[1], (594000 - place[0]) / place[1])
    upper = red[:int((5243900 - place[3]) / place[5])]
    assert np.flatnonzero(upper.any(axis=0)).min() > column[0] - 4
    assert np.flatnonzero(upper.any(axis=0)).max() < column[1] + 4


@pytest.mark.parametrize(("page", "dpi"), [("A4 landscape", 150), ("A5 landscape", 300)])
def test_the_scale_bar_has_its_length_on_the_ground(qgis_app, ground, tmp_path, page, dpi):
    composed = Composed(ground, tmp_path / "a.png", page=page, dpi=dpi)
    from bocage.bridge.figure_export import export

    export(composed.layout, str(tmp_path / "a.png"), dpi, True)
    pixels, place = picture(tmp_path / "a.png")
    bar = composed.items()["scale bar"]
    drawn_m = bar_pixels(pixels, bar, dpi) * place[1]
    told = 2 * bar.unitsPerSegment() * (1000 if bar.unitLabel() == "km" else 1)
    # Metres of the grid and of the ground: UTM's scale factor here is 0.9997.
    measure = QgsDistanceArea()
    measure.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:32630"), QgsCoordinateTransformContext())
    measure.setEllipsoid("EPSG:7030")
    ground_m = measure.measureLine(QgsPointXY(591000, 5245000), QgsPointXY(591000 + drawn_m, 5245000))
    assert ground_m == pytest.approx(told, rel=0.02)
    assert told in (200, 400, 500, 1000, 2000, 4000, 5000)


def test_the_scale_bar_is_right_where_the_projection_stretches(qgis_app, tmp_path):
    """Web Mercator at 47 N draws everything 1.47 times too large: the ground counts, not the grid."""
    path = tmp_path / "mercator.tif"
    grid = Grid("EPSG:3857", (-200000.0, 30.0, 0.0, 6010000.0, 0.0, -30.0), (400, 400))
    with RasterWriter(str(path), grid, "uint8", 1) as writer:
        writer.write(np.full((400, 400), 120, np.uint8))
        writer.close()
    composed = Composed(str(path), tmp_path / "a.png", areas=[])
    bar, view = composed.items()["scale bar"], composed.view
    assert _ground_share(view) == pytest.approx(math.cos(math.radians(47.4)), abs=0.01)
    from bocage.bridge.figure_export import export

    export(composed.layout, str(tmp_path / "a.png"), 150, True)
    pixels, place = picture(tmp_path / "a.png")
    drawn_m = bar_pixels(pixels, bar, 150) * place[1] * _ground_share(view)
    assert drawn_m == pytest.approx(2 * bar.unitsPerSegment() * 1000, rel=0.02)


def bar_pixels(pixels: np.ndarray, bar, dpi: int) -> int:
    """Length of the bar as printed: the longest dark row of its box."""
    box, dots = bar.sceneBoundingRect(), dpi / 25.4
    part = pixels[:, int(box.top() * dots):int(box.bottom() * dots), int(box.left() * dots):int(box.right() * dots)]
    dark = (part < 90).all(axis=0)
    columns = np.flatnonzero(dark[max(range(dark.shape[0]), key=lambda row: int(dark[row].sum()))])
    return int(columns.max() - columns.min())


def _ground_share(view) -> float:
    from bocage.bridge.figure_scale import ground_width_m

    return ground_width_m(view) / view.extent().width()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", ["A4 landscape", "A4 portrait", "A3 landscape", "A5 landscape", "square", "slide"])
def test_texts_fit_their_places_and_do_not_overlap(qgis_app, ground, tmp_path, page, language):
    long = "Notre-Dame-des-Landes, Vigneux-de-Bretagne, Fay-de-Bretagne, Treillières et Grandchamp-des-Fontaines " * 2
    composed = Composed(ground, tmp_path / "a.png", page=page, language=language, title=long, credit=long,
                        areas=[square(long[:90])])
    from bocage.bridge.figure_text import width_mm

    items = composed.items()
    whole = composed.layout.pageCollection().page(0).sceneBoundingRect()
    boxes = {name: item.sceneBoundingRect().adjusted(0.1, 0.1, -0.1, -0.1) for name, item in items.items()}
    for name, box in boxes.items():
        assert whole.contains(box), name
        assert [other for other in boxes if other > name and boxes[other].intersects(box)] == [], name
    texts = [item for item in items.values() if isinstance(item, QgsLayoutItemLabel)]
    assert len(texts) >= 5 and items["title"].text().endswith("…")
    for item in texts:
        chosen = item.textFormat().font() if hasattr(item, "textFormat") else item.font()
        size = item.textFormat().size() if hasattr(item, "textFormat") else chosen.pointSizeF()
        assert width_mm(item.text(), size, chosen.bold()) <= item.rect().width() + 0.05, item.text()
        # As QGIS measures: a longer line would be broken, and its end not seen.
        assert item.sizeForText().width() <= item.rect().width() + 0.05, item.text()


def test_north_is_the_poles_and_says_so(qgis_app, ground, tmp_path):
    true, grid = (Composed(ground, tmp_path / "a.png", north=north) for north in ("true", "grid"))
    centre = true.view.extent().center()
    x, y = transform_points(np.array(centre.x()), np.array(centre.y()), "EPSG:32630", "EPSG:4326")
    # Convergence of the meridian, 3 W being UTM 30's central one.
    convergence = math.degrees(math.atan(math.tan(math.radians(float(x) + 3)) * math.sin(math.radians(float(y)))))
    assert convergence > 0.8
    # East of the central meridian the pole lies to the left of grid north.
    assert true.items()["north"].pictureRotation() == pytest.approx(-convergence, abs=0.02)
    assert grid.items()["north"].pictureRotation() == pytest.approx(0.0, abs=1e-6)
    assert true.items()["north words"].text() == "true north" and grid.items()["north words"].text() == "grid north"
    assert "north" not in Composed(ground, tmp_path / "a.png", north="none").items()


def test_a_scene_in_degrees_is_drawn_in_its_utm_zone(qgis_app, tmp_path):
    path = tmp_path / "degrees.tif"
    grid = Grid("EPSG:4326", (-1.8, 0.0005, 0.0, 47.4, 0.0, -0.0005), (200, 200))
    with RasterWriter(str(path), grid, "uint8", 1) as writer:
        writer.write(np.full((200, 200), 120, np.uint8))
        writer.close()
    composed = Composed(str(path), tmp_path / "a.png", areas=[])
    assert composed.view.crs().authid() == "EPSG:32630"
    assert "UTM zone 30N" in composed.items()["reference"].text()


def test_margins_give_way_before_white_borders_show(qgis_app):
    from bocage.bridge.figure import shaped

    inside, keep = QgsRectangle(0, 0, 12000, 12000), QgsRectangle(5200, 2800, 9700, 7300)
    seen = shaped(QgsRectangle(3000, 600, 12000, 9600), 1.75, inside, keep)
    assert inside.contains(seen) and seen.contains(keep) and seen.width() / seen.height() == pytest.approx(1.75)
    # At the edge of the scene the area is still seen whole.
    out = QgsRectangle(11000, 3000, 13000, 5000)
    assert shaped(QgsRectangle(10000, 2000, 14000, 6000), 1.75, inside, out).contains(out)
    plain = shaped(QgsRectangle(0, 0, 100, 100), 2.0, QgsRectangle(), QgsRectangle())
    assert (plain.width(), plain.height()) == pytest.approx((200, 100))


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
