"""A figure to publish: red where the outline is, a scale bar of the right length, texts apart, a true north."""

from __future__ import annotations

import math

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsLayoutItemLabel,
    QgsPointXY,
    QgsRectangle,
)

from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter, transform_points
from figure_parts import KEYS, Composed, is_red, made, picture, square


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
