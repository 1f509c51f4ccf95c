"""What is asked for: source, dates, cloud, sensor, level. The area has a file of its own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from qgis.PyQt.QtCore import QDate, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from ..bridge.language import tr
from ..bridge.providers import add as add_provider
from ..core.catalogue.model import LOCAL, Footprint, Query
from ..core.errors import BocageError
from . import search
from .account import AccountButton
from .area_chooser import AreaChooser
from .buttons import tool_button
from .parts import narrow
from .tasks import fault_of
from .wrapping import WrappingRow

FORMAT = "yyyy-MM-dd"
#: Platforms and levels offered; "" is all of them.
SENSORS = {"": (), "Sentinel-2": ("S2A", "S2B", "S2C", "S2D", "S2X"), "VENµS": ("VENUS",),
           "Landsat 8/9": ("LANDSAT8", "LANDSAT9"), "Landsat 4-7": ("LANDSAT4", "LANDSAT5", "LANDSAT7")}
LEVELS = ("", "L1C", "L1", "L2A", "L3A", "SNOW")
#: Entry of the list of sources that asks for an address.
OTHER = "+"
#: Earlier than any of these satellites.
FIRST = QDate(1982, 1, 1)


class Filters(QWidget):
    """Tells by ``changed`` that something else is asked for."""

    changed = pyqtSignal()
    folder_wanted = pyqtSignal()
    rescan_wanted = pyqtSignal()
    search_wanted = pyqtSignal()
    #: A Fault.
    refused = pyqtSignal(object)

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.providers = search.providers()
        self.area = AreaChooser(iface, self)
        self.area.changed.connect(self.changed)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_label(tr("Source"), self._build_source()), self._source_row())
        form.addRow(_label(tr("Area"), self.area.mode), self.area)
        form.addRow(_label(tr("Dates"), self._build_dates()), self._date_row())
        form.addRow(_label(tr("Cloud"), self._build_kinds()), self._kind_row())
        self._source_changed()

    # -- build ---------------------------------------------------------------------------------------

    def _build_source(self) -> QWidget:
        self.source = QComboBox(self)
        self.source.addItem(tr("This computer"), LOCAL)
        for key, provider in self.providers.items():
            self.source.addItem(search.provider_title(key, provider), key)
        self.source.addItem(tr("Another server..."), OTHER)
        narrow(self.source, 10)
        self.source.setAccessibleName(tr("Source"))
        self.source.setToolTip(tr("Folders of this computer that were indexed, or a server."))
        self.source.currentIndexChanged.connect(self._source_changed)
        return self.source

    def _source_row(self) -> WrappingRow:
        self.add_folder = tool_button(self, tr("Add a folder"), tr("Index a folder of products, in the background."),
                                      self.folder_wanted.emit)
        self.rescan = tool_button(self, tr("Update"), tr(
            "Look again at the folders that were indexed: new products, moved and deleted ones."),
                                  self.rescan_wanted.emit)
        self.ask = tool_button(
            self, tr("Search"), tr("Ask the server. It is given up after {seconds:g} s without an answer.").format(
                seconds=search.SERVER_DEADLINE_S), self.search_wanted.emit)
        self.account = AccountButton(self.source_key, self)
        self.account.forgotten.connect(self._server_forgotten)
        self.address = QLineEdit(self)
        self.address.setPlaceholderText("https://.../stac")
        self.address.setAccessibleName(tr("Address of the server"))
        self.address.setToolTip(tr("Landing page of a STAC API; Enter adds it to the list."))
        self.address.returnPressed.connect(self._add_server)
        return _row(self.source, self.address, self.add_folder, self.rescan, self.ask, self.account)

    def _build_dates(self) -> QWidget:
        self.start, self.end = QDateEdit(self), QDateEdit(self)
        today = QDate.currentDate()
        for edit, name, value in ((self.start, tr("First date"), FIRST), (self.end, tr("Last date"), today)):
            edit.setDisplayFormat(FORMAT)
            edit.setCalendarPopup(True)
            edit.setMinimumDate(FIRST)
            edit.setSpecialValueText(tr("any"))
            edit.setDate(value)
            edit.setAccessibleName(name)
            edit.setToolTip(tr("{name}, UTC, included").format(name=name))
            edit.dateChanged.connect(self._date_edited)
        return self.start

    def _date_row(self) -> WrappingRow:
        self.period = QComboBox(self)
        for key, text in (("all", tr("all dates")), ("30", tr("last 30 days")), ("90", tr("last 3 months")),
                          ("365", tr("last 12 months")), ("year", tr("this year")), ("before", tr("last year")),
                          ("own", tr("these dates"))):
            self.period.addItem(text, key)
        narrow(self.period, 6)
        self.period.setAccessibleName(tr("Period"))
        self.period.setToolTip(tr("Fills in the dates."))
        self.period.currentIndexChanged.connect(self._period_chosen)
        dots = QLabel("..", self)
        return _row(self.start, dots, self.end, self.period)

    def _build_kinds(self) -> QWidget:
        self.cloud = QSpinBox(self)
        self.cloud.setRange(0, 100)
        self.cloud.setValue(100)
        self.cloud.setSingleStep(5)
        self.cloud.setPrefix("≤ ")
        self.cloud.setSuffix(" %")
        self.cloud.setAccessibleName(tr("Cloud over the area, at most"))
        self.cloud.setToolTip(tr("Share of the area hidden by clouds and shadows, at most; over the product where no "
                                 "mask tells. 100 % keeps the scenes that nobody knows the clouds of."))
        self.cloud.valueChanged.connect(lambda *_: self.changed.emit())
        return self.cloud

    def _kind_row(self) -> WrappingRow:
        self.sensor, self.level = QComboBox(self), QComboBox(self)
        for name in SENSORS:
            self.sensor.addItem(name or tr("all sensors"), name)
        for name in LEVELS:
            self.level.addItem(name or tr("all levels"), name)
        for box in (self.sensor, self.level):
            narrow(box, 6)
        self.sensor.setAccessibleName(tr("Sensor"))
        self.sensor.setToolTip(tr("Satellites"))
        self.level.setAccessibleName(tr("Level"))
        self.level.setToolTip(tr("L1C: top of atmosphere; L2A: surface; L3A: monthly synthesis"))
        for box in (self.sensor, self.level):
            box.currentIndexChanged.connect(lambda *_: self.changed.emit())
        return _row(self.cloud, self.sensor, self.level)

    # -- what is asked -------------------------------------------------------------------------------

    def source_key(self) -> str:
        """LOCAL or a provider's key."""
        return str(self.source.currentData())

    def is_local(self) -> bool:
        """This computer."""
        return self.source_key() == LOCAL

    def query(self, limit: int) -> Query:
        """What the widgets say."""
        area: Footprint = self.area.footprint
        level, cloud = str(self.level.currentData()), float(self.cloud.value())
        start, end = self.start.date(), self.end.date()
        whole = self.period.currentData() == "all"
        return Query(area=area, start=None if whole else _moment(start),
                     end=None if whole else _moment(end) + timedelta(days=1) - timedelta(microseconds=1),
                     max_cloud_percent=None if cloud >= 100 else cloud,
                     platforms=SENSORS[str(self.sensor.currentData())], levels=(level,) if level else (), limit=limit)

    def relax(self, condition: str) -> None:
        """Without one of the conditions."""
        if condition == "cloud":
            self.cloud.setValue(100)
        elif condition == "level":
            self.level.setCurrentIndex(0)
        elif condition == "sensor":
            self.sensor.setCurrentIndex(0)
        elif condition == "dates":
            self.period.setCurrentIndex(self.period.findData("all"))
        elif condition == "area":
            self.area.mode.setCurrentIndex(self.area.mode.findData("everywhere"))

    def state(self) -> dict[str, Any]:
        """For the project."""
        return {"source": self.source_key(), "area": self.area.state(), "period": self.period.currentData(),
                "start": self.start.date().toString(FORMAT), "end": self.end.date().toString(FORMAT),
                "cloud": self.cloud.value(), "sensor": self.sensor.currentData(), "level": self.level.currentData()}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was; what is no longer known stays as it is. Tells of no change."""
        blocked = self.blockSignals(True)
        for box, key in ((self.source, "source"), (self.sensor, "sensor"), (self.level, "level"),
                         (self.period, "period")):
            _choose(box, state.get(key))
        for edit, key in ((self.start, "start"), (self.end, "end")):
            date = QDate.fromString(str(state.get(key, "")), FORMAT)
            if date.isValid() and self.period.currentData() == "own":
                quiet = edit.blockSignals(True)
                edit.setDate(date)
                edit.blockSignals(quiet)
        if isinstance(state.get("cloud"), int):
            self.cloud.setValue(state["cloud"])
        if isinstance(state.get("area"), dict):
            self.area.restore(state["area"])
        self._source_changed()
        self.blockSignals(blocked)

    # -- inside --------------------------------------------------------------------------------------

    def _source_changed(self, *_: Any) -> None:
        local, other = self.is_local(), self.source_key() == OTHER
        for button, shown in ((self.add_folder, local), (self.rescan, local), (self.ask, not local and not other),
                              (self.account, not local and not other), (self.address, other)):
            button.setVisible(shown)
        if not other:
            self.changed.emit()

    def _add_server(self) -> None:
        """Known from now on, and chosen."""
        try:
            provider = add_provider(self.address.text())
        except BocageError as error:
            self.refused.emit(fault_of(error))
            return
        if provider.key not in self.providers:
            self.providers[provider.key] = provider
            self.source.insertItem(self.source.count() - 1, search.provider_title(provider.key, provider), provider.key)
        self.address.clear()
        _choose(self.source, provider.key)

    def _server_forgotten(self, key: str) -> None:
        """Off the list; this computer is the source again."""
        _choose(self.source, LOCAL)
        self.source.removeItem(self.source.findData(key))
        self.providers.pop(key, None)

    def _period_chosen(self, *_: Any) -> None:
        today, key = QDate.currentDate(), str(self.period.currentData())
        spans = {"all": (FIRST, today), "year": (QDate(today.year(), 1, 1), today),
                 "before": (QDate(today.year() - 1, 1, 1), QDate(today.year() - 1, 12, 31))}
        if key != "own":
            first, last = spans.get(key) or (today.addDays(-int(key)), today)
            for edit, value in ((self.start, first), (self.end, last)):
                quiet = edit.blockSignals(True)
                edit.setDate(value)
                edit.blockSignals(quiet)
        self.changed.emit()

    def _date_edited(self, *_: Any) -> None:
        quiet = self.period.blockSignals(True)
        self.period.setCurrentIndex(self.period.findData("own"))
        self.period.blockSignals(quiet)
        if self.start.date() > self.end.date():
            other = self.end if self.sender() is self.start else self.start
            quiet = other.blockSignals(True)
            other.setDate(self.sender().date())
            other.blockSignals(quiet)
        self.changed.emit()


def _moment(date: QDate) -> datetime:
    return datetime(date.year(), date.month(), date.day(), tzinfo=timezone.utc)


def _choose(box: QComboBox, value: Any) -> None:
    index = box.findData(value)
    if index >= 0:
        box.setCurrentIndex(index)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget) -> WrappingRow:
    row = WrappingRow()
    for widget in widgets:
        # Dates are as wide as they are; words need what is left.
        row.add(widget, grows=isinstance(widget, (QComboBox, QLineEdit)), glued=isinstance(widget, QLabel))
    return row
