"""The profile of points through the dates, and its plot."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace

import pytest
from four_dates import CLEAR, CLOUDED, DAYS, RED, picked, press, wait
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPalette


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


def test_dates_of_the_axis_are_figures_that_have_room_and_a_low_plot_keeps_its_unit(page):
    from bocage.ui import plots

    picked(page, *CLEAR)
    wait(lambda: page.profile.plot.points and len(page.profile.plot.points[0].values) == 4, 30)
    plot = plots.SeriesPlot()
    plot.load()
    plot.setMinimumHeight(100)
    plot.show()
    wait(lambda: plot.canvas is not None, 30)
    for width, height in ((700, 400), (300, 120)):
        plot.resize(width, height)
        plot.show_points(page.profile.plot.points, "NDVI")
        plot.draw()
        wait(lambda wide=width: plot.canvas.isVisible() and plot.canvas.width() == wide)
        plot.draw()
        plot.canvas.draw()
        renderer = plot.canvas.get_renderer()
        ticks = [one for one in plot.axes.get_xticklabels() if one.get_text()]
        assert ticks and not [one.get_text() for one in ticks if not set(one.get_text()) <= set("0123456789-:")]
        boxes = sorted((one.get_window_extent(renderer) for one in ticks), key=lambda box: box.x0)
        assert all(left.x1 < right.x0 for left, right in zip(boxes, boxes[1:]))
        box = plot.axes.yaxis.label.get_window_extent(renderer)
        assert box.y0 >= 0 and box.y1 <= plot._figure.bbox.height and box.x0 >= 0
        assert plot.axes.get_ylabel() == ("NDVI (no unit)" if height == 400 else "NDVI\n(no unit)")
    plot.close()


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
