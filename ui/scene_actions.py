"""What the buttons do with the scenes selected: each is a task in the background or an algorithm of the toolbox."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QGuiApplication
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ..bridge import scenes, settings
from ..bridge.language import say, tr
from ..core.catalogue.model import LOCAL, MISSING, PRESENT, Hit, SceneRecord
from ..core.engine.areas import Area, geojson_of
from ..core.engine.outputs import write_text
from ..core.errors import BocageError
from . import messages, search
from .flip import flip_to, layers_of, uncover
from .tasks import Fault, Job, fault_of, run_algorithm, run_in_background

#: Scenes put on the map at one press; seconds for one of them; seconds between two looks at an index that grows.
MOST_ADDED, DEADLINE_S, PACE_S = 20, 60.0, 2.0


class SceneActions(QObject):
    """Speaks by the message bar, and hands its jobs to whoever shows them."""

    working = pyqtSignal(object)
    #: Products of this computer are others now.
    index_outdated = pyqtSignal()

    def __init__(self, iface: Any, window: QWidget) -> None:
        super().__init__(window)
        self.iface, self._window = iface, window

    def tell_fault(self, fault: Fault) -> None:
        """One sentence in the message bar."""
        messages.tell_fault(self.iface, fault)

    # -- the map -------------------------------------------------------------------------------------

    def add(self, hits: list[Hit], look: str = "natural", then: Optional[Callable[[SceneRecord], None]] = None) -> None:
        """On the map; read in the background, layers made here one at a time. Of a server, its preview comes."""
        able = [hit.scene for hit in hits if can_show(hit.scene)][:MOST_ADDED]
        if not able:
            self.tell_fault(Fault(tr("Select a scene that is on disk or online: a missing one cannot be shown.")))
            return
        there = [scene for scene in able if any(layer.look == look for layer in layers_of(scene))]
        for scene in there:
            flip_to(scene)
        wanted = [scene for scene in able if scene not in there]
        if not wanted:
            return

        def read(job: Job) -> None:
            for number, scene in enumerate(wanted):
                job.report(number / len(wanted))
                try:
                    job.give(scenes.prepare(scene, look, job))
                except BocageError as error:
                    # The others are none the worse for it.
                    job.give(fault_of(error))

        def shown(found: Any) -> None:
            if isinstance(found, Fault):
                self.tell_fault(found)
                return
            layer = scenes.show(found)
            if len(wanted) == 1:
                uncover(layer)
            if then is not None:
                then(found.record)

        self._follow(run_in_background(read, None, self.tell_fault, found=self._guarded(shown),
                                       title=tr("Reading the scene"), owner=self,
                                       deadline_s=DEADLINE_S * len(wanted)))

    def add_masks(self, hits: list[Hit]) -> None:
        """Their masks with a legend."""
        for hit in hits[:MOST_ADDED]:
            if _here(hit.scene):
                self._follow(run_in_background(
                    lambda job, scene=hit.scene: scenes.prepare_masks(scene, job),
                    self._guarded((lambda found: uncover(scenes.show(found))) if len(hits) == 1 else scenes.show),
                    self.tell_fault, title=tr("Reading the masks"), owner=self, deadline_s=10 * DEADLINE_S))

    def outline(self, area: Optional[Area]) -> None:
        """The area in red above the scenes."""
        if area is None:
            self.tell_fault(Fault(tr("Choose an area first: draw it, or take it from a layer or a file.")))
            return
        from ..bridge.areas import add_outline

        self._guarded(add_outline)(area)

    # -- algorithms ----------------------------------------------------------------------------------

    def index_folders(self, folders: list[str]) -> None:
        """Index them with ``bocage:index``; none: those indexed before, again. Scenes appear as they are found.

        The masks are read in a second pass: the list needs not wait for them.
        """
        name = Path(folders[0]).name if folders else tr("the folders")
        self._index({"INPUT": ";".join(folders)}, tr("Indexing {folder}").format(folder=name),
                    lambda results: self._indexed(folders, name, results))

    def _indexed(self, folders: list[str], name: str, results: dict[str, Any]) -> None:
        sentence = tr("{count} products in the index, {added} of them new.").format(
            count=int(results.get("COUNT", 0)), added=int(results.get("ADDED", 0)))
        failed = int(results.get("FAILED", 0))
        if failed:
            sentence += " " + tr("{count} could not be read.").format(count=failed)
            messages.tell_doubt(self.iface, sentence, tr("Details"), self.show_failures)
        else:
            messages.tell(self.iface, sentence)
        self.index_outdated.emit()
        if int(results.get("FOUND", 0)):
            self._index({"INPUT": ";".join(folders), "CLEAR_GRID": True},
                        tr("Clouds by kilometre, {folder}").format(folder=name), lambda _: self.index_outdated.emit())

    def _index(self, given: dict[str, Any], title: str, done: Callable[[dict[str, Any]], None]) -> None:
        job = run_algorithm("bocage:index", given, done, self.tell_fault, title=title, owner=self)
        told = [time.monotonic()]

        def moved(_share: float, _step: str) -> None:
            if time.monotonic() - told[0] > PACE_S:
                told[0] = time.monotonic()
                self.index_outdated.emit()

        job.progressed.connect(moved)
        self._follow(job)

    def show_failures(self) -> None:
        """What could not be indexed, each with its reason."""
        path = settings.index_path()

        def read(_job: Job) -> str:
            with search.open_index(path) as index:
                found = "\n\n".join(f"{one.path}\n{say(one.code, **one.fields) if one.code else one.reason}"
                                    for one in index.failures())
                return found or tr("Everything that was found could be read.")

        run_in_background(read, lambda text: messages.show_text(
            self.iface.mainWindow(), tr("What could not be indexed"), text), self.tell_fault, owner=self,
            title=tr("The list of failures"), deadline_s=DEADLINE_S)

    def correct(self, hits: list[Hit], folder: str) -> None:
        """L1C scenes of this computer to L2A, into ``folder``, one after another; then they are in the list.

        Each uses all threads and some gigabytes. Cancel leaves those that wait, a fault does not.
        """
        levels = [hit.scene for hit in hits if _here(hit.scene) and hit.scene.level == "L1C"]
        if not levels:
            self.tell_fault(Fault(tr("Select a level 1C scene that is on disk.")))
            return
        self._correct_next(levels, folder)

    def _correct_next(self, waiting: list[SceneRecord], folder: str) -> None:
        if not waiting:
            return
        scene, rest = waiting[0], waiting[1:]

        def corrected(_results: dict[str, Any]) -> None:
            self.index_folders([folder])
            self._correct_next(rest, folder)

        def failed(fault: Fault) -> None:
            self.tell_fault(fault)
            self._correct_next(rest, folder)

        self._follow(run_algorithm(
            "bocage:l2a", {"INPUT": scene.path, "OUTPUT": folder}, corrected, failed,
            title=tr("Correcting {scene}").format(scene=scenes.scene_name(scene)), owner=self))

    def open_dialog(self, algorithm: str, parameters: dict[str, Any]) -> None:
        """The algorithm's own dialog, filled in; QGIS goes on beside it."""
        # QGIS' own package of that name, not our room.
        dialog = import_module("processing").createAlgorithmDialog(algorithm, parameters)
        if dialog is not None:
            dialog.show()

    def download(self, hits: list[Hit], folder: str) -> None:
        """Scenes of a server into ``folder``, by ``bocage:download``."""
        wanted = [hit.scene for hit in hits if hit.scene.source != LOCAL]
        if not wanted:
            self.tell_fault(Fault(tr("Select a scene of a server: those on disk are here already.")))
            return
        title = tr("Downloading {count} scenes").format(count=len(wanted))
        path = settings.index_path()

        def remember(_job: Job) -> str:
            """The algorithm finds them in the index by their names, with the server that they are of."""
            with search.open_index(path) as index:
                index.put(wanted)
            return ";".join(scene.identifier for scene in wanted)

        def fetch(items: str) -> None:
            self._follow(run_algorithm(
                "bocage:download", {"ITEMS": items, "OUTPUT": folder},
                lambda results: self._downloaded(folder, results), self.tell_fault, title=title, owner=self))

        run_in_background(remember, fetch, self.tell_fault, title=title, owner=self, deadline_s=DEADLINE_S)

    def _downloaded(self, folder: str, results: dict[str, Any]) -> None:
        counts = {key: int(results.get(key, 0)) for key in ("DONE", "FAILED", "PARKED", "GONE", "WAITING")}
        missing = counts["FAILED"] + counts["PARKED"] + counts["GONE"] + counts["WAITING"]
        if missing:
            self.tell_fault(Fault(tr("{done} files are there, {missing} are not: download the same scenes again, it "
                                     "goes on where it stopped.").format(done=counts["DONE"], missing=missing),
                                  "\n".join(f"{key}: {count}" for key, count in counts.items())))
        self.index_folders([folder])

    def figure(self, hits: list[Hit], area: Optional[Area], path: str) -> None:
        """Scene and outline to a PNG or a PDF, by ``bocage:scenefigure``."""
        scene = next((hit.scene for hit in hits if _here(hit.scene)), None)
        if scene is None:
            self.tell_fault(Fault(tr("Select a scene that is on disk.")))
            return
        outline = settings.cache_folder() / "figure_area.geojson"

        def prepare(_job: Job) -> dict[str, Any]:
            if area is None:
                return {"INPUT": scene.path, "OUTPUT": path}
            write_text(outline, geojson_of(area))
            return {"INPUT": scene.path, "OUTPUT": path, "AOI": str(outline)}

        def told(_results: dict[str, Any]) -> None:
            messages.tell(self.iface, tr("The figure is in {file}.").format(file=path), tr("Open"),
                          lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))

        run_in_background(prepare, lambda given: self._follow(run_algorithm(
            "bocage:scenefigure", given, told, self.tell_fault, title=tr("Figure"), owner=self)), self.tell_fault,
            title=tr("Figure"), owner=self, deadline_s=DEADLINE_S)

    def copy_diagnostics(self) -> None:
        """Versions and settings to the clipboard, for whoever helps; no password among them."""
        def copied(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            messages.tell(self.iface, tr("Diagnostics are on the clipboard."))

        self._follow(run_in_background(
            lambda _job: import_module("..bridge.diagnostics", __package__).text(), copied, self.tell_fault,
            title=tr("Diagnostics"), owner=self, deadline_s=DEADLINE_S))

    # -- questions that stop nobody ------------------------------------------------------------------

    def ask_folder(self, title: str, key: str, then: Callable[[str], None], again: bool = False) -> None:
        """The folder remembered under ``key``, else a window that does not stop QGIS."""
        known = str(settings.value(key, "") or "")
        if known and not again:
            then(known)
            return
        dialog = QFileDialog(self._window.window(), title, known)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)

        def chosen(path: str) -> None:
            if key:
                settings.remember(key, path)
            then(path)

        _open(dialog, chosen)

    def ask_file(self, title: str, name: str, kinds: str, then: Callable[[str], None]) -> None:
        """A file to write."""
        dialog = QFileDialog(self._window.window(), title, name, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        _open(dialog, then)

    # -- inside --------------------------------------------------------------------------------------

    def _follow(self, job: Job) -> None:
        self.working.emit(job)

    def _guarded(self, call: Callable[[Any], Any]) -> Callable[[Any], None]:
        """A fault of the main thread is a sentence too."""
        def safe(what: Any) -> None:
            try:
                call(what)
            except Exception as error:  # noqa: BLE001 - the edge of the window: told, with its details
                self.tell_fault(fault_of(error))

        return safe


def can_show(scene: SceneRecord) -> bool:
    """On the map: from the disk, or as a server's preview."""
    return _here(scene) or (scene.source != LOCAL and scene.state != MISSING)


def _here(scene: SceneRecord) -> bool:
    return scene.source == LOCAL and scene.state == PRESENT and bool(scene.path)


def _open(dialog: QFileDialog, chosen: Callable[[str], None]) -> None:
    dialog.setModal(False)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(lambda *_: QTimer.singleShot(0, dialog.deleteLater))
    dialog.show()
