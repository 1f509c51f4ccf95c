"""The look of results: a style beside the file for any loader, name and time when QGIS loads it."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

#: QGIS keeps no reference to a Python post-processor: without this one it dies before it runs.
_alive: dict[str, "SceneLook"] = {}


class SceneLook(QgsProcessingLayerPostProcessorInterface):
    """Names a loaded scene and gives it the day of its acquisition for the temporal controller."""

    def __init__(self, name: str, day: datetime | None) -> None:
        super().__init__()
        self._name, self._day = name, day

    def postProcessLayer(self, layer: Any, context: Any, feedback: Any) -> None:  # noqa: N802 - QGIS' name
        """Called by QGIS in its main thread once the layer is loaded."""
        if not isinstance(layer, QgsRasterLayer):
            return
        layer.setName(self._name)
        if self._day is not None:
            set_day(layer, self._day)


def set_day(layer: QgsRasterLayer, day: datetime) -> None:
    """Fixed temporal range of one UTC day, half-open so that two consecutive days do not overlap."""
    start = _utc_midnight(day)
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    properties.setFixedTemporalRange(
        QgsDateTimeRange(start, _utc_midnight(day + timedelta(days=1)), True, False))
    properties.setIsActive(True)


def _utc_midnight(day: datetime) -> QDateTime:
    return QDateTime(QDate(day.year, day.month, day.day), QTime(0, 0), Qt.TimeSpec.UTC)


def copy_style(source: str, raster: str) -> None:
    """Give ``raster`` the style that lies beside ``source``: QGIS and qgis_process load it by its name."""
    style = Path(source).with_suffix(".qml")
    if style.is_file():
        shutil.copyfile(style, Path(raster).with_suffix(".qml"))


def present(context: QgsProcessingContext, path: str, name: str, day: datetime | None) -> None:
    """Have QGIS name and date the layer of ``path`` where Processing is to load it."""
    if not context.willLoadLayerOnCompletion(path):
        return
    look = SceneLook(name, day)
    _alive[path] = look
    details = context.layerToLoadOnCompletionDetails(path)
    details.forceName = True
    details.name = name
    details.setPostProcessor(look)
