"""The Series page: dates listed, flipped, blinked and swiped."""

from __future__ import annotations

import time

import pytest
from four_dates import DAYS, RED, press, wait
from qgis.core import QgsProject, QgsRectangle, QgsTemporalNavigationObject
from qgis.gui import QgsLayerTreeMapCanvasBridge
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter


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
