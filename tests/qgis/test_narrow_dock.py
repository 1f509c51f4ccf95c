"""The dock 380 pixels wide, in English and in French: rows wrap, nothing is pushed out of sight."""

from __future__ import annotations

import pytest
from dock_window import Iface, until
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QRect, Qt, QTranslator
from qgis.PyQt.QtGui import QColor, QFont, QPalette
from qgis.PyQt.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QToolButton, QWidget

#: A third of the smallest screen that QGIS is used on.
NARROW = 380


def row_of(widths, **given):
    from bocage.ui.wrapping import WrappingRow

    holder = QWidget()
    row = WrappingRow(holder)
    widgets = []
    for number, width in enumerate(widths):
        widget = QWidget(holder)
        widget.setMinimumSize(width, 20)
        widget.setMaximumHeight(20)
        widget.setSizePolicy(widget.sizePolicy().Policy.Fixed, widget.sizePolicy().Policy.Fixed)
        row.add(widget, grows=number in given.get("grow", ()), glued=number in given.get("glued", ()))
        widgets.append(widget)
    return holder, row, widgets


def places(row, widgets, width):
    row.setGeometry(QRect(0, 0, width, row.heightForWidth(width)))
    return [(one.x(), one.y(), one.width()) for one in widgets]


def test_a_row_goes_on_below_where_it_has_no_room(plugin):
    _holder, row, widgets = row_of((100, 100, 100))
    assert row.minimumSize().width() == 100
    assert places(row, widgets, 308) == [(0, 0, 100), (104, 0, 100), (208, 0, 100)]
    assert places(row, widgets, 307) == [(0, 0, 100), (104, 0, 100), (0, 24, 100)]
    assert places(row, widgets, 100) == [(0, 0, 100), (0, 24, 100), (0, 48, 100)]
    assert [row.heightForWidth(width) for width in (308, 307, 100)] == [20, 44, 68]


def test_what_grows_takes_what_is_left_of_its_line_and_what_is_hidden_takes_nothing(plugin):
    _holder, row, widgets = row_of((60, 100, 100), grow=(0,))
    assert places(row, widgets, 400) == [(0, 0, 192), (196, 0, 100), (300, 0, 100)]
    widgets[1].hide()
    assert [place for place, one in zip(places(row, widgets, 400), widgets) if one is not widgets[1]] == [
        (0, 0, 296), (300, 0, 100)]


def test_words_stay_beside_what_they_name(plugin):
    _holder, row, widgets = row_of((100, 50, 100), glued=(1,))
    assert row.minimumSize().width() == 154
    assert places(row, widgets, 200) == [(0, 0, 100), (0, 24, 50), (54, 24, 100)]


@pytest.fixture(params=["en", "fr"])
def dock(request, plugin, monkeypatch):
    """All pages, empty, at rest."""
    from bocage.bridge import language
    from bocage.ui import tasks
    from bocage.ui.dock import BocageDock

    former, font = QApplication.font(), QFont(QApplication.font())
    # 9 points at 96 dots an inch: the windows of QGIS on most screens.
    font.setPixelSize(12)
    QApplication.setFont(font)
    translator = QTranslator()
    if request.param == "fr":
        assert translator.load(str(language.translation_file("fr")))
        monkeypatch.setattr(QgsApplication, "locale", lambda: "fr")
        QCoreApplication.installTranslator(translator)
    QgsProject.instance().clear()
    iface = Iface()
    made = BocageDock(iface)
    iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, made)
    iface.window.show()
    assert until(lambda: len(made.pages) == 4 and not made._left, 20)
    yield made
    made.leave()
    QCoreApplication.removeTranslator(translator)
    iface.removeDockWidget(made)
    made.deleteLater()
    tasks.cancel_all()
    QApplication.setFont(former)


def test_the_dock_is_narrow_where_the_screen_is_small(dock):
    assert {name: page.minimumSizeHint().width() for name, page in dock.pages.items()
            if page.minimumSizeHint().width() > NARROW} == {}
    assert dock.minimumSizeHint().width() <= NARROW


def test_every_step_of_the_land_cover_page_is_whole_in_a_narrow_dock(dock):
    page = dock.pages["landcover_page"]
    dock.tabs.setCurrentWidget(page)
    dock.iface.window.resizeDocks([dock], [NARROW], Qt.Orientation.Horizontal)
    for name, panel in page.panels.items():
        panel.open(True)
        assert until(lambda: page.scroll.widget().width() <= page.scroll.viewport().width()), name
        assert page.scroll.horizontalScrollBar().maximum() == 0, name
        inside = (*panel.form.findChildren(QToolButton), *panel.form.findChildren(QLabel))
        for one in (panel.state, panel.toolbox, *inside):
            if one.isVisible():
                right = one.mapTo(page.scroll.widget(), one.rect().topRight()).x()
                assert right < page.scroll.viewport().width(), (name, one.text())


def test_nothing_can_be_done_with_scenes_before_one_is_selected(dock):
    buttons = dock.pages["catalogue_page"].buttons.buttons
    assert [name for name in ("add", "figure", "correct", "download") if buttons[name].isEnabled()] == []


def test_words_too_long_for_a_job_are_cut_and_told_by_the_tooltip(plugin):
    from bocage.ui.parts import ShortLabel

    words = "S2A_MSIL1C_20180117T110631_N0206_R137_T30TWT_20180117T140631.SAFE " * 3
    holder = QWidget()
    label, row = ShortLabel(words, holder), QHBoxLayout(holder)
    row.addWidget(label)
    holder.resize(160, 40)
    holder.show()
    assert until(lambda: holder.isVisible()) and holder.minimumSizeHint().width() < 60 and label.width() <= 160
    assert label.toolTip() == words == label.text()
    holder.grab()
    holder.close()


def test_what_is_painted_by_hand_is_read_under_a_theme_that_leaves_it_black_on_black(plugin):
    from bocage.ui.colours import LEAST, contrast, palette_of
    from bocage.ui.timeline import Timeline

    application, widget = QApplication.instance(), Timeline()
    former, sheet = application.palette(), application.styleSheet()
    own = palette_of(widget)
    assert own.cacheKey() == widget.palette().cacheKey() and contrast(
        own.color(QPalette.ColorRole.Text), own.color(QPalette.ColorRole.Base)) >= LEAST
    night = QPalette(former)
    for role, colour in ((QPalette.ColorRole.Base, "#000000"), (QPalette.ColorRole.Text, "#111111"),
                         (QPalette.ColorRole.WindowText, "#535353"), (QPalette.ColorRole.Highlight, "#d7801a")):
        night.setColor(role, QColor(colour))
    try:
        application.setPalette(night)
        application.setStyleSheet("QAbstractItemView { color: #aaaaaa; background-color: #222222; }")
        widget.setPalette(night)
        found = palette_of(widget)
        assert found.color(QPalette.ColorRole.Text).name() == "#aaaaaa"
        assert found.color(QPalette.ColorRole.Base).name() == "#222222"
        assert found.color(QPalette.ColorRole.WindowText).name() == "#aaaaaa"
        assert found.color(QPalette.ColorRole.Highlight).name() == "#d7801a"
        widget.resize(400, 120)
        picture = widget.grab().toImage()
        assert picture.pixelColor(2, 2).name() == "#222222"
    finally:
        application.setStyleSheet(sheet)
        application.setPalette(former)


def test_contrast_is_that_of_the_guidelines(plugin):
    from bocage.ui.colours import contrast

    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21.0)
    # WCAG's own example of a grey that just passes on white.
    assert contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)


def test_the_dock_is_as_wide_as_it_was_left(dock, monkeypatch):
    from bocage.bridge import settings

    kept = {}
    monkeypatch.setattr(settings, "value", lambda key, default=None: kept.get(key, default))
    monkeypatch.setattr(settings, "remember", kept.__setitem__)
    dock.iface.window.resize(1400, 900)
    until(lambda: False, 0.2)
    letter = dock.fontMetrics().averageCharWidth()
    dock._widen()
    until(lambda: False, 0.2)
    assert abs(dock.width() - 68 * letter) <= 2
    dock.iface.window.resizeDocks([dock], [600], Qt.Orientation.Horizontal)
    assert until(lambda: dock.width() == 600)
    dock.remember_width()
    assert kept == {"dock_width": 600}
    dock.iface.window.resizeDocks([dock], [400], Qt.Orientation.Horizontal)
    dock._widen()
    assert until(lambda: dock.width() == 600)
    kept["dock_width"] = "as it were"
    dock._widen()
    assert until(lambda: abs(dock.width() - 68 * letter) <= 2)


@pytest.mark.parametrize("name", ["catalogue", "series", "landcover", "validation"])
def test_tab_goes_down_each_page(dock, name):
    page = dock.pages[f"{name}_page"]
    dock.tabs.setCurrentWidget(page)
    dock.iface.window.resize(1400, 900)
    dock.iface.window.resizeDocks([dock], [560], Qt.Orientation.Horizontal)
    until(lambda: False, 0.2)
    first = {"catalogue": lambda: page.filters.source, "series": lambda: page.list,
             "landcover": lambda: page.choose_folder, "validation": lambda: page.map}[name]()
    places, widget = [], first
    while widget is not first or not places:
        if page.isAncestorOf(widget) and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus \
                and not isinstance(widget, (QLineEdit, QScrollArea)):
            place = widget.mapTo(page, widget.rect().center())
            places.append((place.y(), place.x(), widget.accessibleName() or type(widget).__name__))
        widget = widget.nextInFocusChain()
    assert len(places) > 8
    back = [(before, after) for before, after in zip(places, places[1:])
            if after[0] < before[0] - 12 or (abs(after[0] - before[0]) <= 12 and after[1] < before[1])]
    assert back == []
