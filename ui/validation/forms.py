"""The two forms around labelling: how a sample is drawn, and how the map is assessed by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge.language import tr
from ...core.validation.labelling import FIELDS, FIRST, SECOND, SETTLING
from ..parts import narrow
from ..wrapping import WrappingRow


def faint(label: QLabel) -> None:
    """Words that are read once: lighter, and still readable, which those of a disabled widget are not."""
    palette = label.palette()
    colour = palette.color(QPalette.ColorRole.WindowText)
    colour.setAlpha(150)
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    label.setPalette(palette)


def design_words(word: str) -> str:
    """A design as the interface says it."""
    return {"simple": tr("Simple random"), "stratified": tr("Stratified by the map's classes"),
            "systematic": tr("Systematic grid"), "cluster": tr("Clusters of pixels")}[word]


def _allocation_words(word: str) -> str:
    return {"mixed": tr("Mixed: at least 50 in small classes"), "equal": tr("Equal in each class"),
            "proportional": tr("Proportional to areas"), "neyman": tr("Neyman: least variance")}[word]


class FileRow(QWidget):
    """A path, and a button that asks for one."""

    asked = pyqtSignal()
    changed = pyqtSignal()

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.edit, self.button = QLineEdit(self), QToolButton(self)
        self.edit.setAccessibleName(name)
        self.edit.setMinimumWidth(80)
        self.button.setText("...")
        self.button.setToolTip(tr("Choose the file"))
        self.button.setAccessibleName(tr("Choose the file"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.edit)
        self.button.clicked.connect(lambda *_: self.asked.emit())
        self.edit.textChanged.connect(lambda *_: self.changed.emit())

    def path(self) -> str:
        """As written."""
        return str(self.edit.text().strip())

    def set_path(self, path: str) -> None:
        """Another; its end in sight."""
        self.edit.setText(path)
        self.edit.setToolTip(path)


class StepForm(QWidget):
    """Rows, two buttons, a sentence."""

    run_wanted = pyqtSignal()
    dialog_wanted = pyqtSignal()

    def __init__(self, words: str, run: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.words, self.found = QLabel(words, self), QLabel(self)
        self.run, self.more = QPushButton(run, self), QPushButton(tr("All settings..."), self)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(4)
        self._labels: list[QLabel] = []
        self._reached: list[QWidget] = []
        self.words.setWordWrap(True)
        self.found.setWordWrap(True)
        self.found.setAccessibleName(tr("Result"))
        self.more.setToolTip(tr("The algorithm's own dialog, filled in"))
        self.run.clicked.connect(lambda *_: self.run_wanted.emit())
        self.more.clicked.connect(lambda *_: self.dialog_wanted.emit())
        buttons = WrappingRow()
        for button in (self.run, self.more):
            buttons.add(button, grows=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(self.rows)
        column.addLayout(buttons)
        column.addWidget(self.found)
        column.addStretch(1)

    def row(self, label: str, widget: QWidget, tip: str) -> None:
        """One more. A row of its own, not of a form: a hidden one leaves no gap."""
        line = QWidget(self)
        text = QLabel(label, line)
        text.setBuddy(widget)
        for one in (text, widget):
            one.setToolTip(tip)
        widget.setAccessibleName(label.replace("&", ""))
        cells = QHBoxLayout(line)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.addWidget(text)
        cells.addWidget(widget, 1)
        self.rows.addWidget(line)
        self._labels.append(text)
        # Tab goes down the rows, then to the buttons under them.
        ends = [widget, widget.button] if isinstance(widget, FileRow) else [widget]
        order = [*self._reached[-1:], *ends, self.run, self.more]
        for before, after in zip(order, order[1:]):
            QWidget.setTabOrder(before, after)
        self._reached += ends
        widest = max(one.sizeHint().width() for one in self._labels)
        for one in self._labels:
            one.setFixedWidth(widest)

    def show_row(self, widget: QWidget, shown: bool) -> None:
        """A row that only some choices have."""
        widget.parentWidget().setVisible(shown)


class DesignForm(StepForm):
    """Parameters of ``bocage:samplingdesign``."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("A probability sample of the map's pixels, to be labelled: the only reference that speaks "
                            "for the whole map."), tr("Draw the sample"), parent)
        self.design, self.allocation = QComboBox(self), QComboBox(self)
        self.size, self.seed, self.side, self.units = (QSpinBox(self) for _ in range(4))
        self.error, self.output = QDoubleSpinBox(self), FileRow(tr("File"), self)
        self._proposed = ""
        for word in ("stratified", "simple", "systematic", "cluster"):
            self.design.addItem(design_words(word), word)
        for word in ("mixed", "equal", "proportional", "neyman"):
            self.allocation.addItem(_allocation_words(word), word)
        for box in (self.design, self.allocation):
            narrow(box, 14)
        self.size.setRange(0, 10_000_000)
        self.size.setSingleStep(50)
        self.size.setSpecialValueText(tr("by the standard error"))
        self.error.setDecimals(3)
        self.error.setRange(0.001, 0.2)
        self.error.setSingleStep(0.005)
        self.error.setValue(0.02)
        self.seed.setRange(0, 2_147_483_647)
        self.seed.setValue(1)
        self.side.setRange(1, 10_000)
        self.side.setValue(10)
        self.units.setRange(0, 1_000_000)
        self.units.setValue(9)
        self.output.edit.setPlaceholderText(tr("GeoPackage to write"))
        self.row(tr("&Design"), self.design, tr("How points are drawn"))
        self.row(tr("&Allocation"), self.allocation, tr("How points are dealt to the classes"))
        self.row(tr("Si&ze"), self.size, tr("Points, or clusters; left at its least, as many as the standard error "
                                            "needs"))
        self.row(tr("Standard &error"), self.error, tr("Wanted of the overall accuracy, where no size is given"))
        self.row(tr("S&ide of a cluster"), self.side, tr("Pixels of the map"))
        self.row(tr("P&oints of a cluster"), self.units, tr("Drawn inside each; 0 for all its pixels"))
        self.row(tr("See&d"), self.seed, tr("The same seed on the same map is the same sample"))
        self.row(tr("&File"), self.output, tr("GeoPackage of the points, which labels go to as well"))
        self.design.currentIndexChanged.connect(lambda *_: self._fit())
        self.size.valueChanged.connect(lambda *_: self._fit())
        self._fit()

    def propose(self, map_path: str) -> None:
        """A file beside the map, unless somebody has chosen another."""
        if self.output.path() in ("", self._proposed):
            source = Path(map_path)
            self._proposed = str(source.with_name(f"{source.stem}_sample.gpkg"))
            self.output.set_path(self._proposed)

    def _fit(self) -> None:
        design = self.design.currentData()
        self.show_row(self.allocation, design == "stratified")
        for widget in (self.side, self.units):
            self.show_row(widget, design == "cluster")
        self.error.setEnabled(self.size.value() < 2)

    def parameters(self) -> dict[str, Any]:
        """Without the map."""
        given: dict[str, Any] = {"DESIGN": self.design.currentData(), "SEED": self.seed.value(), "BLIND": True,
                                 "STANDARD_ERROR": self.error.value(), "ALLOCATION": self.allocation.currentData(),
                                 "CLUSTER_SIDE": self.side.value(), "CLUSTER_UNITS": self.units.value(),
                                 "OUTPUT": self.output.path()}
        if self.size.value() >= 2:
            given["SIZE"] = self.size.value()
        return given

    def state(self) -> dict[str, Any]:
        """For the project."""
        return {**self.parameters(), "SIZE": self.size.value()}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was."""
        for box, key in ((self.design, "DESIGN"), (self.allocation, "ALLOCATION")):
            box.setCurrentIndex(max(0, box.findData(state.get(key))))
        for spin, key, value in ((self.size, "SIZE", 0), (self.seed, "SEED", 1), (self.side, "CLUSTER_SIDE", 10),
                                 (self.units, "CLUSTER_UNITS", 9)):
            spin.setValue(int(state.get(key, value)))
        self.error.setValue(float(state.get("STANDARD_ERROR", 0.02)))
        self.output.set_path(str(state.get("OUTPUT", "")))


class AccuracyForm(StepForm):
    """Parameters of ``bocage:accuracy``, told by what the sample's fields hold."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("The map against the labels, by the estimators of the way the sample was drawn."),
                         tr("Assess the map"), parent)
        self.design, self.level, self.output = QComboBox(self), QDoubleSpinBox(self), FileRow(tr("Report"), self)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        for word in ("simple", "stratified", "systematic", "cluster"):
            self.design.addItem(design_words(word), word)
        self.level.setRange(0.5, 0.999)
        self.level.setDecimals(3)
        self.level.setSingleStep(0.01)
        self.level.setValue(0.95)
        self.output.edit.setPlaceholderText(tr("HTML file to write"))
        self.row(tr("Labels"), self.told, tr("What the sample holds"))
        self.row(tr("&Design"), self.design, tr("How the points were drawn, as their fields tell"))
        self.row(tr("&Confidence level"), self.level, tr("Of the intervals"))
        self.row(tr("Re&port"), self.output, tr("One HTML file; its figures go beside it as JSON"))
        self._filled: dict[str, int] = {}

    def tell(self, design: str, filled: dict[str, int], sentence: str) -> None:
        """What the sample holds."""
        self._filled = dict(filled)
        self.design.setCurrentIndex(max(0, self.design.findData(design)))
        self.told.setText(sentence)

    def parameters(self) -> dict[str, Any]:
        """Without map, reference and names of classes."""
        design, output = self.design.currentData(), self.output.path()
        given = {"FIELD": FIELDS[FIRST]["ref_class"], "DESIGN": design, "CONFIDENCE_LEVEL": self.level.value(),
                 "OUTPUT_HTML_FILE": output, "OUTPUT_JSON": str(Path(output).with_suffix(".json")) if output else ""}
        if design == "stratified":
            given["STRATUM"] = "stratum"
        if design == "cluster":
            given.update(CLUSTER="cluster", WEIGHT="incl_prob")
        for key, field in (("SECOND", FIELDS[SECOND]["ref_class"]), ("ALTERNATE", FIELDS[FIRST]["alt_class"]),
                           ("ADJUDICATED", FIELDS[SETTLING]["ref_class"])):
            if self._filled.get(field):
                given[key] = field
        return given


def scrolled(widget: QWidget) -> QScrollArea:
    """Small screens see all of it."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
