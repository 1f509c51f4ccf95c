"""The Catalogue page by its own widgets: what it asks, what it says, what a project keeps, what stays after it."""

from __future__ import annotations

import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from dock_window import SQUARE, Iface, hits, point, until
from qgis.core import QgsApplication, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QBuffer, QByteArray, QDate, QIODevice, Qt
from qgis.PyQt.QtGui import QColor, QImage
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit, QWidget

Key = Qt.Key


class FakeIndex:
    """Holds hits; knows how to be slow."""

    held: list = []
    asked: list = []
    pause = 0.0

    def __init__(self, _path):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def count(self, _source=None):
        return len(self.held)

    def search(self, query, _stop=None):
        time.sleep(self.pause)
        self.asked.append(query)
        most = query.max_cloud_percent
        return [hit for hit in self.held if (most is None or (hit.area_cloud_percent or 0) <= most)
                and (not query.levels or hit.scene.level in query.levels)
                and (query.start is None or hit.scene.acquired >= query.start)
                and (query.end is None or hit.scene.acquired <= query.end)][:query.limit]


@pytest.fixture()
def opened(plugin, tmp_path, monkeypatch):
    """The page in a window, over an index of 30 scenes."""
    import bocage
    from bocage.bridge import settings
    from bocage.ui import search

    kept: dict = {}
    monkeypatch.setattr(settings, "value", lambda key, default=None: kept.get(key, default))
    monkeypatch.setattr(settings, "remember", kept.__setitem__)
    monkeypatch.setattr(settings, "home", lambda: tmp_path)
    monkeypatch.setattr(search, "open_index", FakeIndex)
    FakeIndex.held, FakeIndex.asked, FakeIndex.pause = hits(30), [], 0.0
    QgsProject.instance().clear()
    iface = Iface()
    iface.window.show()
    loaded = bocage.classFactory(iface)
    loaded.provider = plugin.provider
    loaded.initGui()
    loaded.window.action.setChecked(True)
    assert until(lambda: len(loaded.window.dock.pages) == loaded.window.dock.tabs.count() >= 3
                 and not loaded.window.dock._left, 20)
    page = loaded.window.dock.pages["catalogue_page"]
    page.kept, page.test_iface, page.test_plugin = kept, iface, loaded
    iface.held = [loaded, page]
    assert until(lambda: page.model.rowCount() == len(FakeIndex.held) and not page._wait.isActive())
    yield page
    if loaded.window is not None:
        loaded.window.remove()
    # A search that nobody waits for any more still asks the index of this test.
    assert until(lambda: not [one for one in threading.enumerate() if one.name.startswith("bocage The search")], 10)
    QgsProject.instance().clear()


def at_rest(page):
    """The window's first layout has moved the map, and the list has followed."""
    return until(lambda: not page.filters.area._rest.isActive() and not page._wait.isActive() and page._search.over)


def settled(page, count):
    return until(lambda: page.model.rowCount() == count and not page._wait.isActive()
                 and (page._search is None or page._search.over))


def test_the_list_the_count_and_the_time_are_there_once_it_opens(opened):
    assert opened.count.text() == "30 scenes, 5 clear over the area"
    assert opened.time.text().endswith(" ms)")
    assert at_rest(opened)
    west, south = opened._asked.area[0][0][0]
    shown = opened.test_iface.canvas.extent()
    assert (west, south) == pytest.approx((shown.xMinimum(), shown.yMinimum()), abs=1e-6) and -2 < west < -1.45


def test_widgets_become_the_query(opened):
    filters = opened.filters
    filters.cloud.setValue(20)
    filters.level.setCurrentIndex(filters.level.findData("L2A"))
    filters.sensor.setCurrentIndex(filters.sensor.findData("Sentinel-2"))
    filters.start.setDate(QDate(2018, 1, 1))
    filters.end.setDate(QDate(2018, 3, 31))
    assert filters.period.currentData() == "own"
    query = filters.query(500)
    assert (query.max_cloud_percent, query.levels, query.platforms[0]) == (20.0, ("L2A",), "S2A")
    assert (query.start.date(), query.end.date()) == (date(2018, 1, 1), date(2018, 3, 31))
    assert query.end.hour == 23 and query.start.tzinfo is not None
    filters.period.setCurrentIndex(filters.period.findData("30"))
    assert filters.start.date().daysTo(filters.end.date()) == 30
    filters.period.setCurrentIndex(filters.period.findData("all"))
    assert filters.query(5).start is None and filters.query(5).end is None


def test_typing_asks_once_nothing_moves_any_more(opened):
    assert at_rest(opened)
    before = len(FakeIndex.asked)
    for percent in range(90, 10, -5):
        opened.filters.cloud.setValue(percent)
    assert settled(opened, len([h for h in FakeIndex.held if (h.area_cloud_percent or 0) <= 15]))
    assert len(FakeIndex.asked) == before + 1


def test_a_slow_index_stops_nothing_and_is_given_up_with_a_sentence(opened, monkeypatch):
    from bocage.ui import search

    monkeypatch.setattr(search, "INDEX_DEADLINE_S", 0.3)
    FakeIndex.pause = 1.5
    opened.filters.cloud.setValue(50)
    ticks, started = [], time.monotonic()
    assert until(lambda: ticks.append(time.monotonic()) or opened.test_iface.sentences(), 3)
    assert time.monotonic() - started < 1.3
    # A search in the main thread would hold it for 1.5 s.
    assert max(b - a for a, b in zip(ticks, ticks[1:])) < 1.0
    assert "0.3" in opened.test_iface.sentences()[0]
    FakeIndex.pause = 0.0


def test_an_empty_list_says_why_and_what_to_change(opened):
    opened.filters.start.setDate(QDate(2021, 1, 1))
    assert settled(opened, 0) and until(lambda: opened.stack.currentWidget() is opened.empty)
    assert "30 of 30 indexed scenes without the dates" in opened.empty.words.text()
    button = next(one for one in opened.empty.buttons if one.text() == "All dates")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert settled(opened, 30) and opened.stack.currentWidget() is opened.table


def test_the_first_minute_is_offered_once(opened, monkeypatch):
    asked = []
    monkeypatch.setattr(opened.actions, "ask_folder", lambda *given: asked.append(given))
    FakeIndex.held = []
    opened._refresh()
    assert until(lambda: opened.stack.currentWidget() is opened.empty)
    assert any("CDSE" in button.text() for button in opened.empty.buttons)
    QTest.mouseClick(opened.empty.buttons[0], Qt.MouseButton.LeftButton)
    assert asked and opened.kept["first_source"] == "local"
    opened._refresh()
    assert until(lambda: "No product is indexed yet" in opened.empty.words.text())


def test_a_server_is_asked_when_it_is_asked_for_and_its_scenes_come_as_found(opened, monkeypatch):
    from bocage.core.errors import BocageError
    from bocage.ui import catalogue_page, search

    given, seen = [], threading.Event()

    def find(provider, query, transport, deadline_s, cancelled):
        given.append((provider, query))
        for number, hit in enumerate(hits(12)):
            if number == 3:
                # Longer than scenes are gathered: the first four are handed on.
                time.sleep(0.3)
            elif number == 4:
                seen.wait(30)
            yield hit.scene
        raise BocageError("path_absent", file="page 2")

    whole = search.search_server
    monkeypatch.setattr(catalogue_page, "transport", lambda: None)
    monkeypatch.setattr(search, "search_server", lambda *some: whole(*some, search=find))
    opened.filters.source.setCurrentIndex(1)
    assert until(lambda: "Search" in [button.text() for button in opened.empty.buttons])
    assert not given
    QTest.mouseClick(opened.filters.ask, Qt.MouseButton.LeftButton)
    # They are on the page while the server still thinks.
    assert until(lambda: opened.model.rowCount() == 4) and not opened.test_iface.sentences()
    seen.set()
    assert until(lambda: opened.test_iface.sentences())
    assert "page 2" in opened.test_iface.sentences()[0] and opened.model.rowCount() == 12
    assert opened.stack.currentWidget() is opened.table  # what came before the fault stays


def test_timeline_and_table_select_together(opened):
    QTest.mouseClick(opened.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     point(opened.timeline.bar(3)))
    assert opened.table.chosen() == [opened.timeline.hits[3]]
    opened.table.choose(0)
    assert opened.timeline.current() is opened.model.hits[0]
    assert opened.outlines._scenes.numberOfVertices() >= 4


def test_keys_alone_add_look_and_step(opened, monkeypatch):
    added, looked = [], []
    monkeypatch.setattr(opened.actions, "add", lambda chosen, *_, **__: added.append(list(chosen)))
    monkeypatch.setattr(opened.quicklook, "show_hit", looked.append)
    opened.table.choose(5)
    opened.table.setFocus()
    for key in (Key.Key_Return, Key.Key_Space, Key.Key_Left, Key.Key_Right, Key.Key_Right):
        QTest.keyClick(opened.table, key)
    assert added[0] == [opened.model.hits[5]] and looked == [opened.model.hits[5]]
    # Newest first: the next date is the row above.
    assert opened.table.chosen() == [opened.model.hits[4]]
    assert until(lambda: len(added) == 2, 1) and added[1] == [opened.model.hits[4]]


def test_tab_reaches_everything_in_the_order_of_reading_and_all_is_named(opened):
    filters, order = opened.filters, []
    widget: QWidget = filters.source
    for _ in range(200):
        order.append(widget)
        widget = widget.nextInFocusChain()
        if widget is filters.source:
            break
    wanted = [filters.source, filters.area.mode, filters.start, filters.cloud, filters.level, opened.timeline,
              opened.table, opened.buttons.buttons["add"], opened.buttons.buttons["more"]]
    places = [order.index(one) for one in wanted]
    assert places == sorted(places)
    for one in opened.findChildren(QWidget):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(one, QLineEdit) and one.isVisibleTo(opened):
            name = one.accessibleName() or getattr(one, "text", lambda: "")()
            assert name, type(one).__name__
    for button in opened.buttons.buttons.values():
        assert button.toolTip() and button.accessibleName()


def test_a_project_keeps_the_page_and_gives_it_back(opened, tmp_path):
    from bocage.core.engine.areas import Area

    filters = opened.filters
    filters.cloud.setValue(40)
    filters.start.setDate(QDate(2018, 1, 1))
    filters.area._set_mode("drawn")
    filters.area._take(Area("Là", SQUARE, 1650.0, "drawn"))
    assert until(lambda: not opened._wait.isActive() and opened._search.over)
    opened.table.choose(2)
    chosen = opened.table.chosen()
    opened.timeline.set_span((1.514e9, 1.52e9))
    project = str(tmp_path / "à garder.qgz")
    assert QgsProject.instance().write(project) and not QgsProject.instance().isDirty()
    filters.cloud.setValue(100)
    filters.area._set_mode("canvas")
    filters.period.setCurrentIndex(filters.period.findData("all"))
    opened.timeline.set_span(None)
    assert until(lambda: opened.model.rowCount() == 30)
    assert QgsProject.instance().read(project)
    assert until(lambda: opened.model.rowCount() < 30 and opened._search.over)
    assert filters.cloud.value() == 40 and filters.query(5).start.date() == date(2018, 1, 1)
    assert filters.area.kind() == "drawn" and filters.area.footprint == SQUARE
    assert filters.area.outline_area().hectares == 1650.0
    assert opened.timeline.span() is not None
    assert [h.scene.identifier for h in opened.table.chosen()] == [h.scene.identifier for h in chosen]


def test_a_project_edited_by_hand_breaks_nothing(opened, tmp_path):
    for text in ("{", "[]", '{"filters": 3, "span": [1]}', '{"filters": {"area": {"outline": [[1]]}, "cloud": "x"}}'):
        QgsProject.instance().writeEntry("Bocage", "catalogue", text)
        opened.memory.read()
    assert settled(opened, 30)


def test_the_map_moves_and_the_list_follows_once_it_rests(opened):
    assert at_rest(opened)
    before = len(FakeIndex.asked)
    for step in range(5):
        opened.test_iface.canvas.setExtent(QgsRectangle(3 + step, 44, 4 + step, 45))
    assert until(lambda: len(FakeIndex.asked) > before, 3)
    until(lambda: False, 0.4)
    assert len(FakeIndex.asked) == before + 1 and FakeIndex.asked[-1].area[0][0][0][0] > 6.5


def test_a_polygon_is_drawn_by_clicks_and_becomes_the_area(opened):
    area, canvas = opened.filters.area, opened.test_iface.canvas
    QTest.mouseClick(area.draw, Qt.MouseButton.LeftButton)
    view = canvas.viewport()
    for x, y in ((50, 50), (200, 50), (200, 200)):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.rect().topLeft()
                         + type(view.rect().topLeft())(x, y))
    QTest.mouseClick(view, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, view.rect().topLeft()
                     + type(view.rect().topLeft())(200, 200))
    assert area.kind() == "drawn" and len(area.footprint[0][0]) == 4 and area.area.hectares > 1
    assert canvas.mapTool() is not area._tool
    assert opened.outlines._area.numberOfVertices() >= 3


def test_everywhere_and_the_antimeridian(plugin):
    from bocage.ui.footprints import rectangle

    assert rectangle(-200, -95, 200, 95)[0][0][0] == (-180.0, -90.0)
    two = rectangle(170.0, -20.0, 190.0, -10.0)
    assert len(two) == 2 and two[0][0][1][0] == 180.0 and two[1][0][0][0] == -180.0 and two[1][0][1][0] == -170.0
    assert rectangle(5, 5, 5, 5) == ()


def test_unloading_leaves_no_trace(opened):
    iface, loaded = opened.test_iface, opened.test_plugin
    scene_items = len(iface.canvas.scene().items())
    dock, tool = loaded.window.dock, opened.filters.area._tool
    iface.canvas.setMapTool(tool)
    FakeIndex.pause = 0.5
    opened.filters.cloud.setValue(30)
    until(lambda: False, 0.3)  # a search is under way
    loaded.window.remove()
    loaded.window = None
    assert iface.toolbar == [] and iface.menu == []
    assert iface.canvas.mapTool() is not tool
    assert len(iface.canvas.scene().items()) <= scene_items - 3
    QgsApplication.sendPostedEvents(None, 52)  # deferred deletes
    until(lambda: False, 0.6)
    from qgis.PyQt import sip

    assert sip.isdeleted(dock)
    iface.canvas.setExtent(QgsRectangle(3, 44, 4, 45))
    QgsProject.instance().clear()
    QgsProject.instance().readProject.emit(__import__("qgis.PyQt.QtXml", fromlist=["x"]).QDomDocument())
    until(lambda: False, 0.4)
    assert not [name for name in (w.objectName() for w in iface.window.findChildren(QWidget)) if name == "Bocage"]


def test_the_dock_opens_and_closes_with_its_button_and_opens_as_it_was_left(opened):
    window = opened.test_plugin.window
    assert window.dock.isVisible() and opened.kept["dock_open"] == "true"
    window.dock.close()
    assert not window.action.isChecked() and opened.kept["dock_open"] == "false"
    opened.kept["dock_open"] = "true"
    opened.test_iface.initializationCompleted.emit()
    assert window.action.isChecked() and window.dock.isVisible()


def test_a_real_server_is_searched_through_qgis_and_its_thumbnails_come(opened):
    """Two pages, pictures by HTTP, all on loopback and in QGIS' own network classes."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from hostile import serving

    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor(10, 200, 10))
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "JPG")
    jpeg = bytes(bytes_)

    def item(number, url):
        name = f"S2A_MSIL2A_201801{10 + number}T110631_N0206_R137_T30TWT_201801{10 + number}T140631"
        return {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "sentinel-2-l2a",
                "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in SQUARE[0][0]]]},
                "bbox": [-2, 47, -1, 48], "links": [],
                "properties": {"datetime": f"2018-01-{10 + number}T11:06:31Z", "platform": "sentinel-2a",
                               "eo:cloud_cover": 10.0 * number, "grid:code": "MGRS-30TWT"},
                "assets": {"thumbnail": {"href": f"{url}/thumb{number}.jpg", "type": "image/jpeg",
                                         "roles": ["thumbnail"]}}}

    with serving() as server:
        url = server.url
        first = {"type": "FeatureCollection", "features": [item(n, url) for n in range(4)],
                 "links": [{"rel": "next", "href": f"{url}/more", "method": "GET"}]}
        last = {"type": "FeatureCollection", "features": [item(n, url) for n in range(4, 6)], "links": []}
        landing = {"type": "Catalog", "stac_version": "1.0.0", "id": "x", "description": "", "conformsTo": [],
                   "links": [{"rel": "search", "href": f"{url}/search", "method": "GET"}]}
        server.answers.update({"/": lambda h: h.send_json(landing), "": lambda h: h.send_json(landing),
                               "/search": lambda h: h.send_json(first), "/more": lambda h: h.send_json(last)})
        for number in range(6):
            server.answers[f"/thumb{number}.jpg"] = lambda h: h.send(200, jpeg, "image/jpeg")
        filters = opened.filters
        filters.source.setCurrentIndex(filters.source.findData("+"))
        QTest.keyClicks(filters.address, url)
        QTest.keyClick(filters.address, Key.Key_Return)
        assert filters.source_key() in filters.providers and until(lambda: opened.stack.currentWidget() is opened.empty)
        QTest.mouseClick(filters.ask, Qt.MouseButton.LeftButton)
        assert until(lambda: opened.model.rowCount() == 6 and opened._search.over, 15), (
            opened.test_iface.sentences(), [one[1] for one in server.seen])
        assert opened.count.text() == "6 scenes, 2 clear over the area"
        assert until(lambda: len(opened.thumbnails._pictures) == 6, 15)
        opened.table.choose(0)
        assert opened.buttons.buttons["download"].isEnabled() and not opened.buttons.buttons["figure"].isEnabled()


def test_a_server_that_was_added_may_be_taken_off_the_list(opened):
    filters, bar = opened.filters, opened.test_iface.bar
    before = [filters.source.itemText(row) for row in range(filters.source.count())]
    filters.source.setCurrentIndex(filters.source.findData("+"))
    filters.address.setText("any server")
    filters.address.returnPressed.emit()
    assert any("any server" in item.text() for item in bar.items())
    assert [filters.source.itemText(row) for row in range(filters.source.count())] == before
    filters.address.setText("https://stac.example.org/v1")
    filters.address.returnPressed.emit()
    assert filters.source.currentText() == "stac.example.org" and "stac.example.org" in str(opened.kept)
    filters.account.fill()
    action = next(one for one in filters.account.menu().actions() if one.text() == "Take this server off the list")
    action.trigger()
    assert filters.source_key() == "local" and "stac.example.org" not in str(opened.kept)
    assert [filters.source.itemText(row) for row in range(filters.source.count())] == before
    filters.source.setCurrentIndex(1)
    filters.account.fill()
    assert "Take this server off the list" not in [one.text() for one in filters.account.menu().actions()]


def test_servers_offer_an_account_and_this_computer_none(opened):
    filters = opened.filters
    seen = {}
    for number in range(filters.source.count()):
        filters.source.setCurrentIndex(number)
        seen[filters.source_key()] = filters.account.isVisibleTo(filters)
    assert not seen.pop("local") and seen.pop("cdse")
    # "Another server..." is no server yet.
    assert sum(not shown for shown in seen.values()) == 1
    filters.source.setCurrentIndex(1)
    filters.account.fill()
    assert len(filters.account.menu().actions()) >= 3
