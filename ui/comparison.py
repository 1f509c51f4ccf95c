"""Dates compared on the canvas: one after the other (flip, blink), or on each side of a line (swipe)."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..bridge.language import tr
from ..bridge.scenes import SceneLayer
from .curtain import Curtain, SwipeTool
from .flip import masks_follow
from .parts import once
from .scene_images import SceneImages

OFF, FLIP, BLINK, SWIPE = "", "flip", "blink", "swipe"
#: Dates on each side of the current one whose pictures are made ahead.
AHEAD = 4
#: Flipping must have stopped for so long before the layers themselves follow, milliseconds.
SETTLE_MS = 350


class Comparison(QObject):
    """Owns the pictures, what is painted over the canvas, and the swipe's map tool."""

    #: OFF, FLIP, BLINK or SWIPE.
    changed = pyqtSignal(str)

    def __init__(self, canvas: Any, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.canvas, self.mode = canvas, OFF
        self.scenes: list[SceneLayer] = []
        #: Identifiers of the layers compared: the one shown by a flip, the two of a blink or a swipe.
        self.first, self.second = "", ""
        self._shown = ""
        self.images = SceneImages(canvas, self)
        self.images.ready.connect(self._made)
        self.curtain = Curtain(canvas)
        self.tool = SwipeTool(canvas)
        self.tool.moved.connect(self.curtain.move_line)
        self.tool.left.connect(self.stop)
        self.tool.deactivated.connect(self._tool_left)
        self._beat, self._settle = QTimer(self), once(self, self._settled)
        self._beat.timeout.connect(self._turn)
        canvas.mapCanvasRefreshed.connect(self._refreshed)
        canvas.extentsChanged.connect(self._moved)

    # -- what there is to compare --------------------------------------------------------------------

    def set_scenes(self, scenes: list[SceneLayer]) -> None:
        """Scenes of the project, oldest first."""
        gone = {one.layer_id for one in self.scenes} - {one.layer_id for one in scenes}
        self.scenes = scenes
        for identifier in gone:
            self.images.forget_layer(identifier, dead=True)
        if self.mode in (BLINK, SWIPE) and not (self._scene(self.first) and self._scene(self.second)):
            self.stop()
        self._prefetch()

    def restyled(self, identifier: str) -> None:
        """A scene looks otherwise now."""
        self.images.forget_layer(identifier)
        self._prefetch()

    # -- what is done with it ------------------------------------------------------------------------

    def flip(self, identifier: str) -> None:
        """That scene, at once where its picture is there; its layer follows when flipping stops."""
        if self._scene(identifier) is None:
            return
        if self.mode in (BLINK, SWIPE):
            self.stop()
        self._set(FLIP)
        self._shown = self.first = identifier
        self._prefetch()
        self._paint()
        self._settle.start(SETTLE_MS)

    def blink(self, first: str, second: str, period_s: float) -> None:
        """Two scenes by turns, ``period_s`` each."""
        if self._scene(first) is None or self._scene(second) is None or first == second:
            return
        self.first, self.second, self._shown = first, second, first
        self._leave_tool()
        self._set(BLINK)
        self._prefetch()
        self._paint()
        self.set_period(period_s)
        self._beat.start()

    def set_period(self, period_s: float) -> None:
        """Seconds that each of two dates stays."""
        self._beat.setInterval(max(50, int(1000 * period_s)))

    def swipe(self, left: str, right: str) -> None:
        """Two scenes on each side of a line that follows the mouse and the arrow keys."""
        if self._scene(left) is None or self._scene(right) is None or left == right:
            return
        self.first, self.second = left, right
        self._beat.stop()
        self.curtain.share = self.curtain.share if self.mode == SWIPE else None
        self._set(SWIPE)
        self._prefetch()
        self._paint()
        if self.canvas.mapTool() is not self.tool:
            self.canvas.setMapTool(self.tool)

    def move_line(self, share: float) -> None:
        """The swipe's line elsewhere, share of the width."""
        self.curtain.move_line(share)

    def stop(self) -> None:
        """The canvas alone again."""
        self._beat.stop()
        self._settle.stop()
        self.curtain.hide()
        self.curtain.share = None
        self._set(OFF)
        self._leave_tool()

    def close(self) -> None:
        """Leaves no trace on the canvas."""
        self.stop()
        self.images.close()
        if not sip.isdeleted(self.curtain) and not sip.isdeleted(self.canvas):
            self.canvas.scene().removeItem(self.curtain)
            self.canvas.mapCanvasRefreshed.disconnect(self._refreshed)
            self.canvas.extentsChanged.disconnect(self._moved)

    def label(self, identifier: str) -> str:
        """Date and sensor of a scene; "..." while its picture is made."""
        scene = self._scene(identifier)
        if scene is None:
            return ""
        words = f"{scene.acquired:%Y-%m-%d} {scene.platform} {scene.level}".strip()
        return words if self.images.image(scene.layer_id) is not None else tr("{scene} ...").format(scene=words)

    # -- inside --------------------------------------------------------------------------------------

    def _scene(self, identifier: str) -> Optional[SceneLayer]:
        return next((one for one in self.scenes if one.layer_id == identifier), None)

    def _set(self, mode: str) -> None:
        if mode != self.mode:
            self.mode = mode
            self.changed.emit(mode)

    def _prefetch(self) -> None:
        """Pictures of the compared first, then of the dates nearest to the one shown."""
        wanted = [one for one in (self._scene(self.first), self._scene(self.second)) if one is not None]
        place = next((n for n, one in enumerate(self.scenes) if one.layer_id == self.first), -1)
        if self.mode == FLIP and place >= 0:
            near = sorted(range(len(self.scenes)), key=lambda n: (abs(n - place), -n))[:2 * AHEAD + 1]
            wanted = [self.scenes[n] for n in near]
        self.images.want(wanted if self.mode != OFF else [])

    def _paint(self) -> None:
        """What is there of the pictures wanted, over the canvas."""
        if self.mode in (FLIP, BLINK):
            scene = self._scene(self._shown)
            if scene is not None:
                self.curtain.show_one(self.images.image(scene.layer_id), self.label(self._shown))
        elif self.mode == SWIPE:
            sides = [(self.images.image(scene.layer_id) if scene else None, self.label(identifier))
                     for identifier, scene in ((one, self._scene(one)) for one in (self.first, self.second))]
            self.curtain.show_two(sides[0], sides[1])

    def _made(self, identifier: str) -> None:
        """A picture is there; a flip that has settled does without."""
        if self.mode != FLIP or (identifier == self._shown and self._settle.isActive()):
            self._paint()
        elif identifier == self._shown and self.curtain.left[0] is None:
            self.curtain.show_one(None, self.label(identifier))

    def _turn(self) -> None:
        """The other date of a blink, once both pictures are there."""
        other = self.second if self._shown == self.first else self.first
        scene = self._scene(other)
        if scene is not None and self.images.image(scene.layer_id) is not None:
            self._shown = other
        self._paint()

    def _settled(self) -> None:
        """The layers follow: this scene visible, the others of the list not."""
        root, changed = QgsProject.instance().layerTreeRoot(), False
        scenes = sorted(self.scenes, key=lambda one: one.layer_id != self._shown)
        for scene in scenes:
            node = root.findLayer(scene.layer_id)
            if node is None:
                continue
            if scene.layer_id == self._shown:
                changed = changed or not node.isVisible()
                node.setItemVisibilityCheckedParentRecursive(True)
            elif node.itemVisibilityChecked():
                changed = True
                node.setItemVisibilityChecked(False)
        shown = self._scene(self._shown)
        if shown is not None:
            masks_follow(shown.source, shown.identifier)
        if not changed:
            self._refreshed()

    def _refreshed(self) -> None:
        """The canvas shows by itself what was flipped to: the picture over it has served, its label stays."""
        scene = self._scene(self._shown)
        if self.mode == FLIP and not self._settle.isActive() and scene is not None and not self.canvas.isDrawing() \
                and scene.layer_id in {layer.id() for layer in self.canvas.layers()}:
            self.curtain.show_one(None, self.label(self._shown))

    def _moved(self) -> None:
        """Pictures of another view would lie: only labels until the new ones are there."""
        self._paint()
        self._prefetch()

    def _tool_left(self) -> None:
        """Another tool was chosen: the swipe is over."""
        if self.mode == SWIPE:
            self.stop()

    def _leave_tool(self) -> None:
        if not sip.isdeleted(self.canvas) and self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)
