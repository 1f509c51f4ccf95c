"""The Series page: dates listed, flipped, blinked and swiped; looks; the profile and its plot."""

from __future__ import annotations

import csv
import io
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from qgis.core import QgsPointXY, QgsProject, QgsRectangle, QgsTemporalNavigationObject
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsMapCanvas, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QKeyEvent, QPainter, QPalette
from qgis.PyQt.QtWidgets import QApplication, QMainWindow

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))

import dated_product  # noqa: E402

from bocage.core.catalogue.model import LOCAL, SceneRecord  # noqa: E402
from bocage.core.products import open_product  # noqa: E402

DAYS = ("2018-01-17", "2018-02-06", "2018-03-08", "2018-04-17")
#: Red reflectance of each date, in DN; near infrared is 4000 throughout.
RED = (500, 1000, 1500, 2000)


@pytest.fixture(scope="module")
def products(tmp_path_factory) -> list[str]:
    """Four dates of one field: uniform, clouds over its upper left on the second, nothing there on the third."""
    folder = tmp_path_factory.mktemp("série d'été")
    found = []
    for number, (day, red) in enumerate(zip(DAYS, RED)):
        values = {"B4": np.full((120, 120), red), "B8": 4000, "B3": 800, "B2": 600}
        masks = {}
        if number == 1:
            masks["CLM"] = dated_product.square(slice(0, 60), slice(0, 60), dated_product.CLM_CLOUD)
        if number == 2:
            values["B4"][:60, :60] = dated_product.NODATA
        found.append(dated_product.product(folder, day, values, masks))
    return found


def record(path: str) -> SceneRecord:
    product = open_product(path)
    return SceneRecord(product.identifier, LOCAL, product.platform, product.level, product.tile, product.acquired, (),
                       path=path)


@pytest.fixture()
def window(plugin):
    """A canvas in a window, and QGIS' interface as the page knows it."""
    main = QMainWindow()
    canvas = QgsMapCanvas(main)
    canvas.setCanvasColor(QColor(255, 255, 255))
    bar = QgsMessageBar(main)
    main.setCentralWidget(canvas)
    main.resize(400, 300)
    main.show()
    QgsProject.instance().clear()
    yield SimpleNamespace(mapCanvas=lambda: canvas, messageBar=lambda: bar, mainWindow=lambda: main)
    QgsProject.instance().clear()
    main.close()


@pytest.fixture()
def page(window, products):
    """The page with the four scenes on the map and the canvas over them."""
    from bocage.bridge import scenes
    from bocage.ui.series_page import SeriesPage

    for path in products:
        scenes.add_scene(record(path))
    found = SeriesPage(window)
    canvas = window.mapCanvas()
    layer = found.scenes[0].layer
    canvas.setDestinationCrs(layer.crs())
    canvas.setLayers([one.layer for one in reversed(found.scenes)])
    canvas.setExtent(layer.extent())
    canvas.refresh()
    yield found
    found.close_all()
    found.deleteLater()


def wait(condition, seconds: float = 15.0) -> None:
    """Let the event loop turn until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        QApplication.processEvents()
        time.sleep(0.005)


def press(widget, key) -> None:
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def drawn(page) -> QImage:
    """What the curtain paints, on black."""
    canvas = page.canvas
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    page.comparison.curtain.paint(painter)
    painter.end()
    return image


def red_of(number: int) -> int:
    """Red as QGIS draws that date: the stretch, then the power, decimals dropped."""
    return int(255 * (int(255 * RED[number] / 10000 / 0.30) / 255) ** 0.8)


def test_scenes_are_listed_by_date_and_follow_the_project(page):
    rows = [page.list.topLevelItem(row).text(0) for row in range(page.list.topLevelItemCount())]
    assert rows == list(DAYS)
    assert page.list.topLevelItem(0).text(1) == "S2A L2A" and page.list.topLevelItem(0).text(2) == "T30TWT"
    QgsProject.instance().removeMapLayer(page.scenes[1].layer.id())
    wait(lambda: page.list.topLevelItemCount() == 3)
    assert [one.acquired.month for one in page.scenes] == [1, 3, 4]
    for one in list(page.scenes):
        QgsProject.instance().removeMapLayer(one.layer.id())
    wait(lambda: not page.scenes and not page.empty.isHidden())
    assert not page.blink.isEnabled() and not page.look.isEnabled()


def test_arrows_step_through_dates_and_the_picture_flips_at_once(page):
    page.list.setCurrentItem(page.list.topLevelItem(0))
    comparison = page.comparison
    wait(lambda: all(comparison.images.image(one.layer_id) is not None for one in page.scenes))
    for number, key in ((1, Qt.Key.Key_Right), (2, Qt.Key.Key_Down), (1, Qt.Key.Key_Left), (2, Qt.Key.Key_Right)):
        begin = time.perf_counter()
        press(page.list, key)
        taken = time.perf_counter() - begin
        # No event was processed in between: the picture is there within the key press itself.
        assert comparison.curtain.isVisible() and comparison.curtain.left[1].startswith(DAYS[number])
        colour = QColor(drawn(page).pixel(300, 200))
        assert colour.red() == pytest.approx(red_of(number), abs=1)
        assert taken < 0.05
    wait(lambda: [one for one in page.scenes if QgsProject.instance().layerTreeRoot().findLayer(
        one.layer.id()).isVisible()] == [page.scenes[2]])


def test_a_swipe_shows_each_date_on_its_side_of_the_line(page):
    page.list.topLevelItem(0).setSelected(True)
    page.list.topLevelItem(3).setSelected(True)
    press(page.list, Qt.Key.Key_S)
    comparison = page.comparison
    assert page.swipe.isChecked() and page.canvas.mapTool() is comparison.tool
    wait(lambda: all(comparison.images.image(page.scenes[n].layer_id) is not None for n in (0, 3)))
    for share in (0.25, 0.6):
        comparison.tool.moved.emit(share)
        x = int(share * page.canvas.width())
        picture = drawn(page)
        for place, number in ((x - 10, 0), (x + 10, 3)):
            assert QColor(picture.pixel(place, 220)).red() == pytest.approx(red_of(number), abs=1)
        assert page.line.value() == round(100 * share)
    assert comparison.curtain.left[1] == f"{DAYS[0]} S2A L2A" and comparison.curtain.right[1] == f"{DAYS[3]} S2A L2A"
    page.line.setValue(10)
    assert comparison.curtain.share == pytest.approx(0.1)
    press(page.canvas, Qt.Key.Key_Escape)
    assert not page.swipe.isChecked() and not comparison.curtain.isVisible() and page.canvas.mapTool() is None


def test_a_blink_shows_two_dates_by_turns_and_its_period_can_change(page):
    page.period.setValue(0.1)
    page.list.topLevelItem(1).setSelected(True)
    page.list.topLevelItem(3).setSelected(True)
    page.blink.click()
    comparison = page.comparison
    seen: set[str] = set()

    def both() -> bool:
        seen.add(comparison.curtain.left[1][:10])
        return seen == {DAYS[1], DAYS[3]}

    wait(both)
    page.period.setValue(2.0)
    assert comparison._beat.interval() == 2000
    # A blink ends when another date is asked for.
    page.list.setCurrentItem(page.list.topLevelItem(0))
    assert not page.blink.isChecked() and not comparison._beat.isActive()


def test_pictures_are_of_what_the_canvas_looks_at(page):
    page.list.setCurrentItem(page.list.topLevelItem(0))
    comparison = page.comparison
    wait(lambda: comparison.images.image(page.scenes[0].layer_id) is not None)
    extent = page.canvas.extent()
    page.canvas.setExtent(QgsRectangle(extent.xMinimum(), extent.yMinimum(), extent.center().x(), extent.center().y()))
    # No picture of the view before is left over the new one; the label stays.
    assert comparison.images.image(page.scenes[0].layer_id) is None and comparison.curtain.left[0] is None
    wait(lambda: comparison.images.image(page.scenes[0].layer_id) is not None)


def test_the_canvas_shows_by_itself_what_was_flipped_to(page):
    """Once flipping stops the picture goes, so that what changes on the map is seen; the date stays written."""
    page.canvas.setLayers([])
    bridge = QgsLayerTreeMapCanvasBridge(QgsProject.instance().layerTreeRoot(), page.canvas)
    try:
        page.list.setCurrentItem(page.list.topLevelItem(2))
        curtain = page.comparison.curtain
        wait(lambda: page.canvas.layers() == [page.scenes[2].layer] and not page.canvas.isDrawing()
             and curtain.left[0] is None and curtain.left[1] == f"{DAYS[2]} S2A L2A")
    finally:
        sip.delete(bridge)


def test_an_outline_that_comes_is_in_the_pictures(page):
    from qgis.core import QgsVectorLayer

    page.list.setCurrentItem(page.list.topLevelItem(0))
    images = page.comparison.images
    wait(lambda: images.image(page.scenes[0].layer_id) is not None)
    before = images.image(page.scenes[0].layer_id)
    page.canvas.setLayers(list(reversed(page.canvas.layers())))
    assert images.image(page.scenes[0].layer_id) is before, "the order of scenes changes nothing"
    outline = QgsVectorLayer("Polygon?crs=EPSG:32630", "outline", "memory")
    QgsProject.instance().addMapLayer(outline, False)
    page.canvas.setLayers([outline, *page.canvas.layers()])
    assert images.image(page.scenes[0].layer_id) is None
    assert images.settings_with(page.scenes[1].layer).layers() == [outline, page.scenes[1].layer]
    wait(lambda: images.image(page.scenes[0].layer_id) is not None)
    page.canvas.setLayers([])


def test_levels_do_not_join_in_the_plot(page):
    from bocage.ui.plots import PointSeries

    picked(page, *CLEAR)
    plot = page.profile.plot
    wait(lambda: plot.points and len(plot.points[0].values) == 4 and plot.canvas is not None, 30)
    above = [replace(one, level="L1C", values=(one.values[0] - 0.1,)) for one in plot.points[0].values]
    plot.show_points([PointSeries(-1.99, 47.84, [*plot.points[0].values, *above])], "NDVI")
    plot.draw()
    lines = [line for line in plot.axes.get_lines() if line.get_linestyle() != "None"]
    assert [line.get_linestyle() for line in lines] == ["-", ":"]
    assert [len(line.get_xdata()) for line in lines] == [4, 4]
    assert [text.get_text()[-3:] for text in plot.axes.get_legend().get_texts()] == ["L2A", "L1C"]


def test_a_look_is_given_to_every_scene_in_place(page):
    before = [one.layer.id() for one in page.scenes]
    page.set_look("NDVI")
    wait(lambda: [one.look for one in page.scenes] == ["NDVI"] * 4)
    assert [one.layer.id() for one in page.scenes] == before
    assert all(one.layer.name().endswith("NDVI") and one.layer.isValid() for one in page.scenes)
    assert page.scenes[0].layer.bandCount() == 1 and page.scenes[0].layer.temporalProperties().isActive()
    page.set_look("natural")
    wait(lambda: [one.look for one in page.scenes] == ["natural"] * 4)
    assert page.scenes[0].layer.bandCount() == 3


def test_a_look_that_cannot_be_is_one_sentence(page, window):
    page.set_look("cirrus / red")
    wait(lambda: window.messageBar().currentItem() is not None)
    assert "cirrus" in window.messageBar().currentItem().text()
    assert [one.look for one in page.scenes] == ["natural"] * 4


def test_a_scene_of_a_server_that_offers_nothing_is_one_sentence(page, window, products):
    page.show_records([replace(record(products[0]), identifier="far", path="", source="earth-search")])
    wait(lambda: window.messageBar().currentItem() is not None)
    assert window.messageBar().currentItem().text().startswith("far is not on this computer")
    assert len(page.scenes) == 4


def test_scenes_of_the_catalogue_come_to_the_map(window, products):
    from bocage.ui.series_page import SeriesPage

    page = SeriesPage(window)
    page.show_records([record(path) for path in products])
    wait(lambda: len(page.scenes) == 4)
    page.show_records([record(path) for path in products])
    QApplication.processEvents()
    assert len(page.scenes) == 4
    page.close_all()


def test_scenes_of_a_project_whose_virtual_rasters_are_gone_come_back(page, tmp_path):
    """As on another computer, where the profile does not hold them."""
    project, path = QgsProject.instance(), str(tmp_path / "à rouvrir.qgz")
    page.set_look("NDVI")
    wait(lambda: [one.look for one in page.scenes] == ["NDVI"] * 4)
    assert project.write(path)
    sources = [Path(one.layer.source()) for one in page.scenes]
    project.clear()
    wait(lambda: page.list.topLevelItemCount() == 0)
    for source in sources:
        source.unlink()
    project.read(path)
    wait(lambda: len(page.scenes) == 4 and all(one.layer.isValid() for one in page.scenes))
    assert [one.look for one in page.scenes] == ["NDVI"] * 4 and all(source.exists() for source in sources)


def test_the_plot_wears_the_palette_of_the_window(page):
    from bocage.ui import plots

    plot = plots.SeriesPlot()
    dark = QPalette(plot.palette())
    dark.setColor(QPalette.ColorRole.Base, QColor("#202326"))
    dark.setColor(QPalette.ColorRole.Text, QColor("#fcfcfc"))
    plot.setPalette(dark)
    plot.load()
    wait(lambda: plot.canvas is not None, 30)
    plot.draw()
    as_hex = "#{:02x}{:02x}{:02x}".format
    assert as_hex(*(round(255 * part) for part in plot._figure.get_facecolor()[:3])) == "#202326"
    assert plot.axes.xaxis.label.get_color() == "#fcfcfc"


def test_a_project_that_is_closed_takes_everything_with_it(page):
    page.list.setCurrentItem(page.list.topLevelItem(0))
    page.period.setValue(0.1)
    page.blink.click()
    picked(page, *CLEAR)
    QgsProject.instance().clear()
    wait(lambda: page.list.topLevelItemCount() == 0)
    assert page.comparison.mode != "blink" and not page.comparison.scenes
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.02)


def test_what_the_catalogue_lists_is_offered_and_profiled_without_being_shown(window, products):
    from bocage.ui.series_page import SeriesPage

    page = SeriesPage(window)
    assert page.add_found.isHidden() and not page.profile.every.isEnabled()
    records = [record(path) for path in products]
    page.set_scenes([*records, replace(records[0], identifier="elsewhere", path="", source="earth-search")])
    assert not page.add_found.isHidden() and "4" in page.add_found.text()
    page.profile.add_point(-1.9921, 47.8492)
    wait(lambda: len(page.profile.points[0].values) == 4)
    page.add_found.click()
    wait(lambda: len(page.scenes) == 4)
    assert page.add_found.isHidden()
    QgsProject.instance().removeMapLayer(page.scenes[0].layer_id)
    wait(lambda: len(page.profile.records) == 3)
    page.profile.every.click()
    wait(lambda: len(page.profile.records) == 4 and len(page.profile.points[0].values) == 4)
    page.close_all()


def picked(page, x: float, y: float) -> None:
    """A click of the profile tool at a place of the product (EPSG:32630)."""
    page.profile.tool.pick(QgsPointXY(x, y))


CLEAR, CLOUDED = (500580.0 + 5, 5299440.0 - 5), (500080.0 + 5, 5299940.0 - 5)


def test_a_click_gives_the_series_of_that_point(page):
    page.profile.button.setChecked(True)
    assert page.canvas.mapTool() is page.profile.tool
    picked(page, *CLEAR)
    plot = page.profile.plot
    wait(lambda: plot.points and len(plot.points[0].values) == 4)
    found = plot.points[0].dated()
    assert [f"{one.acquired:%Y-%m-%d}" for one in found] == list(DAYS)
    expected = [(0.4 - red / 10000) / (0.4 + red / 10000) for red in RED]
    assert [one.values[0] for one in found] == pytest.approx(expected, abs=1e-5)
    assert len(page.profile.markers._marks) == 1
    page.profile.variable.setEditText("B4")
    page.profile.read_again()
    wait(lambda: len(plot.points[0].values) == 4 and plot.variable == "B4")
    assert [one.values[0] for one in plot.points[0].dated()] == pytest.approx([red / 10000 for red in RED], abs=1e-6)


def test_hidden_dates_are_hollow_and_tell_why(page):
    from bocage.ui.plots import is_hidden, reason_of

    picked(page, *CLOUDED)
    plot = page.profile.plot
    wait(lambda: plot.points and len(plot.points[0].values) == 4 and plot.canvas is not None, 30)
    plot.draw()
    clouded = plot.points[0].dated()[1]
    assert is_hidden(clouded) and reason_of(clouded) == "cloud"
    # The third date has nothing there: no mark, a line in the table.
    assert len(plot.points[0].dated()) == 3
    lines = {line.get_fillstyle(): list(line.get_ydata()) for line in plot.axes.get_lines()}
    assert len(lines["full"]) == 2 and lines["none"] == pytest.approx([(0.4 - 0.1) / 0.5], abs=1e-5)
    number = next(n for n, mark in enumerate(plot._marks) if mark[3] is clouded)
    told = plot.describe(number)
    assert "2018-02-06" in told and "cloud" in told and "NDVI: 0.6" in told
    rows = list(csv.DictReader(io.StringIO(plot.table())))
    assert [row["hidden"] for row in rows] == ["0", "1", "0", "0"] or rows[2]["value"] == ""
    assert rows[2]["value"] == "" and rows[2]["reason"] == "no data"
    assert rows[1]["flags"] == "cloud" and float(rows[0]["value"]) == pytest.approx(0.35 / 0.45, abs=1e-5)


def test_several_points_are_compared_and_the_plot_is_exported(page, tmp_path):
    for place in (CLEAR, CLOUDED):
        picked(page, *place)
    plot = page.profile.plot
    wait(lambda: len(plot.points) == 2 and all(len(point.values) == 4 for point in plot.points)
         and plot.canvas is not None, 30)
    plot.draw()
    assert plot.axes.get_ylabel() == "NDVI (no unit)" and plot.axes.get_xlabel() == "Date (UTC)"
    assert len(plot.axes.get_legend().get_texts()) == 2
    forms = {line.get_marker() for line in plot.axes.get_lines()}
    assert len(forms) == 2, "colour is never the only sign"
    for suffix, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("csv", b"longitude")):
        path = tmp_path / f"courbe d'été.{suffix}"
        plot.export(str(path))
        assert path.read_bytes().startswith(start)
    assert [action.text() for action in plot.menu().actions()] == ["Export as PNG", "Export as SVG", "Export as CSV"]
    day, value, _, one = plot._marks[0]
    x, y = plot.axes.transData.transform((day, value))
    assert plot.at(x + 3, y - 3) == 0 and plot.at(x + 40, y + 40) == -1
    page.profile.clear()
    assert plot.points == [] and page.profile.markers._marks == []


def test_a_mark_of_the_plot_leads_to_its_scene(page):
    picked(page, *CLEAR)
    plot = page.profile.plot
    wait(lambda: plot.points and len(plot.points[0].values) == 4 and plot.canvas is not None, 30)
    plot.draw()
    press(plot, Qt.Key.Key_Right)
    press(plot, Qt.Key.Key_Right)
    assert page.list.current() == page.scenes[1].layer.id() and page.comparison.mode == "flip"


def test_without_matplotlib_one_sentence_says_so(page, monkeypatch):
    from bocage.ui import plots

    def absent(_job):
        raise ModuleNotFoundError("No module named 'matplotlib'")

    monkeypatch.setattr(plots, "_import_matplotlib", absent)
    plot = plots.SeriesPlot()
    plot.load()
    wait(lambda: "matplotlib" in plot.words.text())
    assert plot.words.text().count(".") == 1 and plot.canvas is None
    plot.show_points([plots.PointSeries(1.0, 2.0)], "NDVI")
    actions = plot.menu().actions()
    assert [action.isEnabled() for action in actions] == [False, False, True]


def test_points_are_kept_in_the_project_and_clear_with_it(page):
    picked(page, *CLEAR)
    profile = page.profile
    wait(lambda: len(profile.points[0].values) == 4)
    kept = (profile.points[0].longitude, profile.points[0].latitude)
    profile.points = []
    profile.restore()
    assert [(point.longitude, point.latitude) for point in profile.points] == [pytest.approx(kept)]
    wait(lambda: len(profile.points[0].values) == 4)


def test_work_under_way_is_cancelled_with_the_points(page, monkeypatch):
    from bocage.ui import profile as module

    started = []

    def endless(*_arguments, progress, **_more):
        started.append(progress)
        while not progress.cancelled():
            time.sleep(0.01)

    monkeypatch.setattr(module, "point_series", endless)
    picked(page, *CLEAR)
    wait(lambda: started)
    page.profile.clear()
    assert started[0].cancelled() and page.profile._jobs == []


def test_the_temporal_controller_gets_the_dates(page):
    """A frame a date, and each shows one scene."""
    controller = page.canvas.kept = QgsTemporalNavigationObject()
    page.canvas.setTemporalController(controller)
    page.temporal.click()
    period = QgsProject.instance().timeSettings().temporalRange()
    assert period.begin().date().toString("yyyy-MM-dd") == DAYS[0]
    assert period.end().toString("yyyy-MM-dd HH:mm") == "2018-04-18 00:00"
    assert controller.totalFrameCount() == len(DAYS)
    for number, day in enumerate(DAYS):
        controller.setCurrentFrameNumber(number)
        shown = page.canvas.mapSettings().temporalRange()
        assert shown.begin().date().toString("yyyy-MM-dd") == day
        assert [one.layer.temporalProperties().isVisibleInTemporalRange(shown) for one in page.scenes] == [
            other == number for other in range(len(DAYS))]


def test_everything_has_a_name_for_those_who_hear_the_screen(page):
    for widget in (page.list, page.look, page.before, page.after, page.blink, page.swipe, page.temporal, page.masks,
                   page.period, page.line, page.profile.variable, page.profile.plot):
        assert widget.accessibleName(), widget
        assert widget.focusPolicy() != Qt.FocusPolicy.NoFocus, widget


def test_leaving_takes_everything_off_the_canvas(window, products):
    from bocage.ui.series_page import SeriesPage

    before = len(window.mapCanvas().scene().items())
    page = SeriesPage(window)
    page.profile.points = []
    page.profile.markers.replace([(-1.7, 47.3)])
    page.close_all()
    assert len(window.mapCanvas().scene().items()) == before
    _ = (QPoint, QSize)
