"""A file or an address for the area of interest, asked in a window that stops nobody."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.areas import PUBLISHED
from ..bridge.language import tr


class AreaSource(QDialog):
    """Tells by ``chosen`` the path or the address that was given."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None, source: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Area of interest"))
        self.setModal(False)
        words = QLabel(tr("A vector file, zipped or not, or the address of one. The State publishes perimeters on "
                          "<a href=\"{site}\">data.gouv.fr</a>: copy here the address of the page of the data set, or "
                          "of its file. What Bocage ships for Notre-Dame-des-Landes is indicative, not the legal "
                          "perimeter.").format(site=PUBLISHED), self)
        words.setWordWrap(True)
        words.setOpenExternalLinks(True)
        self.edit = QLineEdit(source, self)
        self.edit.setPlaceholderText("https://www.data.gouv.fr/...")
        self.edit.setAccessibleName(tr("File or address"))
        self.edit.setClearButtonEnabled(True)
        browse = QPushButton(tr("Browse"), self)
        browse.setAutoDefault(False)
        browse.clicked.connect(lambda *_: self.browse())
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(browse)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.edit.textChanged.connect(lambda *_: self._look())
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addLayout(row)
        column.addWidget(self.buttons)
        self.resize(480, self.sizeHint().height())
        self._look()

    def browse(self) -> QFileDialog:
        """Any vector file."""
        dialog = QFileDialog(self, tr("Area of interest"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setModal(False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.edit.setText)
        dialog.show()
        return dialog

    def accept(self) -> None:
        """Hands over what was given; it is read elsewhere, in the background."""
        text = self.edit.text().strip()
        if text:
            self.chosen.emit(text)
            super().accept()

    def _look(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Open).setEnabled(bool(self.edit.text().strip()))
