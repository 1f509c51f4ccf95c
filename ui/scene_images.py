"""Pictures of the map with one scene each, rendered ahead in the background, so that dates flip at once."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Any, Optional

from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QImage

from ..bridge.scenes import SceneLayer, read_layer
from .parts import once

#: Memory for pictures, bytes.
MOST_BYTES = 192_000_000
#: The view must have stood still for so long before pictures are made of it, milliseconds.
STILL_MS = 250
#: A canvas at work is looked at again after so long, milliseconds.
AGAIN_MS = 50


class SceneImages(QObject):
    """One picture a scene, of what the canvas looks at, with its other layers (outlines, base map) as they are.

    Pictures are made one after the other: rendering takes every core, and the canvas comes first.
    """

    #: Identifier of a layer whose picture is there.
    ready = pyqtSignal(str)

    def __init__(self, canvas: Any, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self._images: OrderedDict[str, QImage] = OrderedDict()
        #: Scenes whose pictures are awaited.
        self._wanted: list[SceneLayer] = []
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._layer = ""
        self._still = once(self, self._next)
        for signal in (canvas.extentsChanged, canvas.destinationCrsChanged):
            signal.connect(self.forget)
        canvas.layersChanged.connect(self._layers_changed)
        self._others = self._other_layers()

    def want(self, scenes: list[SceneLayer]) -> None:
        """Scenes whose pictures are worth making, the most urgent first; those of others are no longer made."""
        self._wanted = list(scenes)
        if not self._still.isActive():
            self._next()

    def image(self, identifier: str) -> Optional[QImage]:
        """The picture of the map with the scene of that layer; None while it is not there."""
        found = self._images.get(identifier)
        if found is not None:
            self._images.move_to_end(identifier)
        return found

    def forget(self, *_: object) -> None:
        """The view is another: pictures are made again once it stands still."""
        self._stop()
        self._images.clear()
        self._still.start(STILL_MS)

    def forget_layer(self, identifier: str, dead: bool = False) -> None:
        """That scene looks otherwise, or is gone."""
        self._images.pop(identifier, None)
        self._wanted = [one for one in self._wanted if not dead or one.layer_id != identifier]
        if self._layer == identifier:
            self._stop()
        if not self._still.isActive():
            self._next()

    def _other_layers(self) -> list[str]:
        return [layer.id() for layer in self.canvas.layers() if read_layer(layer) is None]

    def _layers_changed(self) -> None:
        """An outline or a base map came or went: every picture shows it. Scenes hidden and shown change nothing."""
        others = self._other_layers()
        if others != self._others:
            self._others = others
            self.forget()

    def close(self) -> None:
        """No more pictures."""
        self._wanted = []
        self._still.stop()
        self._stop()
        self._images.clear()

    def settings_with(self, layer: Any) -> QgsMapSettings:
        """The canvas' settings with that scene in the place of all scenes, whatever the temporal controller shows."""
        settings = QgsMapSettings(self.canvas.mapSettings())
        layers: list[Any] = []
        for other in settings.layers():
            if read_layer(other) is None:
                layers.append(other)
            elif layer not in layers:
                layers.append(layer)
        if layer not in layers:
            # Every scene is hidden: this one lies under vectors and over a base map, as its group does.
            place = next((n for n, other in enumerate(layers) if hasattr(other, "bandCount")), len(layers))
            layers.insert(place, layer)
        settings.setLayers(layers)
        settings.setIsTemporal(False)
        return settings

    def _next(self) -> None:
        if self._job is not None or self.canvas.mapSettings().outputSize().isEmpty():
            return
        scene = next((one for one in self._wanted if one.layer_id not in self._images), None)
        if scene is None:
            return
        if self.canvas.isDrawing():
            self._still.start(AGAIN_MS)
            return
        self._layer = scene.layer_id
        self._job = QgsMapRendererParallelJob(self.settings_with(scene.layer))
        self._job.finished.connect(self._finished)
        self._job.start()

    def _finished(self) -> None:
        job, identifier = self._job, self._layer
        if job is None:
            return
        self._job, self._layer = None, ""
        self._images[identifier] = job.renderedImage()
        let_go_later(job)
        self._images.move_to_end(identifier)
        while len(self._images) > 2 and sum(one.sizeInBytes() for one in self._images.values()) > MOST_BYTES:
            self._images.popitem(last=False)
            # Room for no more: what was just dropped would only be made again.
            self._wanted = [one for one in self._wanted if one.layer_id in self._images]
        self.ready.emit(identifier)
        QTimer.singleShot(0, self._next)

    def _stop(self) -> None:
        job, self._job, self._layer = self._job, None, ""
        if job is not None:
            give_up(job, self._finished)


#: Jobs that are over or were told to stop: Python must not let go of one while it still speaks, which deletes it.
_ending: list[QgsMapRendererParallelJob] = []


def give_up(job: QgsMapRendererParallelJob, listener: Any) -> None:
    """Nobody waits for it: it ends by itself in its threads, waiting for it here would freeze the window."""
    job.finished.disconnect(listener)
    _ending.append(job)
    job.finished.connect(partial(let_go_later, job))
    job.cancelWithoutBlocking()


def let_go_later(job: QgsMapRendererParallelJob) -> None:
    """Called by the job itself: it may only go once the event loop has come back."""
    if job not in _ending:
        _ending.append(job)
    QTimer.singleShot(0, partial(_let_go, job))


def _let_go(job: QgsMapRendererParallelJob) -> None:
    if job in _ending:
        _ending.remove(job)
