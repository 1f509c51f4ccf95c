"""Steps of tools/dock_window.py: the first minute, the Catalogue page from end to end, a server that hangs."""

import os
import socket
import time
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QToolButton
from qgis.utils import plugins

SCENES, WORK = os.environ["BOCAGE_SCENES"], Path(os.environ["BOCAGE_WORK"])
#: Each date is there at two levels.
BOTH, DATES = 26, 13
#: Seconds after which the hung server must be given up in this run: the real deadline is a minute.
HUNG_S = 4.0


def page(drive):
    return plugins["bocage"].window.dock.pages["catalogue_page"]


def settled(drive, count=None):
    one = page(drive)

    def check():
        return (not one._wait.isActive() and (one._search is None or one._search.over)
                and (count is None or one.model.rowCount() == count))

    return check


def open_dock(drive):
    """The button of the toolbar."""
    drive.at("idle", "told")
    yield 3000
    window = plugins["bocage"].window
    button = next(one for one in drive.iface.mainWindow().findChildren(QToolButton)
                  if one.defaultAction() is window.action)
    drive.at("dock opens", "layer")
    drive.click(button)
    yield lambda: len(window.dock.pages) == len([*window.dock._left, *window.dock.pages]) and window.dock.pages
    for name in ("Browser", "Browser2"):
        other = drive.iface.mainWindow().findChild(QDockWidget, name)
        if other is not None:
            other.hide()
    drive.iface.mainWindow().resizeDocks([window.dock], [560], Qt.Orientation.Horizontal)
    yield 1500
    drive.at("dock at rest", "told")
    yield 1000


def first_minute(drive):
    """The offer, then a folder is indexed in the background."""
    one = page(drive)
    drive.at("offer")
    yield lambda: len(one.empty.buttons) == 2 and one.empty.buttons[0].isVisible()
    drive.found["offer"] = [button.text() for button in one.empty.buttons]
    drive.at("file dialog", "told")
    drive.click(one.empty.buttons[0])
    yield lambda: drive.dialog() is not None
    drive.dialog().close()
    yield 300
    # What choosing calls; apart from the dialog of Qt, which waits for threads of its own as it goes.
    drive.at("indexing")
    one.actions.index_folders([SCENES])
    one.filters.area.mode.setFocus()
    drive.choose(one.filters.area.mode, "everywhere")
    yield lambda: one.model.rowCount() == BOTH
    drive.found["indexed"] = one.count.text()
    drive.at("thumbnails")
    yield lambda: len(one.thumbnails._pictures) >= 4
    yield 500


def filters(drive):
    """Every filter, by hand."""
    one = page(drive).filters
    drive.at("cloud filter")
    one.cloud.setFocus()
    QTest.keyClick(one.cloud, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(one.cloud, "20")
    yield settled(drive)
    yield 300
    drive.found["clear_20"] = page(drive).model.rowCount()
    QTest.keyClick(one.cloud, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(one.cloud, "100")
    yield settled(drive, BOTH)
    drive.at("sensor, level, dates")
    drive.choose(one.sensor, "Sentinel-2")
    yield settled(drive, BOTH)
    drive.choose(one.level, "SNOW")
    yield lambda: page(drive).stack.currentWidget() is page(drive).empty and page(drive).empty.buttons[0].isVisible()
    drive.found["empty"] = page(drive).empty.words.text()
    button = next(b for b in page(drive).empty.buttons if b.text() in ("All levels", "Tous les niveaux"))
    drive.click(button)
    yield settled(drive, BOTH)
    drive.choose(one.period, "before")
    yield settled(drive)
    drive.choose(one.period, "all")
    yield settled(drive, BOTH)
    drive.choose(one.sensor, "")
    yield settled(drive, BOTH)
    drive.choose(one.level, "L2A")
    yield settled(drive, DATES)


def timeline(drive):
    """Clicks, wheel, drag, keys."""
    line = page(drive).timeline
    drive.at("timeline, clicks", "plot")
    for number in range(0, DATES, 3):
        drive.click(line, line.bar(number).center().toPoint())
        yield 60
    drive.at("timeline, drag and zoom", "plot")
    drive.drag(line, QPoint(120, 40), QPoint(420, 40))
    yield 150
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0):
        drive.key(line, key)
        yield 80


def scenes(drive):
    """On the map by Enter, quicklook by Space, dates flipped by arrows."""
    one = page(drive)
    row = first(one.model.hits)
    drive.at("row chosen")
    one.table.choose(row)
    yield 200
    drive.at("added to the map", "layer")
    drive.key(one.table, Qt.Key.Key_Return)
    yield lambda: layers() == 1
    yield 1500
    drive.at("quicklook")
    drive.key(one.table, Qt.Key.Key_Space)
    yield lambda: one.quicklook.isVisible() and one.quicklook.picture.pixmap() is not None
    yield 300
    drive.key(one.table, Qt.Key.Key_Space)
    yield 200
    drive.at("dates stepped, layers made", "layer")
    for _ in range(3):
        drive.key(one.table, Qt.Key.Key_Right)
        count = layers()
        yield lambda count=count: layers() > count
        yield 500
    drive.at("dates flipped")
    for key in 3 * (Qt.Key.Key_Left, Qt.Key.Key_Right):
        drive.key(one.table, key)
        yield 250
    shown = [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers() if node.isVisible()]
    drive.found["shown_after_flips"] = shown
    drive.at("false colour and NDVI", "layer")
    for look in ("false_colour", "NDVI"):
        count = layers()
        one.add(look)
        yield lambda count=count: layers() > count
        yield 700


def draw(drive):
    """An area drawn on the map by clicks, outlined in red."""
    one, canvas = page(drive), drive.iface.mapCanvas()
    drive.at("area drawn")
    drive.click(one.filters.area.draw)
    yield 200
    view = canvas.viewport()
    wide, high = view.width(), view.height()
    for x, y in ((0.40, 0.35), (0.55, 0.30), (0.66, 0.45), (0.60, 0.66), (0.45, 0.70), (0.36, 0.52)):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                         QPoint(int(x * wide), int(y * high)))
        yield 60
    QTest.mouseClick(view, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))
    yield settled(drive)
    # Once the second pass has read the masks, the cloud is that of the area.
    yield lambda: all(hit.area_cloud_percent is not None for hit in one.model.hits) and settled(drive, DATES)()
    yield 800
    drive.found["area_hectares"] = round(one.filters.area.area.hectares, 1)
    drive.found["clear_over_area"] = one.count.text()
    drive.at("outline", "layer")
    drive.click(one.buttons.buttons["outline"])
    yield 1200


def full_list(drive):
    """Five hundred rows at once: what a refresh costs the window after its query."""
    from dataclasses import replace
    from datetime import timedelta

    one = page(drive)
    model = one.model.hits[0]
    many = [replace(model, scene=replace(model.scene, identifier=f"{n}", acquired=model.scene.acquired
                                         - timedelta(days=n)), area_cloud_percent=float(n % 101)) for n in range(500)]
    drive.at("500 rows and 500 bars shown")
    yield 200
    started = time.perf_counter()
    one._show(many)
    drive.found["rows_500_ms"] = round(1000 * (time.perf_counter() - started), 1)
    yield 400
    for key in 4 * (Qt.Key.Key_PageDown,):
        drive.key(one.table, key)
        yield 60
    one._refresh()
    yield settled(drive, DATES)


def hung(drive):
    """A server that takes the connection and never answers: the window lives, and it is given up.

    BOCAGE_HUNG gives the address of another that hangs, such as a real one whose table is locked.
    """
    from bocage.ui import search

    one = page(drive)
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(16)
    drive.shared["hung"] = server
    address = os.environ.get("BOCAGE_HUNG") or f"http://127.0.0.1:{server.getsockname()[1]}"
    search.SERVER_DEADLINE_S = HUNG_S
    drive.at("server added")
    drive.choose(one.filters.source, "+")
    one.filters.address.setFocus()
    QTest.keyClicks(one.filters.address, address)
    drive.key(one.filters.address, Qt.Key.Key_Return)
    yield 400
    drive.at("hung server searched, clicks go on")
    drive.click(one.filters.ask)
    yield 800
    drive.found["hung_bar_shown"] = one.jobs.isVisible()
    for _ in range(3):
        drive.click(one.timeline, QPoint(200, 40))
        one.filters.cloud.stepDown()
        yield 250
        one.filters.cloud.stepUp()
        yield 100
    yield lambda: one._search.over
    drive.found["hung_said"] = one.empty.words.text()
    drive.at("hung server, local search meanwhile")
    drive.click(one.filters.ask)
    yield 300
    drive.choose(one.filters.source, "local")
    yield settled(drive, DATES)
    drive.found["local_while_hung"] = one.time.text()
    drive.iface.messageBar().clearWidgets()


def project(drive):
    """Kept in the project and given back."""
    one = page(drive)
    path = str(WORK / "à garder.qgz")
    drive.at("project written", "told")
    one.filters.cloud.setValue(60)
    yield settled(drive)
    QgsProject.instance().write(path)
    one.filters.cloud.setValue(100)
    yield settled(drive)
    drive.at("project read", "told")
    QgsProject.instance().read(path)
    yield settled(drive)
    yield 1500
    drive.found["cloud_after_project"] = one.filters.cloud.value()
    one.filters.cloud.setValue(100)
    yield settled(drive)


def first(hits):
    """The L2A of 17 January 2018."""
    return next(n for n, hit in enumerate(hits)
                if f"{hit.scene.acquired:%Y-%m-%d}" == "2018-01-17" and hit.scene.level == "L2A")


def layers():
    from bocage.bridge.scenes import scene_layers

    return len(scene_layers(QgsProject.instance().mapLayers().values()))


def picture(drive):
    """docs/images/dock.png: the scene, the red outline, thumbnails, timeline."""
    one = page(drive)
    drive.at("picture", "told")
    for layer in list(QgsProject.instance().mapLayers().values()):
        if "NDVI" in layer.name() or "colour" in layer.name() or "couleur" in layer.name():
            QgsProject.instance().removeMapLayer(layer.id())
    row = first(one.model.hits)
    one.table.choose(row)
    drive.click(one.timeline, one.timeline.bar(first(one.timeline.hits)).center().toPoint())
    one.filters.area.zoom()
    one.filters.cloud.lineEdit().deselect()
    one.table.setFocus()
    window = drive.iface.mainWindow()
    window.resizeDocks([window.findChild(QDockWidget, "Layers")], [330], Qt.Orientation.Horizontal)
    yield lambda: len(one.thumbnails._pictures) >= min(DATES, 6)
    yield 3000
    drive.shoot(os.environ["BOCAGE_PICTURE"])


STEPS = [open_dock, first_minute, filters, timeline, scenes, draw, full_list, hung, project, picture]
