"""The profile: points clicked, their series read in the background, the plot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Optional

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from ..bridge.language import tr
from ..core.catalogue.model import SceneRecord
from ..core.chains.point_series import PointValue, point_series
from . import messages
from .job_bar import JobBar
from .parts import VariableBox
from .plots import PointSeries, SeriesPlot
from .profile_tool import Markers, ProfileTool
from .tasks import Job, run_in_background
from .wrapping import WrappingRow

#: Points compared at once: as many as there are colours and forms.
MOST_POINTS = 6
#: The page has been looked at for so long when matplotlib is brought in, milliseconds.
LOAD_MS = 600
#: Seconds for one point through all dates, at most.
DEADLINE_S = 600.0
#: Products read at once: Python reads their metadata, one thread at a time whatever their number, and the window
#: wants its turn.
THREADS = 1
_KEPT = "series/points"


class ProfilePanel(QWidget):
    """A button for the map tool, what to read, the plot."""

    #: Identifier of a product whose mark was clicked in the plot.
    scene_chosen = pyqtSignal(str)

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.records: list[SceneRecord] = []
        self._shown: list[SceneRecord] = []
        self._found: list[SceneRecord] = []
        self.points: list[PointSeries] = []
        self._jobs: list[Job] = []
        self.tool, self.markers = ProfileTool(self.canvas), Markers(self.canvas)
        self.button, self.mean = QToolButton(self), QCheckBox(tr("3 x 3 mean"), self)
        self.variable = VariableBox(tr("Band, index or formula"), 8, self)
        self.every = QCheckBox(tr("All found"), self)
        self.clear_button, self.plot, self.jobs = QPushButton(tr("Clear points"), self), SeriesPlot(self), JobBar(self)
        self._build()
        self.tool.picked.connect(self.add_point)
        self.tool.left.connect(lambda: self.button.setChecked(False))
        self.tool.deactivated.connect(lambda: self.button.setChecked(False))
        self.button.toggled.connect(self._toggle)
        self.variable.given.connect(self.read_again)
        self.mean.toggled.connect(lambda *_: self.read_again(True))
        self.every.toggled.connect(lambda *_: self.set_records(self._shown, self._found))
        self.clear_button.clicked.connect(lambda *_: self.clear())
        self.plot.chosen.connect(self.scene_chosen)
        self._asked = self.variable.wanted()

    def _build(self) -> None:
        self.button.setText(tr("&Profile"))
        self.button.setCheckable(True)
        self.button.setToolTip(tr("Click the map: the series of that point through the dates listed. Enter picks the "
                                  "middle of the map."))
        self.mean.setToolTip(tr("Mean of the nine pixels around the point instead of the pixel that holds it."))
        self.every.setToolTip(tr("Through all scenes that the catalogue lists, and not only those on the map."))
        label = QLabel(tr("&Of"), self)
        label.setBuddy(self.variable)
        top = QHBoxLayout()
        for widget in (self.button, label):
            top.addWidget(widget)
        top.addWidget(self.variable, 1)
        below = WrappingRow()
        for widget in (self.mean, self.every, self.clear_button):
            below.add(widget, grows=widget is self.every)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top, 0, 0)
        layout.addLayout(below, 1, 0)
        layout.addWidget(self.plot, 2, 0)
        layout.addWidget(self.jobs, 3, 0)
        layout.setRowStretch(2, 1)

    def reachable(self) -> list[QWidget]:
        """What the keyboard reaches, in the order of reading."""
        return [self.button, self.variable, self.mean, self.every, self.clear_button, self.plot]

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """The plot's library comes in once the page is looked at, so that the first click does not wait for it."""
        super().showEvent(event)
        self.plot.load_soon(LOAD_MS)

    # -- points --------------------------------------------------------------------------------------

    def set_records(self, shown: list[SceneRecord], found: Sequence[SceneRecord] = ()) -> None:
        """Scenes through which series are read: those on the map, or all that the catalogue found.

        Series of points already asked for are read again where that changes.
        """
        self._shown, self._found = shown, list(found)
        self.every.setEnabled(bool(found))
        records = self._found if self._found and (self.every.isChecked() or not shown) else shown
        wanted = {record.path for record in records}
        changed = wanted != {record.path for record in self.records}
        self.records = records
        if changed and self.points:
            self.read_again(True)

    def add_point(self, longitude: float, latitude: float) -> None:
        """One more point; beyond the most, the oldest goes."""
        if not self.records:
            messages.tell(self.iface, tr("No scene of this computer is listed: add some to the map first."))
            return
        self.points = [*self.points, PointSeries(longitude, latitude)][-MOST_POINTS:]
        self._keep()
        self._show()
        self._read(self.points[-1])

    def clear(self) -> None:
        """No point, no work."""
        self._cancel()
        self.points = []
        self._keep()
        self._show()

    def read_again(self, whatever: bool = False) -> None:
        """Another variable: the same points through the same dates; nothing where nothing changed."""
        if not whatever and self.variable.wanted() == self._asked:
            return
        self._asked = self.variable.wanted()
        self._cancel()
        for point in self.points:
            point.values = []
        self._show()
        for point in self.points:
            self._read(point)

    def restore(self) -> None:
        """Points kept in the project."""
        text, _ = QgsProject.instance().readEntry("bocage", _KEPT, "")
        try:
            kept = json.loads(text) if text else {}
            points = [PointSeries(float(x), float(y)) for x, y in kept.get("points", [])]
            variable = str(kept.get("variable", "") or "NDVI")
        except (ValueError, TypeError, AttributeError):
            return
        self._cancel()
        self.points = points[-MOST_POINTS:]
        self.variable.setEditText(variable)
        self.read_again(True)

    def close_all(self) -> None:
        """Leaves no trace on the canvas and no work behind."""
        self._cancel()
        if self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)
        self.markers.close()

    # -- inside --------------------------------------------------------------------------------------

    def _read(self, point: PointSeries) -> None:
        records, name, window = list(self.records), self.variable.wanted(), 3 if self.mean.isChecked() else 1
        self._asked = name

        def work(job: Job) -> None:
            point_series(records, point.longitude, point.latitude, [name], window=window, threads=THREADS, progress=job,
                         each=job.give)

        def found(value: PointValue) -> None:
            point.values.append(value)
            self._plot()

        job = run_in_background(work, lambda _result: self._read_all(point), lambda fault: messages.tell_fault(
            self.iface, fault), found=found, title=tr("Series of {point}").format(point=point.name), owner=self,
            deadline_s=DEADLINE_S)
        self._jobs.append(job)
        job.ended.connect(lambda: self._jobs.remove(job) if job in self._jobs else None)
        self.jobs.follow(job)

    def _read_all(self, point: PointSeries) -> None:
        """Where no date has a value, the reason of the first is worth a sentence."""
        self._plot()
        faults = [one.error for one in point.values if one.error is not None]
        if faults and len(faults) == len(point.values):
            from .tasks import fault_of

            messages.tell_fault(self.iface, fault_of(faults[0]))

    def _plot(self) -> None:
        self.plot.show_points(self.points, self.variable.wanted(), _unit(self.variable.wanted()))

    def _show(self) -> None:
        self._plot()
        self.markers.replace([(point.longitude, point.latitude) for point in self.points])

    def _cancel(self) -> None:
        for job in list(self._jobs):
            job.cancel()

    def _keep(self) -> None:
        kept = {"points": [[point.longitude, point.latitude] for point in self.points],
                "variable": self.variable.wanted()}
        QgsProject.instance().writeEntry("bocage", _KEPT, json.dumps(kept) if self.points else "")

    def _toggle(self, on: bool) -> None:
        if on:
            self.plot.load()
            self.canvas.setMapTool(self.tool)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)


def _unit(variable: str) -> str:
    """Unit of what is plotted: reflectance and indices have none, and the axis says so."""
    return {"water_vapour": "g/cm2", "s2rep": "nm"}.get(variable.lower(), "")
