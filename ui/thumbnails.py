"""Small pictures of scenes, read and fetched behind the window: a bounded memory, a bounded folder.

What was asked for last comes first: those are the rows being looked at. A picture that cannot be had is not asked
for again at once.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QImage, QPixmap

from ..core.catalogue.model import SceneRecord
from ..core.catalogue.transport import Request, Transport, TransportFault
from ..core.errors import BocageError, Cancelled
from ..core.products.picture import read_picture
from . import liveliness
from .scene_model import key_of

LOG = logging.getLogger("bocage")

#: Pixels a side of what is kept; the table shows it smaller on a screen of many dots.
SIZE = 112
#: Pictures in memory (37 kB each); requests waiting; threads; seconds before a failed one is tried again.
IN_MEMORY, WAITING, THREADS, AGAIN_S = 600, 200, 2, 120.0
#: Bytes of one remote picture, of the folder; files looked at when it is pruned.
LARGEST, FOLDER_BYTES = 6_000_000, 200_000_000
_REMOTE = ("http://", "https://")


class Thumbnails(QObject):
    """``pixmap`` answers at once with what is there, else asks for it and says so by ``arrived``."""

    #: Key of the scene whose picture is there now.
    arrived = pyqtSignal(object)
    _loaded = pyqtSignal(object, object)

    def __init__(self, folder: Path, transport: Optional[Callable[[], Transport]] = None, parent: Any = None) -> None:
        super().__init__(parent)
        self._folder, self._transport = folder / "thumbnails", transport
        self._pictures: OrderedDict[tuple[str, str], QPixmap] = OrderedDict()
        self._refused: dict[tuple[str, str], float] = {}
        self._asked: set[tuple[str, str]] = set()
        self._queue: deque[SceneRecord] = deque()
        self._wake, self._stopped = threading.Condition(), False
        self._workers: list[threading.Thread] = []
        self._loaded.connect(self._keep)

    def pixmap(self, scene: SceneRecord) -> Optional[QPixmap]:
        """The picture, None while there is none. Costs nothing."""
        key = key_of(scene)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if scene.quicklook and key not in self._asked and time.monotonic() >= self._refused.get(key, 0.0):
            self._ask(scene)
        return None

    def _ask(self, scene: SceneRecord) -> None:
        self._asked.add(key_of(scene))
        with self._wake:
            self._queue.append(scene)
            if len(self._queue) > WAITING:
                self._asked.discard(key_of(self._queue.popleft()))
            self._wake.notify()
        if len(self._workers) < THREADS:
            worker = threading.Thread(target=self._work, name="bocage thumbnails", daemon=True)
            self._workers.append(worker)
            worker.start()

    def stop(self) -> None:
        """The threads end by themselves."""
        with self._wake:
            self._stopped = True
            self._queue.clear()
            self._wake.notify_all()

    def stopped(self) -> bool:
        """True once nobody looks any more."""
        return self._stopped

    # -- threads -------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._queue and not self._stopped:
                    self._wake.wait()
                if self._stopped:
                    return
                scene = self._queue.pop()
            with liveliness.working():
                image = self._have(scene)
            if sip.isdeleted(self) or self._stopped:
                return
            try:
                self._loaded.emit(key_of(scene), image)
            except RuntimeError:
                return

    def _have(self, scene: SceneRecord) -> Optional[QImage]:
        try:
            kept = self._folder / f"{self._name(scene)}.png"
            if kept.is_file():
                image = QImage(str(kept))
                if not image.isNull():
                    return image
            image = load_picture(scene, SIZE, self._transport, self.stopped)
            self._store(image, kept)
            return image
        except (BocageError, TransportFault, Cancelled, OSError, ValueError) as error:
            LOG.debug("no picture of %s: %s", scene.identifier, error)
            return None

    def _name(self, scene: SceneRecord) -> str:
        """Another one once the quicklook's file has changed."""
        stamp = ""
        if not scene.quicklook.startswith((*_REMOTE, "/vsi")):
            stamp = str(Path(scene.quicklook).stat().st_mtime_ns)
        return hashlib.sha256(f"{scene.source}|{scene.identifier}|{scene.quicklook}|{stamp}".encode()).hexdigest()[:32]

    def _store(self, image: QImage, path: Path) -> None:
        """Written beside, then renamed: a killed QGIS leaves no half picture under its name."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{threading.get_ident()}.part")
        if image.save(str(part), "PNG"):
            part.replace(path)

    # -- main thread ---------------------------------------------------------------------------------

    def _keep(self, key: tuple[str, str], image: Optional[QImage]) -> None:
        self._asked.discard(key)
        if image is None:
            self._refused[key] = time.monotonic() + AGAIN_S
            return
        self._pictures[key] = QPixmap.fromImage(image)
        while len(self._pictures) > IN_MEMORY:
            self._pictures.popitem(last=False)
        self.arrived.emit(key)


def load_picture(scene: SceneRecord, size: int, transport: Optional[Callable[[], Transport]],
                 cancelled: Callable[[], bool]) -> QImage:
    """The quicklook of a scene at most ``size`` pixels a side, from the disk or a server. For a thread.

    Raises BocageError, TransportFault, Cancelled or ValueError where it cannot be had.
    """
    if scene.quicklook.startswith(_REMOTE):
        if transport is None:
            raise ValueError("no network")
        image = QImage.fromData(_fetch(scene.quicklook, transport(), cancelled))
        if image.isNull():
            raise ValueError("not a picture")
    else:
        pixels = read_picture(scene.quicklook, size)
        rows, columns = pixels.shape[:2]
        image = QImage(pixels.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
    if max(image.width(), image.height()) > size:
        image = image.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio,
                             Qt.TransformationMode.SmoothTransformation)
    return image


def _fetch(url: str, transport: Transport, cancelled: Callable[[], bool]) -> bytes:
    answer = transport.open(Request(url, inactivity_s=10.0, total_s=30.0), cancelled)
    try:
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        data = bytearray()
        for chunk in answer.chunks():
            data += chunk
            if len(data) > LARGEST:
                raise ValueError("too large")
        return bytes(data)
    finally:
        answer.close()


def prune(folder: Path, most: int = FOLDER_BYTES) -> int:
    """Remove the oldest pictures until the folder holds ``most`` bytes; how many went. For a thread."""
    files = []
    for path in (folder / "thumbnails").glob("*"):
        try:
            status = path.stat()
        except OSError:
            continue
        files.append((status.st_mtime, status.st_size, path))
    total, gone = sum(size for _, size, _ in files), 0
    for _, size, path in sorted(files):
        if total <= most:
            break
        try:
            path.unlink()
        except OSError:
            continue
        total, gone = total - size, gone + 1
    return gone
