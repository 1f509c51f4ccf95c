"""Steps of tools/dock_window.py: the Series page: dates on the map, flip, blink, swipe, masks, the profile."""

import os
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.utils import plugins

PICTURES = Path(os.environ["BOCAGE_PICTURE"]).parent


def page(drive):
    return plugins["bocage"].window.dock.pages["series_page"]


def day_row(one, day):
    """The last of that day: its L2A where there is one."""
    return max(row for row in range(one.list.topLevelItemCount()) if one.list.topLevelItem(row).text(0) == day)


def select(one, *days):
    one.list.clearSelection()
    for day in days:
        one.list.topLevelItem(day_row(one, day)).setSelected(True)


def series_on_the_map(drive):
    """The page's tab, then every date that the catalogue lists."""
    one = page(drive)
    drive.at("series page opens", "plot")
    plugins["bocage"].window.dock.tabs.setCurrentWidget(one)
    yield 500
    drive.at("dates put on the map", "layer")
    listed = len({record.identifier for record in one.found})
    if not one.add_found.isHidden():
        drive.click(one.add_found)
    yield lambda: len({scene.identifier for scene in one.scenes}) >= min(listed, 30)
    canvas = drive.iface.mapCanvas()
    canvas.setDestinationCrs(one.scenes[0].layer.crs())
    canvas.setExtent(one.scenes[0].layer.extent())
    canvas.zoomByFactor(0.62)
    yield 2500
    drive.found["series_dates"] = [f"{scene.acquired:%Y-%m-%d}" for scene in one.scenes if scene.look == "natural"]


def series_flip(drive):
    """Arrows, with pictures made ahead."""
    one = page(drive)
    drive.at("series: dates flipped by arrows")
    drive.key(one.list, Qt.Key.Key_Home)
    yield 2500
    ready = []
    for key in (*(Qt.Key.Key_Down,) * 4, *(Qt.Key.Key_Left,) * 4, *(Qt.Key.Key_Right,) * 4):
        drive.key(one.list, key)
        ready.append(one.comparison.curtain.left[0] is not None)
        yield 700
    drive.found["flips_at_once"] = f"{sum(ready)} of {len(ready)}"


def series_blink(drive):
    """Two dates by turns."""
    one = page(drive)
    drive.at("series: blink")
    select(one, "2017-12-18", "2018-01-17")
    one.period.setValue(0.2)
    seen = set()
    drive.key(one.list, Qt.Key.Key_B)

    def both():
        seen.add(one.comparison.curtain.left[1])
        return len({label for label in seen if not label.endswith("...")}) >= 2

    yield both
    yield 1500
    drive.key(one.list, Qt.Key.Key_B)
    drive.found["blinked"] = sorted(seen)
    yield 300


def series_swipe(drive):
    """The line under the mouse; docs/images/swipe.png."""
    one, canvas = page(drive), drive.iface.mapCanvas()
    drive.at("series: swipe")
    select(one, "2017-12-18", "2018-01-17")
    drive.click(one.swipe)
    comparison = one.comparison
    yield lambda: all(side[0] is not None for side in (comparison.curtain.left, comparison.curtain.right))
    view = canvas.viewport()
    for share in (0.2, 0.35, 0.5, 0.65, 0.52):
        QTest.mouseMove(view, QPoint(int(share * view.width()), view.height() // 2))
        yield 120
    drive.found["swipe_line"] = round(comparison.curtain.share, 2)
    yield 300
    drive.shoot(str(PICTURES / "swipe.png"))
    drive.at("series: swipe left")
    drive.key(canvas, Qt.Key.Key_Escape)
    yield 300
    drive.found["swipe_left"] = not one.swipe.isChecked() and not comparison.curtain.isVisible()


def series_look_and_masks(drive):
    """NDVI for all dates and back, masks of one."""
    one = page(drive)
    drive.at("series: NDVI for all", "layer")
    one.set_look("NDVI")
    yield lambda: all(scene.look == "NDVI" for scene in one.scenes)
    yield 2000
    one.set_look("natural")
    yield lambda: all(scene.look == "natural" for scene in one.scenes)
    yield 1500
    drive.at("series: masks", "layer")
    select(one, "2018-01-27")
    drive.click(one.masks)

    def masks():
        return [layer for layer in QgsProject.instance().mapLayers().values()
                if layer.customProperty("bocage/scene/kind") == "masks"]

    yield lambda: bool(masks())
    yield 800
    drive.found["masks_legend"] = [entry.label for entry in masks()[0].renderer().classes()]
    QgsProject.instance().removeMapLayer(masks()[0].id())
    yield 500


def series_profile(drive):
    """Two points clicked, hovered; docs/images/series_page.png."""
    one, canvas = page(drive), drive.iface.mapCanvas()
    plot = one.profile.plot
    drive.at("series: profile, first point", "plot")
    drive.click(one.profile.button)
    view = canvas.viewport()
    yield 200
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     QPoint(int(0.47 * view.width()), int(0.52 * view.height())))
    yield lambda: plot.points and len(plot.points[0].values) == len(one.profile.records) and plot.canvas is not None
    yield 800
    drive.at("series: profile, second point", "plot")
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     QPoint(int(0.56 * view.width()), int(0.44 * view.height())))
    yield lambda: len(plot.points) == 2 and len(plot.points[1].values) == len(one.profile.records)
    yield 800
    drive.at("series: plot hovered and stepped", "plot")
    for key in 3 * (Qt.Key.Key_Right,):
        drive.key(plot, key)
        yield 300
    drive.found["profile_values"] = [len(point.dated()) for point in plot.points]
    drive.at("series: back to a date")
    one.list.setCurrentItem(one.list.topLevelItem(day_row(one, "2018-01-17")))
    yield 2500
    drive.shoot(str(PICTURES / "series_page.png"))


def series_play(drive):
    """The temporal controller over the dates: a frame a date."""
    one, canvas = page(drive), drive.iface.mapCanvas()
    drive.at("series: temporal controller", "told")
    drive.click(one.temporal)
    yield 1500
    controller = canvas.temporalController()
    shown = []
    for _ in range(4):
        controller.next()
        yield 700
        shown.append(canvas.mapSettings().temporalRange().begin().date().toString("yyyy-MM-dd"))
    drive.found["played"] = {"frames": controller.totalFrameCount(), "shown": shown}


STEPS = [series_on_the_map, series_flip, series_blink, series_swipe, series_look_and_masks, series_profile,
         series_play]
