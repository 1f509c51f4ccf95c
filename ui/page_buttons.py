"""The buttons under the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from ..bridge.language import tr
from ..bridge.scenes import LOOKS, look_words, looks
from .wrapping import WrappingRow

#: Icons alone where the dock is narrow.
LESSER = ("outline", "figure", "download")


class PageButtons(QWidget):
    """Named by what they do: ``buttons["add"]``..."""

    def __init__(self, calls: dict[str, Callable[..., None]], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.buttons: dict[str, QToolButton] = {}
        self.row = WrappingRow(self)
        for name, text, icon, tip in (
                ("add", tr("Add to map"), "mActionAddRasterLayer.svg",
                 tr("The selected scenes as layers, those of a server as previews (Enter)")),
                ("outline", tr("Outline area"), "mActionCapturePolygon.svg",
                 tr("The area as a red outline above the scenes")),
                ("figure", tr("Figure"), "mActionSaveMapAsImage.svg",
                 tr("Scene and area to a PNG or a PDF, with scale bar, date and credit")),
                ("correct", tr("Correct to L2A"), "mActionStart.svg",
                 tr("The selected L1C scenes to surface reflectance, in the background")),
                ("download", tr("Download"), "mActionFileSave.svg", tr("The selected scenes of a server")),
                ("more", tr("More"), "mActionOptions.svg", tr("Diagnostics, settings"))):
            button = QToolButton(self)
            button.setText(text)
            button.setIcon(QgsApplication.getThemeIcon("/" + icon))
            button.setIconSize(QSize(16, 16))
            button.setToolTip(tip)
            button.setAccessibleName(text)
            button.setAccessibleDescription(tip)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            if name != "more":
                button.clicked.connect(lambda *_, n=name: self._calls[n]())
            self.buttons[name] = button
            self.row.add(button)
        self._menus()
        widths = [button.sizeHint().width() for button in self.buttons.values()]
        #: Pixels of the wider half, side by side.
        self._wide = max(sum(widths[:3]), sum(widths[3:])) + 2 * self.row.spacing()
        # Nothing is selected yet.
        self.allow(False, False, False, False, False)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Two lines at most: where there is no room the lesser ones are icons, their words in the tooltip."""
        super().resizeEvent(event)
        style = (Qt.ToolButtonStyle.ToolButtonTextBesideIcon if self.width() >= self._wide
                 else Qt.ToolButtonStyle.ToolButtonIconOnly)
        for name in LESSER:
            self.buttons[name].setToolButtonStyle(style)
            self.buttons[name].setToolTip(self._tip(name, style))

    def _tip(self, name: str, style: Any) -> str:
        button = self.buttons[name]
        alone = style == Qt.ToolButtonStyle.ToolButtonIconOnly
        return f"{button.text()}: {button.accessibleDescription()}" if alone else button.accessibleDescription()

    def allow(self, shown: bool, here: bool, l1c: bool, remote: bool, area: bool) -> None:
        """What the selection makes possible."""
        for name, possible in (("add", shown), ("figure", here), ("correct", l1c), ("download", remote),
                               ("outline", area)):
            self.buttons[name].setEnabled(possible)

    def _menus(self) -> None:
        add = QMenu(self)
        for look in LOOKS:
            add.addAction(look_words(look)).triggered.connect(lambda *_, k=look: self._calls["add"](k))
        others = add.addMenu(tr("Index"))
        # Filled when it is first opened: the list is long, and few open it.
        others.aboutToShow.connect(lambda: self._fill(others))
        add.addSeparator()
        add.addAction(tr("Masks, with their legend")).triggered.connect(lambda *_: self._calls["masks"]())
        self._hang("add", add, QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        correct = QMenu(self)
        correct.addAction(tr("With settings...")).triggered.connect(lambda *_: self._calls["settings"]())
        correct.addAction(tr("Into another folder...")).triggered.connect(lambda *_: self._calls["correct"](True))
        self._hang("correct", correct, QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        download = QMenu(self)
        download.addAction(tr("Into another folder...")).triggered.connect(lambda *_: self._calls["download"](True))
        self._hang("download", download, QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        more = QMenu(self)
        more.addAction(tr("Zoom to the area")).triggered.connect(lambda *_: self._calls["zoom"]())
        more.addAction(tr("What could not be indexed")).triggered.connect(lambda *_: self._calls["failures"]())
        more.addAction(tr("Copy diagnostics")).triggered.connect(lambda *_: self._calls["diagnostics"]())
        self._hang("more", more, QToolButton.ToolButtonPopupMode.InstantPopup)

    def _hang(self, name: str, menu: QMenu, mode: Any) -> None:
        self.buttons[name].setMenu(menu)
        self.buttons[name].setPopupMode(mode)

    def _fill(self, menu: QMenu) -> None:
        if not menu.actions():
            for look in looks():
                if look not in LOOKS:
                    menu.addAction(look_words(look)).triggered.connect(lambda *_, k=look: self._calls["add"](k))
