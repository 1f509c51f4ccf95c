"""Small parts that several pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QPainter
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QSizePolicy, QWidget

from ..bridge.language import tr
from ..core.engine.formulas import indices

#: Roles offered beside the indices, and the indices that most ask for.
ROLES = ("blue", "green", "red", "red_edge_1", "red_edge_2", "red_edge_3", "nir", "nir_narrow", "swir1", "swir2")
FIRST = ("NDVI", "NDWI", "NDMI", "NDSI", "NBR", "EVI", "SAVI", "BSI")


def once(parent: QObject, call: Callable[[], Any], milliseconds: int = 0) -> QTimer:
    """A timer that calls once each time it is started, after so long unless its start says otherwise."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer


def narrow(box: QComboBox, characters: int) -> None:
    """Room for so many characters at least, whatever the longest of its words: the dock may be narrow."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(characters)


class ShortLabel(QLabel):
    """One line that asks for no width: what there is no room for is dots, and the tooltip says it all."""

    def __init__(self, text: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Other words."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, _event: Any) -> None:  # noqa: N802 - Qt's name
        """Cut in the middle: names of products differ at both ends."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.contentsRect().width())
        self.style().drawItemText(painter, self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter), self.palette(),
                                  self.isEnabled(), text, self.foregroundRole())
        painter.end()


class VariableBox(QComboBox):
    """What is read through the dates: an index, a role, a band or a formula."""

    #: Chosen or typed, perhaps the same as before.
    given = pyqtSignal()

    def __init__(self, name: str, characters: int, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems([*FIRST, *ROLES, *(one for one in indices() if one not in FIRST)])
        for row in range(self.count()):
            index = indices().get(self.itemText(row))
            if index is not None:
                self.setItemData(row, f"{index.title}: {index.formula}", Qt.ItemDataRole.ToolTipRole)
        narrow(self, characters)
        self.setAccessibleName(name)
        self.setToolTip(tr("A band (B4), a role (red, nir), an index (NDVI), or a formula of roles: "
                           "(nir - red) / (nir + red)."))
        self.activated.connect(lambda *_: self.given.emit())
        self.lineEdit().editingFinished.connect(self.given)

    def wanted(self) -> str:
        """Name or formula, NDVI where nothing is said."""
        return self.currentText().strip() or "NDVI"
