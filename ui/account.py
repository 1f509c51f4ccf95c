"""The button that says which authentication configuration of QGIS serves a source."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Optional

from qgis.gui import QgsAuthConfigSelect
from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialog, QMenu, QToolButton, QVBoxLayout, QWidget

from ..bridge import credentials
from ..bridge.language import tr
from ..bridge.providers import forget, known
from ..core.catalogue.providers import providers


class AccountButton(QToolButton):
    """A menu of the configurations; ``source`` gives the key of the provider meant. Nothing it opens is modal."""

    #: Key of a server that was taken off the list.
    forgotten = pyqtSignal(str)

    def __init__(self, source: Callable[[], str], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._source = source
        self._manager: Any = None
        self._served: Any = None
        self.setText(tr("Account"))
        self.setToolTip(tr("Name, password or key for this source: an authentication configuration of QGIS."))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self.fill)
        self.setMenu(menu)

    def fill(self) -> None:
        """The menu, as QGIS' configurations are now. Names alone are read: no master password is asked for."""
        menu, source = self.menu(), self._source()
        menu.clear()
        now = credentials.chosen(source)
        kept = sorted(credentials.configurations().items(), key=lambda pair: pair[1].lower())
        for identifier, name in [("", tr("No account")), *kept]:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(identifier == now)
            action.triggered.connect(partial(self._choose, source, identifier))
        menu.addSeparator()
        menu.addAction(tr("Configurations...")).triggered.connect(partial(self._manage, source))
        provider = known().get(source)
        if provider is not None and provider.account:
            menu.addAction(tr("Open an account on the web...")).triggered.connect(partial(_open, provider.account))
        if source not in providers():
            menu.addSeparator()
            menu.addAction(tr("Take this server off the list")).triggered.connect(partial(self._forget, source))

    def _forget(self, source: str, *_: Any) -> None:
        """Of those that were added by their address."""
        forget(source)
        self.forgotten.emit(source)

    def _choose(self, source: str, identifier: str, *_: Any) -> None:
        credentials.choose(source, identifier)

    def _manage(self, source: str, *_: Any) -> None:
        """QGIS' own list and forms in a window beside; what is chosen there serves this source."""
        if self._manager is None:
            self._manager = QDialog(self.window())
            layout = QVBoxLayout(self._manager)
            layout.addWidget(QgsAuthConfigSelect(self._manager))
        self._manager.setWindowTitle(self._title(source))
        choice = self._manager.findChild(QgsAuthConfigSelect)
        quiet = choice.blockSignals(True)
        choice.setConfigId(credentials.chosen(source))
        choice.blockSignals(quiet)
        if self._served is not None:
            choice.selectedConfigIdChanged.disconnect(self._served)
        self._served = partial(credentials.choose, source)
        choice.selectedConfigIdChanged.connect(self._served)
        self._manager.show()
        self._manager.raise_()

    def _title(self, source: str) -> str:
        provider = known().get(source)
        return tr("Account for {source}").format(source=provider.title if provider is not None else source)


def _open(address: str, *_: Any) -> None:
    QDesktopServices.openUrl(QUrl(address))
