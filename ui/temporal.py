"""QGIS' temporal controller set to the dates of scenes: a frame a date, however far apart they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from qgis.core import QgsDateTimeRange, QgsInterval, QgsProject, QgsTemporalNavigationObject, QgsUnitTypes
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime


def play_dates(canvas: Any, moments: Iterable[datetime]) -> None:
    """The project's range of time, and the controller of the canvas where it has one, at the first date."""
    days = sorted({moment.astimezone(timezone.utc).date() for moment in moments})
    if not days:
        return
    whole = QgsDateTimeRange(_midnight(days[0]), _midnight(days[-1] + timedelta(days=1)), True, False)
    QgsProject.instance().timeSettings().setTemporalRange(whole)
    controller = canvas.temporalController()
    if not isinstance(controller, QgsTemporalNavigationObject):
        return
    controller.setTemporalExtents(whole)
    controller.setAvailableTemporalRanges(
        [QgsDateTimeRange(_midnight(day), _midnight(day + timedelta(days=1)), True, False) for day in days])
    controller.setFrameDuration(QgsInterval(1.0, QgsUnitTypes.TemporalUnit.TemporalIrregularStep))
    controller.setNavigationMode(QgsTemporalNavigationObject.NavigationMode.Animated)
    controller.rewindToStart()


def stop_playing(canvas: Any) -> None:
    """Every date may be seen again: the controller off, the canvas without a range of time."""
    controller = canvas.temporalController()
    if isinstance(controller, QgsTemporalNavigationObject):
        modes = QgsTemporalNavigationObject.NavigationMode
        # Another name since QGIS 3.36.
        controller.setNavigationMode(modes.Disabled if hasattr(modes, "Disabled") else modes.NavigationOff)
    if canvas.mapSettings().isTemporal() and not canvas.temporalRange().isInfinite():
        canvas.setTemporalRange(QgsDateTimeRange(QDateTime(), QDateTime()))


def _midnight(day: date) -> QDateTime:
    return QDateTime(QDate(day.year, day.month, day.day), QTime(0, 0), Qt.TimeSpec.UTC)
