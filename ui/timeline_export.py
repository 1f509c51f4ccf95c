"""What the timeline's right click writes: PNG, SVG, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QRect, QSize, Qt
from qgis.PyQt.QtGui import QPainter, QPixmap
from qgis.PyQt.QtWidgets import QFileDialog, QMenu

from ..bridge.language import tr
from ..core.engine.outputs import write_text
from .scene_model import cloud_of, place_of

#: The picture is so many times larger than on the screen.
ENLARGED = 3


def menu(timeline: Any) -> QMenu:
    """Export as a picture, as a drawing, as a table."""
    found = QMenu(timeline)
    found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for label, suffix, write in ((tr("Export as PNG"), "png", write_png), (tr("Export as SVG"), "svg", write_svg),
                                 (tr("Export as CSV"), "csv", write_csv)):
        action = found.addAction(label)
        action.setEnabled(bool(timeline.hits))
        action.triggered.connect(lambda *_, s=suffix, w=write: ask(timeline, s, w))
    return found


def ask(timeline: Any, suffix: str, write: Callable[[Any, str], None]) -> QFileDialog:
    """Where to: a window that does not stop QGIS."""
    dialog = QFileDialog(timeline.window(), tr("Export the timeline"), f"timeline.{suffix}", f"*.{suffix}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.setModal(False)
    dialog.fileSelected.connect(lambda path: write(timeline, path))
    dialog.show()
    return dialog


def write_png(timeline: Any, path: str) -> None:
    """A picture three times larger than the widget, for print."""
    picture = QPixmap(timeline.size() * ENLARGED)
    picture.setDevicePixelRatio(ENLARGED)
    painter = QPainter(picture)
    timeline.paint(painter)
    painter.end()
    picture.save(path, "PNG")


def write_svg(timeline: Any, path: str) -> None:
    """The same as a drawing."""
    from qgis.PyQt.QtSvg import QSvgGenerator

    drawing = QSvgGenerator()
    drawing.setFileName(path)
    drawing.setSize(QSize(timeline.width(), timeline.height()))
    drawing.setViewBox(QRect(0, 0, timeline.width(), timeline.height()))
    drawing.setTitle("Bocage")
    painter = QPainter(drawing)
    timeline.paint(painter)
    painter.end()


def write_csv(timeline: Any, path: str) -> None:
    """A line a scene, the oldest first; an empty cell where nobody knows."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["acquired_utc", "platform", "level", "tile", "clear_percent", "cloud_source", "covered_percent",
                   "where", "identifier"])
    for hit in timeline.hits:
        scene, cloud = hit.scene, cloud_of(hit)
        source = hit.cloud_source if hit.area_cloud_percent is not None else "producer" if cloud is not None else ""
        rows.writerow([scene.acquired.isoformat(), scene.platform, scene.level, scene.tile,
                       "" if cloud is None else f"{100 - cloud:.2f}", source,
                       "" if hit.covered is None else f"{100 * hit.covered:.1f}", place_of(scene), scene.identifier])
    write_text(Path(path), text.getvalue())
