"""What QGIS loads: wires translations, the Processing provider and the dock, and unwires them. Nothing else."""

from __future__ import annotations

import logging
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .bridge.language import translation_file


class BocagePlugin:
    """Every line of ``initGui`` and ``initProcessing`` is undone by ``unload``."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: Any = None
        self.translator: QTranslator | None = None
        self.window: Any = None
        self.unheard = logging.NullHandler()
        # Here, not in initGui: qgis_process speaks the user's language too and never calls initGui.
        self._install_translator()

    def initProcessing(self) -> None:  # noqa: N802 - the name that QGIS calls
        """Adds the provider to the toolbox; all that qgis_process calls."""
        from .processing.provider import BocageProvider

        if self.provider is None:
            self.provider = BocageProvider()
            QgsApplication.processingRegistry().addProvider(self.provider)
            # What is for the log alone would be printed among the lines of qgis_process, by Python's last resort.
            logging.getLogger("bocage").addHandler(self.unheard)

    def initGui(self) -> None:  # noqa: N802 - the name that QGIS calls
        """Called by the QGIS window."""
        from .bridge import journal
        from .ui.window import BocageWindow

        self.initProcessing()
        # Without a window (a server, a test) there is nothing to show.
        if self.window is None and self.iface is not None:
            journal.keep()
            self.window = BocageWindow(self.iface)

    def unload(self) -> None:
        """Leaves no trace."""
        if self.window is not None:
            from .bridge import journal

            self.window.remove()
            self.window = None
            journal.forget()
        if self.provider is not None:
            # The registry owns the provider and deletes it.
            QgsApplication.processingRegistry().removeProvider(self.provider)
            logging.getLogger("bocage").removeHandler(self.unheard)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None

    def _install_translator(self) -> None:
        path = translation_file()
        if path is None:
            return
        translator = QTranslator()
        if translator.load(str(path)):
            QCoreApplication.installTranslator(translator)
            self.translator = translator
