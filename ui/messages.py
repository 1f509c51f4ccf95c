"""QGIS' message bar: one sentence, and the details for whoever asks. Nothing modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import Qgis
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFontDatabase
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ..bridge.language import tr
from .tasks import Fault

#: Seconds that good news stay.
SECONDS = 8


def tell_fault(iface: Any, fault: Fault) -> None:
    """One sentence that stays until it is closed, with a button for its details where there are some."""
    _tell(iface, fault.sentence, Qgis.MessageLevel.Warning, 0, tr("Details"),
          (lambda: show_text(iface.mainWindow(), fault.sentence, fault.details)) if fault.details else None)


def tell(iface: Any, sentence: str, label: str = "", action: Optional[Callable[[], None]] = None) -> None:
    """Good news, gone after a few seconds; with a button where ``action`` follows from it."""
    _tell(iface, sentence, Qgis.MessageLevel.Info, SECONDS, label, action)


def tell_doubt(iface: Any, sentence: str, label: str, action: Callable[[], None]) -> None:
    """Not all went well: it stays until it is closed, with the button that says why."""
    _tell(iface, sentence, Qgis.MessageLevel.Warning, 0, label, action)


def _tell(iface: Any, sentence: str, level: Any, seconds: int, label: str,
          action: Optional[Callable[[], None]]) -> None:
    bar = iface.messageBar()
    item = bar.createMessage("Bocage", sentence)
    if action is not None:
        button = QPushButton(label, item)
        button.clicked.connect(lambda *_: action())
        item.layout().addWidget(button)
    bar.pushWidget(item, level, seconds)


def show_text(parent: QWidget, title: str, text: str) -> QDialog:
    """A window of its own with text to copy; QGIS goes on beside it."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Bocage")
    dialog.setModal(False)
    edit = QPlainTextEdit(f"{title}\n\n{text}", dialog)
    edit.setReadOnly(True)
    edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    edit.setAccessibleName(tr("Details"))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=dialog)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(edit)
    layout.addWidget(buttons)
    dialog.resize(640, 360)
    dialog.show()
    return dialog
