"""Lines of the labelling form: where one stands, what shows too much, how sure, the note."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge import settings
from ...bridge.language import tr
from ...core.validation.labelling import CONFIDENCES, FIRST, SECOND, SETTLING, Unit
from ..wrapping import WrappingRow
from .forms import faint

#: Metres of the view that are offered.
VIEWS_M = (150, 300, 600, 1200, 2400)


def role_words(role: str) -> str:
    """A round as the interface says it."""
    return {FIRST: tr("first interpreter"), SECOND: tr("second interpreter"),
            SETTLING: tr("settling the differences")}[role]


def confidence_words(word: str) -> str:
    """How sure, as the interface says it."""
    return {"low": tr("Low"), "medium": tr("Medium"), "high": tr("High")}.get(word, "")


def _tool(parent: QWidget, text: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button


class ProgressLine(QWidget):
    """Sample, interpreter, how many are labelled, the unit, and the ways to others."""

    stepped = pyqtSignal(int)
    next_wanted = pyqtSignal()
    change_wanted = pyqtSignal()
    accuracy_wanted = pyqtSignal()
    again_wanted = pyqtSignal()
    around_changed = pyqtSignal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.settling = False
        self.who, self.kept, self.unit, self.place = (QLabel(self) for _ in range(4))
        self.bar, self.around = QProgressBar(self), QComboBox(self)
        self.on = QCheckBox(tr("&Go on after a class"), self)
        self.change = _tool(self, tr("Change"), tr("Another sample, round or interpreter"))
        self.again = _tool(self, tr("Try again"), tr("Write the labels that are not in the file yet"))
        self.before = _tool(self, "\N{BLACK LEFT-POINTING TRIANGLE}", tr("Unit before (left arrow)"))
        self.after = _tool(self, "\N{BLACK RIGHT-POINTING TRIANGLE}", tr("Unit after (right arrow)"))
        self.next = QPushButton(tr("Next without a class"), self)
        self.next.setToolTip(tr("The next unit without a class (Enter)"))
        self.accuracy = QPushButton(tr("Accuracy"), self)
        self.accuracy.setToolTip(tr("All units have a class: what the map is worth by them"))
        self.on.setChecked(str(settings.value("label_goes_on", "true")).lower() == "true")
        self.on.setToolTip(tr("A class given, the next unit without one comes. Say first what you doubt: second "
                              "choice, how sure, note."))
        self.around.setToolTip(tr("Width of the map around the unit"))
        self.around.setAccessibleName(self.around.toolTip())
        for metres in VIEWS_M:
            self.around.addItem(tr("{metres} m").format(metres=metres), float(metres))
        self.around.setCurrentIndex(VIEWS_M.index(600))
        self.bar.setTextVisible(True)
        self.bar.setAccessibleName(tr("Units labelled"))
        self.bar.setMaximumHeight(self.fontMetrics().height() + 4)
        self.again.hide()
        self.accuracy.hide()
        self._arrange()
        self.before.clicked.connect(lambda *_: self.stepped.emit(-1))
        self.after.clicked.connect(lambda *_: self.stepped.emit(1))
        self.next.clicked.connect(lambda *_: self.next_wanted.emit())
        self.change.clicked.connect(lambda *_: self.change_wanted.emit())
        self.accuracy.clicked.connect(lambda *_: self.accuracy_wanted.emit())
        self.again.clicked.connect(lambda *_: self.again_wanted.emit())
        self.around.activated.connect(lambda *_: self._viewed())
        self.on.toggled.connect(lambda on: settings.remember("label_goes_on", "true" if on else "false"))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        faint(self.place)
        self.who.setTextFormat(Qt.TextFormat.PlainText)
        for row, stretch in (((self.who, self.kept, self.again, self.change), self.who),
                             ((self.bar, self.accuracy), self.bar),
                             ((self.before, self.after, self.next, self.unit, self.around), self.unit),
                             ((self.place, self.on), self.place)):
            line = WrappingRow(spacing=6)
            for widget in row:
                line.add(widget, grows=widget is stretch)
            column.addLayout(line)
        self.who.setMinimumWidth(60)
        self.unit.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def goes_on(self) -> bool:
        """Whether a class brings the next unit."""
        return bool(self.on.isChecked())

    def around_m(self) -> float:
        """Width of the view, metres."""
        return float(self.around.currentData() or 600.0)

    def tell_round(self, name: str, labeller: str, role: str, others: list[str]) -> None:
        """Whose labels these are."""
        words = f"{labeller}, {role_words(role)}"
        if others:
            words += " " + tr("({others} labelled here too)").format(others=", ".join(others))
        self.settling = role == SETTLING
        self.next.setText(tr("Next to settle") if self.settling else tr("Next without a class"))
        self.who.setText(words)
        self.who.setToolTip(f"{name}\n{words}")

    def tell_progress(self, done: int, count: int) -> None:
        """Units labelled of all."""
        self.bar.setRange(0, max(1, count))
        self.bar.setValue(done)
        words = tr("{done} of {count} settled") if self.settling else tr("{done} of {count} labelled")
        self.bar.setFormat(words.format(done=done, count=count))
        self.accuracy.setVisible(count > 0 and done == count)
        self.next.setEnabled(done < count)

    def tell_unit(self, place: int, count: int, unit: Optional[Unit]) -> None:
        """Where in the order."""
        self.before.setEnabled(unit is not None and place > 0)
        self.after.setEnabled(unit is not None and place < count - 1)
        if unit is None:
            self.unit.setText(tr("Nothing to label"))
            self.place.setText("")
            return
        self.unit.setText(tr("<b>{place}</b> of {count}").format(place=place + 1, count=count))
        north, east = tr("N") if unit.latitude >= 0 else tr("S"), tr("E") if unit.longitude >= 0 else tr("W")
        self.place.setText(tr("No. {name}: {place}").format(
            name=unit.name, place=f"{abs(unit.latitude):.5f} {north}, {abs(unit.longitude):.5f} {east}"))

    def tell_kept(self, waiting: int, fault: str) -> None:
        """In the file, on its way, or not written."""
        self.again.setVisible(bool(fault))
        if fault:
            self.kept.setText("\N{WARNING SIGN} " + tr("{count} not written").format(count=waiting))
        else:
            self.kept.setText(tr("writing") if waiting else "\N{CHECK MARK} " + tr("in the file"))
        self.kept.setToolTip(fault or tr("Each label goes to the sample's file as it is given."))

    def _viewed(self) -> None:
        self.around_changed.emit(self.around_m())
        parent = self.parentWidget()
        if parent is not None:
            parent.setFocus(Qt.FocusReason.OtherFocusReason)


class WarningLine(QFrame):
    """What shows too much on the map, and a button against it."""

    hide_wanted = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words, self.button = QLabel(self), QPushButton(tr("&Hide"), self)
        self.words.setWordWrap(True)
        # Fixed colours: a warning reads the same in a light and in a dark window.
        self.setObjectName("warning")
        self.setStyleSheet("#warning { background: #fff3cd; border: 1px solid #b58900; border-radius: 3px; }"
                           "#warning QLabel { color: #3d2f00; }")
        self.button.clicked.connect(lambda *_: self.hide_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, sentence: str) -> None:
        """A sentence, "" for none."""
        self.words.setText(sentence)
        self.setVisible(bool(sentence))


class SureLine(QWidget):
    """How sure, and the second choice."""

    chosen = pyqtSignal(str)
    second_wanted = pyqtSignal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        label = QLabel(tr("Sure"), self)
        label.setToolTip(tr("Page Up and Page Down"))
        self.group, self.buttons = QButtonGroup(self), {}
        self.group.setExclusive(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(label)
        for word in CONFIDENCES:
            tip = tr("How sure of the class: {word} (Page Up, Page Down)").format(word=confidence_words(word).lower())
            button = _tool(self, confidence_words(word), tip)
            button.setCheckable(True)
            button.clicked.connect(lambda on, w=word: self.chosen.emit(w if on else ""))
            self.buttons[word] = button
            row.addWidget(button)
        row.addStretch(1)
        self.second = _tool(self, tr("0  Second choice"), tr("The next class pressed is the second choice (0)"))
        self.second.setCheckable(True)
        self.second.clicked.connect(lambda on: self.second_wanted.emit(bool(on)))
        row.addWidget(self.second)

    def show_confidence(self, word: str) -> None:
        """That of the unit."""
        for name, button in self.buttons.items():
            button.setChecked(name == word)

    def show_second(self, on: bool) -> None:
        """Whether the next class is the second choice."""
        self.second.setChecked(on)
        self.second.setText(tr("0  Second choice: press its key") if on else tr("0  Second choice"))


class LabelLine(QWidget):
    """The note, and the button that takes the label back."""

    noted = pyqtSignal(str)
    cleared = pyqtSignal()
    #: The note is left by Enter or Escape.
    left = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(tr("Note (F2)"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setClearButtonEnabled(True)
        self.clear = _tool(self, tr("Take back"), tr("No label for this unit (Delete)"))
        hints = QLabel(tr("← → units   ↑ ↓ dates   Enter next   Page Up/Down sure   Del take back"), self)
        faint(hints)
        hints.setWordWrap(True)
        hints.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setVerticalSpacing(2)
        row.addWidget(self.note, 0, 0)
        row.addWidget(self.clear, 0, 1)
        row.addWidget(hints, 1, 0, 1, 2)
        row.setColumnStretch(0, 1)
        self.note.editingFinished.connect(lambda: self.noted.emit(self.note.text().strip()))
        # Once the key is over, which would otherwise reach the form as well.
        self.note.returnPressed.connect(lambda: QTimer.singleShot(0, self.left.emit))
        self.clear.clicked.connect(lambda *_: self.cleared.emit())

    def edit(self) -> None:
        """To the note."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.note.selectAll()

    def show_note(self, text: str) -> None:
        """That of the unit; what is being typed stays."""
        if self.note.text() != text and not self.note.hasFocus():
            self.note.setText(text)
