"""The Catalogue page: ask, see what there is, see it on the map. It joins its parts; each has a file of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ..bridge import settings
from ..bridge.language import tr
from ..core.catalogue.model import LOCAL, PRESENT, Hit, Query, SceneRecord
from . import search
from .empty_panel import EmptyPanel, reason
from .filters import Filters
from .flip import flip_to
from .footprints import Outlines
from .job_bar import JobBar
from .page_buttons import PageButtons
from .page_memory import PageMemory
from .parts import once
from .quicklook import Quicklook
from .scene_actions import SceneActions, can_show
from .scene_model import CLEAR_PERCENT, SceneModel, key_of
from .scene_table import SceneTable
from .tasks import Fault, Job, run_in_background
from .thumbnails import Thumbnails, prune
from .timeline import Timeline

#: Milliseconds without a change before the index is asked; on a scene before it is put on the map by stepping.
REST_MS, DWELL_MS = 250, 200
#: Scenes of one list.
LIMIT = 500


def transport() -> Any:
    """The wire through QGIS' proxies and passwords."""
    return import_module("..bridge.network", __package__).QgisTransport()


class CataloguePage(QWidget):
    """``scenes_changed`` gives the records in the list to the other pages."""

    scenes_changed = pyqtSignal(object)

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.iface = iface
        self._index_path = settings.index_path()
        self._search: Optional[Job] = None
        self._dwelling: Optional[Hit] = None
        self._asked, self._source = Query(), LOCAL
        #: Scenes to select again once a project's list is there.
        self._wanted: list[Any] = []
        self._make()
        self._arrange()
        self._wire()
        run_in_background(lambda _job: prune(settings.cache_folder()), title="thumbnails")
        self.filters.area.start()
        self.memory.read()

    # -- build ---------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.filters = Filters(self.iface, self)
        self.timeline = Timeline(self)
        self.model = SceneModel(self)
        self.thumbnails = Thumbnails(settings.cache_folder(), transport, self)
        self.model.pictures = self.thumbnails
        self.table = SceneTable(self.model, self)
        self.empty = EmptyPanel(self)
        self.jobs = JobBar(self)
        self.actions = SceneActions(self.iface, self)
        self.quicklook = Quicklook(self, transport)
        self.outlines = Outlines(self.iface.mapCanvas())
        self.count, self.time = QLabel(self), QLabel(self)
        self.count.setAccessibleName(tr("Scenes found"))
        self.count.setToolTip(tr("Clear: at most {percent:g} % of the area is hidden.").format(percent=CLEAR_PERCENT))
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setToolTip(tr("Time that the search took"))
        self.time.setEnabled(False)
        self.buttons = PageButtons({
            "add": self.add, "masks": lambda: self.actions.add_masks(self.table.chosen()),
            "outline": lambda: self.actions.outline(self.filters.area.outline_area()), "figure": self.figure,
            "correct": self.correct, "settings": self.correct_with_settings, "download": self.download,
            "zoom": self.filters.area.zoom, "failures": self.actions.show_failures,
            "diagnostics": self.actions.copy_diagnostics}, self)
        self._wait, self._dwell = once(self, self._refresh, REST_MS), once(self, self._dwelt, DWELL_MS)

    def _arrange(self) -> None:
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.timeline)
        split.addWidget(self.stack)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        status = QHBoxLayout()
        status.addWidget(self.count, 1)
        status.addWidget(self.time)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(5)
        column.addWidget(self.filters)
        column.addWidget(split, 1)
        column.addLayout(status)
        column.addWidget(self.jobs)
        column.addWidget(self.buttons)
        order = [self.filters.source, self.filters.add_folder, self.filters.rescan, self.filters.ask,
                 self.filters.account, self.filters.address, self.filters.area.mode, self.filters.area.draw,
                 self.filters.area.open, self.filters.area.example, self.filters.area.layers, self.filters.area.place,
                 self.filters.start, self.filters.end, self.filters.period,
                 self.filters.cloud, self.filters.sensor, self.filters.level, self.timeline, self.table,
                 *self.buttons.buttons.values()]
        for before, after in zip(order, order[1:]):
            QWidget.setTabOrder(before, after)
        self.empty.follows = self.table

    def _wire(self) -> None:
        self.filters.changed.connect(self._changed)
        self.filters.folder_wanted.connect(self.add_folder)
        self.filters.rescan_wanted.connect(lambda: self.actions.index_folders([]))
        self.filters.search_wanted.connect(self.search_server)
        self.filters.refused.connect(self.actions.tell_fault)
        self.filters.area.changed.connect(self._area_changed)
        self.filters.area.refused.connect(self.actions.tell_fault)
        self.filters.area.working.connect(self.jobs.follow)
        self.thumbnails.arrived.connect(self.model.picture_arrived)
        self.timeline.chosen.connect(self._chosen)
        self.timeline.activated.connect(lambda _key: self.add())
        self.timeline.looked_at.connect(lambda _key: self.look())
        self.table.selection_changed.connect(self._selection_changed)
        self.table.added.connect(self.add)
        self.table.looked_at.connect(self.look)
        self.table.stepped.connect(self.step)
        self.actions.working.connect(self.jobs.follow)
        self.actions.index_outdated.connect(self._refresh)
        self.memory = PageMemory("catalogue", self.state, self.restore)

    def leave(self) -> None:
        """Undoes what reaches out of this widget."""
        self.memory.leave()
        self.filters.area.leave()
        self.outlines.remove()
        self.thumbnails.stop()
        self.quicklook.close()
        for timer in (self._wait, self._dwell):
            timer.stop()
        if self._search is not None:
            self._search.cancel()

    # -- search --------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """Once nothing has moved for a moment."""
        self._wait.start()

    def _refresh(self) -> None:
        """The index answers by itself; a server is asked when it is asked for."""
        self._wait.stop()
        source, former = self.filters.source_key(), self._source
        self._source = source
        if source != LOCAL:
            if source == former:
                # What a server gave stays until it is asked again: the map may move meanwhile.
                return
            if self._search is not None:
                self._search.cancel()
            self._show([])
            self._say_empty(tr("Press Search to ask {server}.").format(server=self.filters.source.currentText()),
                            [(tr("Search"), self.search_server)])
            return
        query = self._ask()
        path = self._index_path
        self._search = run_in_background(
            lambda job: search.search_index(path, query, job.cancelled), self._answered, self._search_failed,
            title=tr("The search of the index"), owner=self, deadline_s=search.INDEX_DEADLINE_S)

    def search_server(self) -> None:
        """Its scenes come as they are found; Cancel keeps those that came."""
        query, key = self._ask(), self.filters.source_key()
        provider = search.as_now(self.filters.providers.get(key), key)
        if provider is None:
            return
        self._source = key
        self._show([])
        self._say_empty(tr("Searching {server}").format(server=self.filters.source.currentText()), [])
        self._search = run_in_background(
            lambda job: search.search_server(provider, query, transport(), job), self._server_answered,
            self._search_failed, found=self._found_more,
            title=tr("The search of {server}").format(server=self.filters.source.currentText()), owner=self,
            deadline_s=search.SERVER_DEADLINE_S + 2.0)
        self.jobs.follow(self._search)

    def _ask(self) -> Query:
        self._wait.stop()
        if self._search is not None:
            self._search.cancel()
        self._asked = self.filters.query(LIMIT)
        return self._asked

    def _answered(self, answer: search.Answer) -> None:
        self._show(answer.hits)
        self._say_time(answer)
        if not answer.hits:
            if answer.indexed == 0 and not settings.value("first_source"):
                self._offer()
            else:
                self._say_empty(*reason(answer, self._asked, True, self.filters.relax, self.add_folder))

    def _found_more(self, hits: list[Hit]) -> None:
        self.model.extend(hits)
        self.timeline.show_hits(self.model.hits, keep_view=self.timeline.span() is not None)
        self.stack.setCurrentWidget(self.table)
        self._say_count()

    def _server_answered(self, answer: search.Answer) -> None:
        self._say_time(answer)
        self.scenes_changed.emit([hit.scene for hit in self.model.hits])
        if not self.model.hits:
            self._say_empty(*reason(answer, self._asked, False, self.filters.relax, self.add_folder))

    def _search_failed(self, fault: Fault) -> None:
        self.actions.tell_fault(fault)
        if not self.model.hits:
            self._say_empty(fault.sentence, [(tr("Try again"), self._again)])

    def _again(self) -> None:
        if self.filters.is_local():
            self._refresh()
        else:
            self.search_server()

    def _offer(self) -> None:
        """The first minute: asked once."""
        def chosen(source: str) -> None:
            settings.remember("first_source", source)
            if source == LOCAL:
                self.add_folder()
            else:
                self.filters.source.setCurrentIndex(self.filters.source.findData(source))
                self.search_server()

        ways = [(tr("Index a folder of products"), lambda: chosen(LOCAL))]
        cdse = next((key for key in self.filters.providers if key.lower().startswith("cdse")), None)
        if cdse is not None:
            ways.append((tr("Search the Copernicus Data Space (CDSE)"), lambda: chosen(cdse)))
        self._say_empty(tr("Which dates are there, and which are clear over the area? Begin with the products of this "
                           "computer, or with a server."), ways)

    # -- what is shown -------------------------------------------------------------------------------

    def _show(self, hits: list[Hit]) -> None:
        wanted = self._wanted
        kept = wanted or [key_of(hit.scene) for hit in self.table.chosen()]
        self._wanted = []
        if not wanted and len(hits) == len(self.model.hits) and self.model.holds(hits):
            self.stack.setCurrentWidget(self.table if hits else self.empty)
            self._say_count()
            return
        same_span, height = self.timeline.span(), self.table.verticalScrollBar().value()
        self.model.replace(hits)
        self.timeline.show_hits(hits, keep_view=same_span is not None and bool(hits))
        self.stack.setCurrentWidget(self.table if hits else self.empty)
        row = next((self.model.row_of(key) for key in kept if self.model.row_of(key) >= 0), -1)
        if row >= 0:
            self.table.choose(row)
        if not wanted:
            self.table.verticalScrollBar().setValue(height)
        self._say_count()
        self._selection_changed()
        self.scenes_changed.emit([hit.scene for hit in hits])

    def _say_count(self) -> None:
        found, clear = self.model.rowCount(), self.model.clear_count()
        if not found:
            self.count.setText(tr("No scene"))
            self.time.setText("")
            return
        text = tr("{found} scenes, {clear} clear over the area") if found != 1 else tr(
            "1 scene, {clear} clear over the area")
        if found >= LIMIT:
            text = tr("The newest {found} scenes, {clear} clear over the area")
        self.count.setText(text.format(found=found, clear=clear))

    def _say_time(self, answer: search.Answer) -> None:
        spent = answer.milliseconds
        self.time.setText(f"({spent:.1f} ms)" if spent < 100 else f"({spent / 1000:.1f} s)")

    def _say_empty(self, sentence: str, ways: list[Any]) -> None:
        self.empty.say(sentence, ways)
        self.stack.setCurrentWidget(self.empty)
        self.count.setText(tr("No scene"))

    def _selection_changed(self) -> None:
        chosen = self.table.chosen()
        self.timeline.select([key_of(hit.scene) for hit in chosen])
        self.outlines.show_scenes([hit.scene.footprint for hit in chosen])
        here = [hit.scene for hit in chosen if hit.scene.source == LOCAL and hit.scene.state == PRESENT]
        self.buttons.allow(any(can_show(hit.scene) for hit in chosen), bool(here),
                           any(scene.level == "L1C" for scene in here),
                           any(hit.scene.source != LOCAL for hit in chosen),
                           self.filters.area.outline_area() is not None)
        if self.quicklook.isVisible() and chosen and self.quicklook.shown != key_of(chosen[-1].scene):
            self.quicklook.show_hit(chosen[-1])

    def _area_changed(self) -> None:
        area = self.filters.area
        self.outlines.show_area(area.footprint if area.outline_area() is not None else ())
        self.buttons.buttons["outline"].setEnabled(area.outline_area() is not None)

    # -- hands ---------------------------------------------------------------------------------------

    def _chosen(self, key: tuple[str, str]) -> None:
        """On the timeline: the table follows, and the map where the scene is there."""
        self.table.choose(self.model.row_of(key))
        hit = self.timeline.current()
        if hit is not None:
            flip_to(hit.scene)

    def step(self, by: int) -> None:
        """To the next date, and the map with it; a scene that is not on the map yet comes once one stays on it."""
        self.timeline.step(by)
        self._dwelling = self.timeline.current()
        self._dwell.start()

    def _dwelt(self) -> None:
        hit = self._dwelling
        if hit is None or hit.scene.source != LOCAL or hit.scene.state != PRESENT or flip_to(hit.scene):
            return
        self.actions.add([hit], then=lambda record: self._flip_if_current(record))

    def _flip_if_current(self, record: SceneRecord) -> None:
        current = self._dwelling
        flip_to(record if current is None else current.scene)

    def add(self, look: str = "natural") -> None:
        """The selected scenes to the map."""
        self.actions.add(self.table.chosen(), look)

    def look(self) -> None:
        """The quicklook of the current scene, or away with it."""
        chosen = self.table.chosen()
        if self.quicklook.isVisible():
            self.quicklook.hide()
        elif chosen:
            self.quicklook.show_hit(chosen[-1])

    def add_folder(self) -> None:
        """Ask which, index it."""
        self.actions.ask_folder(tr("Folder of products"), "", lambda path: self.actions.index_folders([path]))

    def correct(self, another: bool = False) -> None:
        """The selected L1C scenes to L2A."""
        hits = self.table.chosen()
        self.actions.ask_folder(tr("Folder for the L2A products"), "l2a_folder",
                                lambda folder: self.actions.correct(hits, folder), another)

    def correct_with_settings(self) -> None:
        """The algorithm's own dialog on the first of them."""
        hit = next((hit for hit in self.table.chosen() if hit.scene.level == "L1C"), None)
        if hit is not None:
            self.actions.open_dialog("bocage:l2a", {"INPUT": hit.scene.path})

    def download(self, another: bool = False) -> None:
        """The selected scenes of a server."""
        hits = self.table.chosen()
        self.actions.ask_folder(tr("Folder for downloads"), "download_folder",
                                lambda folder: self.actions.download(hits, folder), another)

    def figure(self) -> None:
        """The first selected scene and the area to a picture."""
        hits, area = self.table.chosen(), self.filters.area.outline_area()
        name = f"{hits[0].scene.acquired:%Y-%m-%d}_{hits[0].scene.tile}.png" if hits else "scene.png"
        self.actions.ask_file(tr("Figure"), name, "PNG (*.png);;PDF (*.pdf)",
                              lambda path: self.actions.figure(hits, area, path))

    # -- project -------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What a project keeps of this page."""
        return {"filters": self.filters.state(), "span": self.timeline.span(),
                "selected": [list(key_of(hit.scene)) for hit in self.table.chosen()[:LIMIT]]}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was; what a project does not tell stays as it is."""
        try:
            if isinstance(state.get("filters"), dict):
                self.filters.restore(state["filters"])
            span = state.get("span")
            self.timeline.set_span((float(span[0]), float(span[1])) if span else None)
            self._wanted = [tuple(key) for key in state.get("selected", [])]
        finally:
            self._source = ""
            self._refresh()
