"""The plot of series at points: a line a point, hidden dates hollow, hover tells, right click exports.

matplotlib comes late and from a thread: it takes most of a second, and some installations lack it.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QFileDialog, QLabel, QMenu, QStackedLayout, QToolTip, QWidget

from ..bridge.language import say, tr
from ..bridge.scene_style import flag_word
from ..core.chains.point_series import EMPTY, OUTSIDE, PointValue
from ..core.engine.outputs import write_text
from ..core.products.flags import CIRRUS, CLOUD, DEFECTIVE, HIDDEN, NAMES, SATURATED, SHADOW, SNOW, SUN_TOO_LOW
from .colours import palette_of
from .parts import once
from .plot_style import COLOURS, FORMS, dress
from .tasks import Fault, Job, run_in_background

#: Flags under which a value says little of the ground: its date is hollow.
HIDING = CLOUD | SHADOW | CIRRUS | SNOW | SATURATED | HIDDEN | SUN_TOO_LOW | DEFECTIVE
#: Values come one by one: the plot is drawn at most so often, milliseconds.
PACE_MS = 600
#: A hover or a click may miss a mark by so much, pixels.
REACH = 12.0
#: Dates of the axis from years down to seconds, in figures: matplotlib's months speak English alone.
DATE_FORMATS = ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%H:%M:%S"]
#: Widths of a date of the axis with its air, and of a letter of a label, in sizes of the font.
DATE_EM, LETTER_EM = 5.0, 0.55
#: The picture's dots an inch.
PNG_DPI = 200


@dataclass
class PointSeries:
    """A point and what was found there so far."""

    longitude: float
    latitude: float
    values: list[PointValue] = field(default_factory=list)

    @property
    def name(self) -> str:
        """``47.35300 N, 1.72300 W``."""
        return (f"{abs(self.latitude):.5f} {tr('N') if self.latitude >= 0 else tr('S')}, "
                f"{abs(self.longitude):.5f} {tr('E') if self.longitude >= 0 else tr('W')}")

    def dated(self) -> list[PointValue]:
        """Those that have a value and a date, oldest first."""
        known = [one for one in self.values if one.acquired is not None and one.values and math.isfinite(one.values[0])]
        return sorted(known, key=lambda one: (str(one.acquired), one.identifier))


def is_hidden(value: PointValue) -> bool:
    """True where something stood between the sensor and the ground."""
    return bool(value.flags & HIDING)


def reason_of(value: PointValue) -> str:
    """Why a date is hollow or absent, in words; "" for a clear one."""
    if value.error is not None:
        return say(value.error.code, **value.error.fields)
    if value.reason == OUTSIDE:
        return tr("outside the product")
    if value.reason == EMPTY:
        return tr("no data")
    return ", ".join(flag_word(name).lower() for name in value.flag_names if NAMES[name] & HIDING)


class SeriesPlot(QWidget):
    """Values against dates. Says one sentence where matplotlib is missing."""

    #: Identifier of a scene whose mark was clicked, or reached by an arrow.
    chosen = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.points: list[PointSeries] = []
        self.variable, self.unit = "", ""
        self.canvas: Any = None
        self.axes: Any = None
        self._figure: Any = None
        self._marks: list[tuple[float, float, int, PointValue]] = []
        self._current = -1
        self.words = QLabel(tr("Choose the profile tool and click the map: the series of that point comes here."), self)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.words)
        self.setMinimumHeight(160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Series of points"))
        self._pace = once(self, self.draw)
        self._loading: Optional[Job] = None

    def show_points(self, points: list[PointSeries], variable: str, unit: str = "") -> None:
        """Other series; drawn shortly, however many values come."""
        self.points, self.variable, self.unit = points, variable, unit
        if not points:
            self._pages.setCurrentWidget(self.words)
        if not self._pace.isActive():
            self._pace.start(PACE_MS if points else 0)

    # -- matplotlib ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Brings matplotlib in, from a thread; does nothing the second time."""
        if self.canvas is not None or self._loading is not None:
            return
        self._loading = run_in_background(_import_matplotlib, self._loaded, self._missing, owner=self,
                                          title="matplotlib")

    def load_soon(self, milliseconds: int) -> None:
        """``load`` once it has been looked at for so long: the first curve does not wait for it then."""
        QTimer.singleShot(milliseconds, self._load_if_seen)

    def _load_if_seen(self) -> None:
        if not sip.isdeleted(self) and self.isVisible():
            self.load()

    def _loaded(self, modules: tuple[Any, Any, Any]) -> None:
        self._backend, figure, self._dates = modules
        self._figure = figure.Figure()
        self.canvas = self._backend.FigureCanvasQTAgg(self._figure)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.axes = self._figure.add_subplot(111)
        self.canvas.mpl_connect("resize_event", lambda _event: self._fit())
        self.canvas.mpl_connect("motion_notify_event", self._hovered)
        self.canvas.mpl_connect("button_press_event", self._pressed)
        self._pages.addWidget(self.canvas)
        self.draw()

    def _missing(self, fault: Fault) -> None:
        self.words.setText(tr("The plot needs matplotlib, which this Python lacks: install it, or export the table."))
        self.words.setToolTip(fault.sentence)

    def draw(self) -> None:
        """All of it: some hundred marks take a tenth of a second."""
        if self.canvas is None:
            if self.points:
                self.load()
            return
        self.axes.clear()
        self._marks, self._current = [], -1
        for number, point in enumerate(self.points):
            self._draw_point(number, point)
        if self._marks:
            days = [mark[0] for mark in self._marks]
            if max(days) - min(days) < 1.0:
                self.axes.set_xlim(min(days) - 15.0, max(days) + 15.0)
            locator = self._dates.AutoDateLocator(minticks=2, maxticks=self._most_ticks())
            self.axes.xaxis.set_major_locator(locator)
            self.axes.xaxis.set_major_formatter(self._dates.ConciseDateFormatter(
                locator, formats=DATE_FORMATS, zero_formats=DATE_FORMATS, show_offset=False))
        self.axes.set_xlabel(tr("Date (UTC)"))
        dress(self._figure, self.axes, self)
        self._fit()
        if len(self.axes.get_legend_handles_labels()[1]) > 1:
            legend = self.axes.legend(fontsize=max(6.0, self.font().pointSizeF() * 0.8), framealpha=0.6)
            for text in legend.get_texts():
                text.set_color(palette_of(self).color(QPalette.ColorRole.Text).name())
        self.canvas.draw_idle()
        self._pages.setCurrentWidget(self.canvas if self.points else self.words)

    def _sizes(self) -> tuple[float, float, float]:
        """Width and height of the figure, size of its font, in pixels."""
        width, height = (max(1.0, float(size)) for size in self._figure.get_size_inches() * self._figure.dpi)
        return width, height, max(6.0, self.font().pointSizeF()) * self._figure.dpi / 72.0

    def _most_ticks(self) -> int:
        """Dates that have room side by side."""
        width, _, em = self._sizes()
        return int(max(3, min(7, (width - 6.2 * em) / (DATE_EM * em))))

    def _fit(self) -> None:
        """Room for labels by the size of the font: matplotlib's own layout would draw everything twice to know."""
        width, height, em = self._sizes()
        unit = f"({self.unit or tr('no unit')})"
        # Beside a low plot, the unit goes under the name.
        low = height - 5.0 * em < LETTER_EM * em * (len(self.variable) + 1 + len(unit))
        self.axes.set_ylabel(f"{self.variable}\n{unit}" if low else f"{self.variable} {unit}")
        self._figure.subplots_adjust(left=min(0.4, (6.2 if low else 5.0) * em / width),
                                     right=max(0.6, 1.0 - 1.2 * em / width),
                                     bottom=min(0.5, 4.0 * em / height), top=max(0.6, 1.0 - 1.0 * em / height))

    def _draw_point(self, number: int, point: PointSeries) -> None:
        """A line a level: top-of-atmosphere and surface reflectance are two things, and do not join."""
        colour, form = COLOURS[number % len(COLOURS)], FORMS[number % len(FORMS)]
        levels = sorted({one.level for one in point.dated()}, reverse=True)
        for rank, level in enumerate(levels):
            dated = [one for one in point.dated() if one.level == level]
            days = [float(self._dates.date2num(one.acquired)) for one in dated]
            clear = [n for n, one in enumerate(dated) if not is_hidden(one)]
            hidden = [n for n, one in enumerate(dated) if is_hidden(one)]
            name = f"{point.name}  {level}" if len(levels) > 1 else point.name
            size = 6 if rank == 0 else 4
            self.axes.plot([days[n] for n in clear], [dated[n].values[0] for n in clear], color=colour, marker=form,
                           linewidth=1.2, linestyle="-" if rank == 0 else ":", markersize=size, label=name)
            self.axes.plot([days[n] for n in hidden], [dated[n].values[0] for n in hidden], color=colour, marker=form,
                           linestyle="none", markersize=size, fillstyle="none")
            self._marks += [(day, one.values[0], number, one) for day, one in zip(days, dated)]
        self._marks.sort(key=lambda mark: (mark[2], mark[0], mark[3].level))

    # -- hands ---------------------------------------------------------------------------------------

    def describe(self, number: int) -> str:
        """What a mark says: its date, value, unit, scene, and why it is hollow."""
        _, value, point, one = self._marks[number]
        lines = [f"{one.acquired:%Y-%m-%d %H:%M} UTC", f"{self.variable}: {value:.4g} {self.unit}".strip(),
                 f"{one.platform} {one.level} {one.tile}".strip()]
        if reason_of(one):
            lines.append(reason_of(one))
        if len(self.points) > 1:
            lines.append(self.points[point].name)
        return "\n".join(lines)

    def at(self, x: float, y: float) -> int:
        """Number of the mark nearest to a pixel of the figure, -1 where none is near."""
        places = [self.axes.transData.transform((day, value)) for day, value, _, _ in self._marks]
        gaps = [math.hypot(px - x, py - y) for px, py in places]
        best = min(range(len(gaps)), key=gaps.__getitem__, default=-1)
        return best if best >= 0 and gaps[best] <= REACH else -1

    def _hovered(self, event: Any) -> None:
        number = self.at(event.x, event.y)
        if number < 0:
            QToolTip.hideText()
            return
        self._tell(number)

    def _tell(self, number: int) -> None:
        ratio = self.canvas.devicePixelRatioF()
        day, value, _, _ = self._marks[number]
        x, y = self.axes.transData.transform((day, value))
        place = QPoint(int(x / ratio) + 8, int(self.canvas.height() - y / ratio) - 8)
        QToolTip.showText(self.canvas.mapToGlobal(place), self.describe(number), self.canvas)

    def _pressed(self, event: Any) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button == 3:
            self.menu().popup(self.canvas.mapToGlobal(QPoint(int(event.x), int(self.canvas.height() - event.y))))
            return
        number = self.at(event.x, event.y)
        if number >= 0:
            self._choose(number)

    def _choose(self, number: int) -> None:
        self._current = number
        self._tell(number)
        self.chosen.emit(self._marks[number][3].identifier)

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Arrows step from mark to mark; the menu key opens the exports."""
        ways = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in ways and self._marks:
            self._choose(max(0, min(len(self._marks) - 1, self._current + ways[event.key()])))
        elif event.key() == Qt.Key.Key_Menu:
            self.menu().popup(self.mapToGlobal(QPoint(20, 20)))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Exports, where matplotlib is missing too."""
        if self.canvas is None:
            self.menu().popup(event.globalPos())

    # -- exports -------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Export as a picture, as a drawing, as a table."""
        found = QMenu(self)
        found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for label, suffix in ((tr("Export as PNG"), "png"), (tr("Export as SVG"), "svg"), (tr("Export as CSV"), "csv")):
            action = found.addAction(label)
            action.setEnabled(bool(self.points) and (suffix == "csv" or self.canvas is not None))
            action.triggered.connect(lambda *_, s=suffix: self._ask(s))
        return found

    def _ask(self, suffix: str) -> None:
        dialog = QFileDialog(self.window(), tr("Export the series"), f"series.{suffix}", f"*.{suffix}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.setModal(False)
        dialog.fileSelected.connect(self.export)
        dialog.show()

    def export(self, path: str) -> None:
        """By the suffix of ``path``: .png, .svg or .csv."""
        if path.lower().endswith(".csv"):
            write_text(Path(path), self.table())
        else:
            self._figure.savefig(path, dpi=PNG_DPI)

    def table(self) -> str:
        """A line a date and point, those without a value too, with the reason."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["longitude", "latitude", "acquired_utc", "platform", "level", "tile", "variable", "unit",
                       "value", "hidden", "flags", "reason", "identifier"])
        for point in self.points:
            for one in sorted(point.values, key=lambda item: (str(item.acquired), item.identifier)):
                value = one.values[0] if one.values else math.nan
                rows.writerow([f"{point.longitude:.6f}", f"{point.latitude:.6f}",
                               one.acquired.isoformat() if one.acquired else "", one.platform, one.level, one.tile,
                               self.variable, self.unit, f"{value:.6g}" if math.isfinite(value) else "",
                               int(is_hidden(one)), " ".join(one.flag_names), reason_of(one), one.identifier])
        return text.getvalue()


def _import_matplotlib(job: Job) -> tuple[Any, Any, Any]:
    return tuple(import_module(f"matplotlib.{name}")  # type: ignore[return-value]
                 for name in ("backends.backend_qtagg", "figure", "dates"))
