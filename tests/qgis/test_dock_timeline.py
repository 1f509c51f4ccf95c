"""The timeline: what stands where, and what hands do to it."""

from __future__ import annotations

import csv
from datetime import datetime, timezone

import pytest
from dock_window import hits, move, point, until
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QImage, QPalette, QWheelEvent
from qgis.PyQt.QtTest import QTest

DAY = 86400.0


@pytest.fixture()
def timeline(plugin):
    from bocage.ui.timeline import Timeline

    made = Timeline()
    made.resize(600, 130)
    made.show_hits(hits(20))
    made.show()
    until(lambda: made.isVisible(), 1)
    yield made
    made.close()


def wheel(widget, x, turn):
    place = QPointF(x, 40)
    event = QWheelEvent(place, QPointF(widget.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, turn),
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    widget.wheelEvent(event)


def test_height_is_the_clear_share(timeline):
    clear, hidden = timeline.bar(0), timeline.bar(9)
    assert clear.height() == pytest.approx(timeline._plot().height())
    assert hidden.height() == pytest.approx(0.1 * timeline._plot().height(), abs=0.5)
    assert clear.bottom() == hidden.bottom()


def test_every_bar_is_found_where_it_stands_and_nothing_beside(timeline):
    assert [timeline.at(timeline.bar(number).center()) for number in range(20)] == list(range(20))
    assert timeline.at(QPointF(2, 2)) == -1
    timeline.show_hits([hits(2)[0]])
    middle = timeline.bar(0).center()
    assert timeline.at(middle) == 0 and timeline.at(QPointF(middle.x() + 60, middle.y())) == -1


def test_an_unknown_cloud_is_no_value(timeline):
    """Hollow: the middle of the bar has the colour of the ground, a known one has not."""
    picture = timeline.grab().toImage()
    ground = timeline.palette().color(QPalette.ColorRole.Base).rgb()
    assert picture.pixel(point(timeline.bar(6))) == ground
    assert picture.pixel(point(timeline.bar(0))) != ground


def test_a_click_chooses_and_arrows_step_to_the_ends(timeline):
    chosen = []
    timeline.chosen.connect(chosen.append)
    keys = [(hit.scene.source, hit.scene.identifier) for hit in timeline.hits]
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point(timeline.bar(4)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right,
                Qt.Key.Key_Home, Qt.Key.Key_Left):
        QTest.keyClick(timeline, key)
    assert chosen == [keys[n] for n in (4, 5, 4, 3, 19, 19, 0, 0)]


def test_the_wheel_zooms_around_the_pointer(timeline):
    before = timeline.scale()
    moment = before.moment(200.0)
    wheel(timeline, 200.0, 120)
    after = timeline.scale()
    assert after.end - after.start == pytest.approx(0.8 * (before.end - before.start))
    assert after.moment(200.0) == pytest.approx(moment, abs=1.0)
    for _ in range(60):
        wheel(timeline, 200.0, 120)
    assert timeline.scale().end - timeline.scale().start == pytest.approx(2 * DAY)
    for _ in range(120):
        wheel(timeline, 200.0, -120)
    assert timeline.grab().width() == 600  # two centuries away, it still paints


def test_a_drag_looks_at_what_was_dragged_over_and_a_double_click_at_all(timeline):
    whole = timeline.scale()
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 50))
    move(timeline, QPoint(300, 50), Qt.MouseButton.LeftButton)
    move(timeline, QPoint(400, 50), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 50))
    assert timeline.span() == pytest.approx((whole.moment(200), whole.moment(400)), abs=1.0)
    QTest.mouseDClick(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(599, 2))
    assert timeline.span() is None


def test_a_scene_selected_elsewhere_comes_into_view(timeline):
    timeline.set_span((timeline._moments[0] - DAY, timeline._moments[2]))
    hit = timeline.hits[15]
    timeline.select([(hit.scene.source, hit.scene.identifier)])
    start, end = timeline.span()
    assert start < timeline._moments[15] < end and timeline.current() is hit


@pytest.mark.parametrize("days", [3, 20, 100, 400, 3000, 30000])
def test_ticks_stand_apart_and_say_where_they_are(days):
    from bocage.ui.timeline_scale import Scale

    start = datetime(2016, 12, 25, tzinfo=timezone.utc).timestamp()
    scale = Scale(start, start + days * DAY, 40, 500)
    ticks = scale.ticks(80)
    places = [scale.x(moment) for moment, _ in ticks]
    # The first of a month takes the place of a tick that would stand too close: never less than one step.
    assert len(ticks) >= 1 and all(b - a >= 79 for a, b in zip(places, places[1:]))
    for moment, label in ticks:
        day = datetime.fromtimestamp(moment, timezone.utc)
        assert label in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}", f"{day:%m-%d}")


def test_hovering_tells_date_and_value(timeline):
    from bocage.ui.scene_model import describe

    assert describe(timeline.hits[3]) == "2018-01-17 11:04 UTC S2A L1C T30TWT, 70 % clear"
    move(timeline, point(timeline.bar(3)))
    assert timeline._hovered == 3
    timeline.leaveEvent(QEvent(QEvent.Type.Leave))
    assert timeline._hovered == -1


def test_exports_hold_what_is_shown(timeline, tmp_path):
    from bocage.ui import timeline_export

    folder = tmp_path / "à côté"
    folder.mkdir()
    timeline_export.write_png(timeline, str(folder / "t.png"))
    assert QImage(str(folder / "t.png")).width() == 1800
    timeline_export.write_svg(timeline, str(folder / "t.svg"))
    assert "<svg" in (folder / "t.svg").read_text(encoding="utf-8")
    timeline_export.write_csv(timeline, str(folder / "t.csv"))
    rows = list(csv.DictReader((folder / "t.csv").open(encoding="utf-8")))
    assert len(rows) == 20 and rows[3]["clear_percent"] == "70.00" and rows[6]["clear_percent"] == ""
    assert rows[3]["acquired_utc"] == "2018-01-17T11:04:01+00:00" and rows[3]["cloud_source"] == "CLM"


def test_two_thousand_bars_are_painted_within_a_frame_or_two(timeline):
    import time

    timeline.show_hits(hits(2000))
    timeline.grab()
    started = time.perf_counter()
    timeline.grab()
    assert time.perf_counter() - started < 0.2
