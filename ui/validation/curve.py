"""The curve of one unit through the scenes: read in the background, that of the next unit made ahead."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Optional

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ...bridge.language import tr
from ...core.catalogue.model import SceneRecord
from ...core.chains.point_series import PointValue, point_series
from ...core.validation.labelling import Unit
from ..colours import palette_of
from ..parts import VariableBox, once
from ..plots import PointSeries, SeriesPlot
from ..profile import THREADS
from ..tasks import Fault, Job, fault_of, run_in_background
from .forms import faint

#: Units whose curves are kept; seconds for one.
MOST, DEADLINE_S = 60, 120.0
#: A curve that is whole is drawn after so long, milliseconds.
SOON_MS = 120
#: A unit has been looked at for so long when its curve is read, milliseconds.
DWELL_MS = 150
#: The form has been looked at for so long when matplotlib is brought in, milliseconds.
LOAD_MS = 100


class UnitPlot(SeriesPlot):
    """With a line at the date that the map shows."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.identifier = ""
        self._line: Any = None

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """A page that scrolls would else give matplotlib all the height that it prefers."""
        return False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What is left over."""
        return QSize(240, 150)

    def show_points(self, points: list[PointSeries], variable: str, unit: str = "", whole: bool = False) -> None:
        """``whole``: nothing more comes, drawn once the units stop flying by."""
        if not points:
            # Drawing nothing takes as long as drawing something.
            self.points, self.variable = [], variable
            self._pace.stop()
            self._pages.setCurrentWidget(self.words)
            return
        super().show_points(points, variable, unit)
        if whole:
            self._pace.start(SOON_MS)

    def draw(self) -> None:
        """The plot, then the line."""
        self._line = None
        super().draw()
        self.mark(self.identifier)

    def mark(self, identifier: str) -> None:
        """The product shown, "" for none."""
        self.identifier = identifier
        if self.axes is None:
            return
        if self._line is not None:
            self._line.remove()
            self._line = None
        day = next((mark[0] for mark in self._marks if mark[3].identifier == identifier), None)
        if day is not None:
            self._line = self.axes.axvline(day, color=palette_of(self).color(QPalette.ColorRole.Highlight).name(),
                                           linewidth=6.0, alpha=0.35, zorder=0)
        self.canvas.draw_idle()


class UnitCurve(QWidget):
    """What to read, and the plot."""

    #: Identifier of the product of a mark that was clicked.
    scene_chosen = pyqtSignal(str)
    failed = pyqtSignal(object)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.records: list[SceneRecord] = []
        self.variable, self.plot, self.note = VariableBox(tr("Curve of"), 7, self), UnitPlot(self), QLabel(self)
        self._kept: OrderedDict[tuple[int, str], PointSeries] = OrderedDict()
        self._unit: Optional[Unit] = None
        self._ahead: Optional[Unit] = None
        self._job: Optional[Job] = None
        self.variable.setFocusPolicy(Qt.FocusPolicy.ClickFocus | Qt.FocusPolicy.TabFocus)
        self.plot.setMinimumHeight(120)
        label = QLabel(tr("Cur&ve of"), self)
        label.setBuddy(self.variable)
        row = QHBoxLayout()
        for widget in (label, self.variable):
            row.addWidget(widget)
        row.addWidget(self.note, 1)
        faint(self.note)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        self.variable.given.connect(self.read_again)
        self.plot.chosen.connect(self.scene_chosen)
        self._asked = self.variable.wanted()
        self._dwell = once(self, self._go_on)

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """matplotlib comes in before the first curve does."""
        super().showEvent(event)
        self.plot.load_soon(LOAD_MS)

    def set_records(self, records: list[SceneRecord]) -> None:
        """Products to read; curves through others are of no use any more."""
        if [one.path for one in records] == [one.path for one in self.records]:
            return
        self.records = list(records)
        self._kept.clear()
        self._cancel()
        self._go_on()

    def look_at(self, unit: Optional[Unit], ahead: Optional[Unit] = None) -> None:
        """A unit, and the one that comes next."""
        before, self._unit, self._ahead = self._unit, unit, ahead
        if unit is not None and before is not None and unit.key == before.key and self._job is not None:
            return
        self._cancel()
        self._show()
        # Units that fly by under the keys are not read: a thread each would hold them up.
        self._dwell.start(DWELL_MS)

    def read_again(self) -> None:
        """Another variable."""
        if self.variable.wanted() != self._asked:
            self._asked = self.variable.wanted()
            self._cancel()
            self._show()
            self._go_on()

    def close_all(self) -> None:
        """No more reading."""
        self._unit = self._ahead = None
        self._dwell.stop()
        self._cancel()

    # -- inside --------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._kept.get((self._unit.key, self._asked)) if self._unit is not None else None
        empty = found is not None and not found.dated()
        self.plot.show_points([found] if found is not None and not empty else [], self._asked, whole=True)
        self.note.setText("")
        self.plot.words.setText(tr("No scene of the map has a value at this unit.") if empty else tr(
            "The curve of the unit comes here.") if self.records else tr(
            "Put scenes on the map, by the Series page: pictures and the curve of the unit come here."))

    def _go_on(self) -> None:
        """What is not there yet: of the unit looked at, then of the next one."""
        if self._job is not None or not self.records:
            return
        unit = next((one for one in (self._unit, self._ahead)
                     if one is not None and (one.key, self._asked) not in self._kept), None)
        if unit is None:
            return
        name, records = self._asked, list(self.records)
        series = PointSeries(unit.longitude, unit.latitude)

        def work(job: Job) -> None:
            point_series(records, unit.longitude, unit.latitude, [name], threads=THREADS, progress=job, each=job.give)

        def found(value: PointValue) -> None:
            series.values.append(value)
            if self._unit is not None and self._unit.key == unit.key:
                self.plot.show_points([series], name)

        def done(_result: Any) -> None:
            self._job = None
            self._kept[(unit.key, name)] = series
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            if self._unit is not None and self._unit.key == unit.key:
                self._show()
                faults = [one.error for one in series.values if one.error is not None]
                if faults and len(faults) == len(series.values):
                    self.note.setText(fault_of(faults[0]).sentence)
                    self.note.setToolTip(self.note.text())
            self._go_on()

        def broke(fault: Fault) -> None:
            self._job = None
            self.note.setText(fault.sentence)
            self.failed.emit(fault)

        self._job = run_in_background(work, done, broke, found=found, title=tr("Curve of the unit"), owner=self,
                                      deadline_s=DEADLINE_S)

    def _cancel(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
