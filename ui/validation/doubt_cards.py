"""What two interpreters differ on, to be settled: the units, and both labels of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ...bridge.label_store import Sample
from ...bridge.language import tr
from ...core.validation.labelling import FIRST, SECOND, SETTLING, Label, Round
from .form_parts import confidence_words


class DoubtCards(QWidget):
    """What two interpreters say of the unit, and the list of units on which they differ."""

    chosen = pyqtSignal(str)
    unit_chosen = pyqtSignal(int)
    export_wanted = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons = [QPushButton(self) for _ in range(2)]
        self.list, self.words, self.export = QTreeWidget(self), QLabel(self), QPushButton(tr("E&xport"), self)
        self._sample: Optional[Sample] = None
        self._name: Callable[[str], str] = str
        self._filling = False
        for button, role in zip(self.buttons, (FIRST, SECOND)):
            button.setFixedHeight(2 * self.fontMetrics().height() + 12)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setStyleSheet("text-align: left; padding: 4px;")
            button.clicked.connect(lambda *_, r=role: self._take(r))
        self.list.setHeaderLabels([tr("Unit"), tr("First"), tr("Second"), tr("Settled")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setFixedHeight(7 * self.fontMetrics().height() + 4)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setAccessibleName(tr("Units on which the two differ"))
        self.list.currentItemChanged.connect(self._went)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.export.setToolTip(tr("The units on which the two differ, with both labels, as CSV"))
        self.export.clicked.connect(lambda *_: self.export_wanted.emit())
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.export)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        grid.addLayout(head, 0, 0, 1, 2)
        grid.addWidget(self.list, 1, 0, 1, 2)
        for number, button in enumerate(self.buttons):
            grid.addWidget(button, 2, number)
            grid.setColumnStretch(number, 1)

    def set_units(self, found: Round, sample: Sample, name: Callable[[str], str]) -> None:
        """Units of the round in its order."""
        self._sample, self._name = sample, name
        first, second, settled = (sample.labels[role] for role in (FIRST, SECOND, SETTLING))
        both = sum(1 for key, label in first.items() if label.given and second.get(key, Label()).given)
        self.words.setText(tr("{both} units labelled twice, {share} % alike, {differ} to settle").format(
            both=both, share=round(100 * (both - len(found.units)) / both) if both else 0, differ=len(found.units)))
        self._filling = True
        self.list.clear()
        for unit in found.units:
            item = QTreeWidgetItem([unit.name, *(name(said.get(unit.key, Label()).ref_class)
                                                 for said in (first, second, settled))])
            item.setData(0, Qt.ItemDataRole.UserRole, unit.key)
            self.list.addTopLevelItem(item)
        self._filling = False

    def show_unit(self, key: int) -> None:
        """Both labels of a unit."""
        if self._sample is None:
            return
        for button, role, title in zip(self.buttons, (FIRST, SECOND), (tr("First"), tr("Second"))):
            label = self._sample.labels.get(role, {}).get(key, Label())
            lines = [f"{title} ({label.labeller}): {self._name(label.ref_class)}"]
            doubts = [tr("sure: {word}").format(word=confidence_words(label.confidence).lower())
                      if label.confidence else "", tr("or {name}").format(name=self._name(label.alt_class))
                      if label.alt_class else ""]
            lines.append(", ".join(one for one in (*doubts, label.comment) if one))
            button.setText("\n".join(line.replace("&", "&&") for line in lines))
            button.setToolTip("\n".join([*lines, tr("Settle on this class")]))
        self._filling = True
        self.list.setCurrentItem(self._item(key))
        self._filling = False

    def tell(self, key: int, settled: str) -> None:
        """What was settled."""
        item = self._item(key)
        if item is not None:
            item.setText(3, settled)

    def _item(self, key: int) -> Any:
        return next((self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())
                     if self.list.topLevelItem(row).data(0, Qt.ItemDataRole.UserRole) == key), None)

    def _went(self, item: Any, _before: Any) -> None:
        if item is not None and not self._filling:
            self.unit_chosen.emit(int(item.data(0, Qt.ItemDataRole.UserRole)))

    def _take(self, role: str) -> None:
        item = self.list.currentItem()
        if item is not None and self._sample is not None:
            key = int(item.data(0, Qt.ItemDataRole.UserRole))
            label = self._sample.labels[role].get(key, Label())
            if label.given:
                self.chosen.emit(label.ref_class)
