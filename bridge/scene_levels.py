"""Coarser levels for a large image that has none: made once the scene is on the map, by a task that can be stopped."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication, QgsRasterLayer, QgsTask
from qgis.PyQt import sip

from ..core.errors import BocageError
from ..core.products.display import Shown, coarser
from .language import say, tr

#: QGIS keeps no reference to a Python task.
_running: list["Levels"] = []


class Levels(QgsTask):
    """The task; core's Progress too."""

    def __init__(self, layer: QgsRasterLayer, shown: Shown) -> None:
        super().__init__(tr("Coarser levels of {scene}").format(scene=layer.name()), QgsTask.Flag.CanCancel)
        self._layer, self._shown = layer, shown

    def run(self) -> bool:
        """In QGIS' thread for tasks."""
        try:
            return coarser(self._shown, self)
        except BocageError as error:
            # A full disk: the scene is shown all the same, only slower.
            QgsApplication.messageLog().logMessage(say(error.code, **error.fields), "Bocage")
            return False

    def finished(self, result: bool) -> None:
        """In the main thread: the layer reads its file again."""
        if self in _running:
            _running.remove(self)
        if result and not sip.isdeleted(self._layer):
            self._layer.dataProvider().reloadData()
            self._layer.triggerRepaint()

    def report(self, fraction: float, step: str = "") -> None:
        """Share done."""
        self.setProgress(100.0 * fraction)

    def info(self, code: str, **fields: Any) -> None:
        """To QGIS' log."""
        QgsApplication.messageLog().logMessage(say(code, **fields), "Bocage")

    def warn(self, code: str, **fields: Any) -> None:
        """To QGIS' log."""
        QgsApplication.messageLog().logMessage(say(code, **fields), "Bocage")

    def cancelled(self) -> bool:
        """True once the user has stopped the task."""
        return self.isCanceled()


def quicken(layer: QgsRasterLayer, shown: Shown) -> None:
    """Starts the task."""
    task = Levels(layer, shown)
    _running.append(task)
    QgsApplication.taskManager().addTask(task)
