"""The quicklook of a scene in a small window of its own, over QGIS and never in its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage, QPixmap
from qgis.PyQt.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..bridge.language import tr
from ..core.catalogue.model import Hit
from ..core.catalogue.transport import Transport
from .scene_model import describe, key_of
from .tasks import run_in_background
from .thumbnails import load_picture

#: Pixels a side; seconds for a server.
SIZE, DEADLINE_S = 520, 40.0


class Quicklook(QWidget):
    """Space or Escape closes it; another scene replaces the picture."""

    def __init__(self, parent: QWidget, transport: Optional[Callable[[], Transport]]) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._transport = transport
        self._job: Any = None
        self.shown: Any = None
        self.picture, self.words = QLabel(self), QLabel(self)
        self.picture.setFixedSize(QSize(SIZE, SIZE))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(tr("Quicklook"))
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.picture)
        column.addWidget(self.words)

    def show_hit(self, hit: Hit) -> None:
        """This scene; the picture comes when it is there."""
        if self._job is not None:
            self._job.cancel()
        self.shown = key_of(hit.scene)
        self.words.setText(describe(hit))
        if not hit.scene.quicklook:
            self._say(tr("This product has no quicklook."))
        else:
            self._say(tr("Reading the quicklook"))
            self._job = run_in_background(
                lambda job: load_picture(hit.scene, SIZE, self._transport, job.cancelled), self._show_image,
                lambda fault: self._say(fault.sentence), title=tr("Quicklook"), owner=self, deadline_s=DEADLINE_S)
        owner = self.parentWidget()
        if not self.isVisible() and owner is not None:
            corner = owner.mapToGlobal(owner.rect().topLeft())
            self.adjustSize()
            screen = owner.window().windowHandle().screen() if owner.window().windowHandle() else None
            lowest = screen.availableGeometry().bottom() - self.height() if screen is not None else corner.y() + 40
            self.move(max(0, corner.x() - self.width() - 8), max(0, min(corner.y() + 40, lowest)))
        self.show()

    def _say(self, text: str) -> None:
        self.picture.setPixmap(QPixmap())
        self.picture.setText(text)

    def _show_image(self, image: QImage) -> None:
        self.picture.setText("")
        self.picture.setPixmap(QPixmap.fromImage(image).scaled(
            SIZE, SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation))

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Closes."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            self.hide()

    def mousePressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Closes."""
        self.hide()
