"""What the buttons do with the scenes selected: each is a task in the background or an algorithm of the toolbox."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QGuiApplication
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ..bridge import scenes, settings
from ..bridge.language import tr
from ..core.catalogue.model import LOCAL, PRESENT, Hit, SceneRecord
from ..core.engine.areas import Area, geojson_of
from ..core.engine.outputs import write_text
from . import messages
from .flip import flip_to, layers_of
from .tasks import Fault, Job, fault_of, run_algorithm, run_in_background

#: Scenes put on the map at one press; seconds for one of them.
MOST_ADDED, DEADLINE_S = 20, 60.0


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
        """On the map; metadata are read in the background, layers made here one at a time."""
        wanted = []
        for hit in hits[:MOST_ADDED]:
            if not _here(hit.scene):
                continue
            if any(layer.look == look for layer in layers_of(hit.scene)):
                flip_to(hit.scene)
            else:
                wanted.append(hit.scene)
        if not any(_here(hit.scene) for hit in hits):
            self.tell_fault(Fault(tr("Only a scene on disk can be put on the map: download it first.") if hits else
                                  tr("Select a scene first.")))
        if not wanted:
            return

        def read(job: Job) -> None:
            for number, scene in enumerate(wanted):
                job.report(number / len(wanted))
                job.give(scenes.prepare(scene, look, job))

        def shown(prepared: scenes.Prepared) -> None:
            scenes.show(prepared)
            if then is not None:
                then(prepared.record)

        self._follow(run_in_background(read, None, self.tell_fault, found=self._guarded(shown),
                                       title=tr("Reading the scene"), owner=self,
                                       deadline_s=DEADLINE_S * len(wanted)))

    def add_masks(self, hits: list[Hit]) -> None:
        """Their masks with a legend."""
        for hit in hits[:MOST_ADDED]:
            if _here(hit.scene):
                self._follow(run_in_background(
                    lambda job, scene=hit.scene: scenes.prepare_masks(scene, job), self._guarded(scenes.show),
                    self.tell_fault, title=tr("Reading the masks"), owner=self, deadline_s=10 * DEADLINE_S))

    def outline(self, area: Optional[Area]) -> None:
        """The area in red above the scenes."""
        if area is None:
            self.tell_fault(Fault(tr("Choose an area first: draw it, or take it from a layer or a file.")))
            return
        from ..bridge.areas import add_outline

        self._guarded(add_outline)(area)

    # -- algorithms ----------------------------------------------------------------------------------

    def index_folders(self, folders: list[str], known: bool = False) -> None:
        """Index them with ``bocage:index``; ``known`` looks again at what was indexed."""
        kept = indexed_folders()
        wanted = kept if known else folders
        if not wanted:
            self.tell_fault(Fault(tr("No folder was indexed yet: add one.")))
            return
        settings.remember("folders", [*kept, *(one for one in folders if one not in kept)])
        for folder in wanted:
            self._follow(run_algorithm("bocage:index", {"INPUT": folder}, lambda results, f=folder: self._indexed(
                f, results), self.tell_fault, title=tr("Indexing {folder}").format(folder=Path(folder).name),
                owner=self))

    def _indexed(self, folder: str, results: dict[str, Any]) -> None:
        messages.tell(self.iface, tr("{folder} is indexed.").format(folder=folder))
        self.index_outdated.emit()

    def correct(self, hits: list[Hit], folder: str) -> None:
        """L1C scenes of this computer to L2A, into ``folder``; then they are in the list."""
        levels = [hit.scene for hit in hits if _here(hit.scene) and hit.scene.level == "L1C"]
        if not levels:
            self.tell_fault(Fault(tr("Select a level 1C scene that is on disk.")))
            return
        for scene in levels:
            self._follow(run_algorithm(
                "bocage:l2a", {"INPUT": scene.path, "OUTPUT": folder}, lambda _results: self.index_folders([folder]),
                self.tell_fault, title=tr("Correcting {scene}").format(scene=scenes.scene_name(scene)), owner=self))

    def open_dialog(self, algorithm: str, parameters: dict[str, Any]) -> None:
        """The algorithm's own dialog, filled in; QGIS goes on beside it."""
        import processing

        dialog = processing.createAlgorithmDialog(algorithm, parameters)
        if dialog is not None:
            dialog.show()

    def download(self, hits: list[Hit], folder: str) -> None:
        """Scenes of a server into ``folder``, by ``bocage:download``."""
        wanted = [hit.scene for hit in hits if hit.scene.source != LOCAL]
        if not wanted:
            self.tell_fault(Fault(tr("Select a scene of a server: those on disk are here already.")))
            return
        try:
            items = import_module(".download_items", __package__).write(wanted, settings.cache_folder())
        except OSError as error:
            self.tell_fault(fault_of(error))
            return
        self._follow(run_algorithm(
            "bocage:download", {"ITEMS": items, "OUTPUT": folder}, lambda _results: self.index_folders([folder]),
            self.tell_fault, title=tr("Downloading {count} scenes").format(count=len(wanted)), owner=self))

    def figure(self, hits: list[Hit], area: Optional[Area], path: str) -> None:
        """Scene and outline to a PNG or a PDF, by ``bocage:scenefigure``."""
        scene = next((hit.scene for hit in hits if _here(hit.scene)), None)
        if scene is None:
            self.tell_fault(Fault(tr("Select a scene that is on disk.")))
            return
        given = {"INPUT": scene.path, "OUTPUT": path}
        if area is not None:
            outline = settings.cache_folder() / "figure_area.geojson"
            write_text(outline, geojson_of(area))
            given["AOI"] = str(outline)
        self._follow(run_algorithm(
            "bocage:scenefigure", given, lambda _results: messages.tell(
                self.iface, tr("The figure is in {file}.").format(file=path), tr("Open"),
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path))),
            self.tell_fault, title=tr("Figure"), owner=self))

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


def indexed_folders() -> list[str]:
    """Folders that were indexed from here."""
    kept = settings.value("folders", []) or []
    # QSettings gives back a list of one text as a text.
    return [kept] if isinstance(kept, str) else [str(one) for one in kept]


def _here(scene: SceneRecord) -> bool:
    return scene.source == LOCAL and scene.state == PRESENT and bool(scene.path)


def _open(dialog: QFileDialog, chosen: Callable[[str], None]) -> None:
    dialog.setModal(False)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(lambda *_: QTimer.singleShot(0, dialog.deleteLater))
    dialog.show()
