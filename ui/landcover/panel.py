"""One step on the page: its number, title and state; below, what it will do, its form, its buttons, what it made."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge.language import tr
from ..wrapping import WrappingRow
from .flow import DONE, FAILED, READY, RUNNING, STALE, WAITING

#: Colour of each state on a light window and on a dark one; the word and the sign say it too.
COLOURS = {WAITING: ("#6b6b6b", "#a8a8a8"), READY: ("#1f5fa8", "#7db4ee"), RUNNING: ("#1f5fa8", "#7db4ee"),
           DONE: ("#23702a", "#7fc987"), STALE: ("#8a5a00", "#e0b050"), FAILED: ("#a32020", "#f08a80")}
SIGNS = {WAITING: "\N{WHITE CIRCLE}", READY: "\N{BLACK RIGHT-POINTING TRIANGLE}", RUNNING: "\N{HORIZONTAL ELLIPSIS}",
         DONE: "\N{CHECK MARK}", STALE: "\N{CLOCKWISE OPEN CIRCLE ARROW}", FAILED: "\N{MULTIPLICATION SIGN}"}


class StepPanel(QFrame):
    """Shown by what the page tells it; speaks by its signals, each with the name of the step."""

    run_wanted = pyqtSignal(str)
    cancel_wanted = pyqtSignal(str)
    toolbox_wanted = pyqtSignal(str)
    #: Step, key of an output.
    output_wanted = pyqtSignal(str, str)
    opened = pyqtSignal(str)

    def __init__(self, step: str, number: int, title: str, form: QWidget, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.step, self.number, self.title, self.form = step, number, title, form
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.head, self.state = QToolButton(self), QLabel(self)
        self.body, self.words, self.why, self.made = QWidget(self), QLabel(self), QLabel(self), QLabel(self)
        self.run, self.toolbox, self.cancel = QToolButton(self), QToolButton(self), QToolButton(self)
        self.bar, self.results, self.after = QProgressBar(self), QVBoxLayout(), WrappingRow()
        self.brief = QLabel(self)
        self._build()
        self._lay_out()
        self.open(False)

    def _build(self) -> None:
        self.head.setText(f"{self.number}  {self.title}")
        self.head.setCheckable(True)
        self.head.setAutoRaise(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Flat whether it is open or not: its arrow says which. A line under it tells that keys go there.
        self.head.setStyleSheet("QToolButton { border: none; padding: 3px 2px; font-weight: bold; }"
                                "QToolButton:focus { text-decoration: underline; }"
                                "QToolButton:hover { color: palette(highlight); }")
        self.head.toggled.connect(self.open)
        for label in (self.words, self.why, self.made, self.brief):
            label.setWordWrap(True)
        self.made.setTextFormat(Qt.TextFormat.RichText)
        self.made.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.made.setOpenExternalLinks(False)
        self.made.linkActivated.connect(lambda key: self.output_wanted.emit(self.step, key))
        for button, text, icon, tip, signal in (
                (self.run, tr("Run the step"), "mActionStart.svg", tr("In the background"), self.run_wanted),
                (self.toolbox, tr("In the toolbox"), "processingAlgorithm.svg", tr(
                    "The algorithm's own dialog, filled in; what it makes feeds the next steps too"),
                 self.toolbox_wanted),
                (self.cancel, tr("Cancel"), "mTaskCancel.svg", tr("Stop this step; what was made before stays"),
                 self.cancel_wanted)):
            button.setText(text)
            button.setIcon(QgsApplication.getThemeIcon("/" + icon))
            button.setIconSize(QSize(16, 16))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text}: {self.title}")
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda *_, s=signal: s.emit(self.step))
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.title)
        self.bar.setMaximumHeight(self.fontMetrics().height())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 4, 0)
        top.addWidget(self.head, 1)
        top.addWidget(self.state)
        actions = QHBoxLayout()
        actions.setSpacing(4)
        for widget in (self.run, self.cancel, self.bar):
            actions.addWidget(widget, 1 if widget is self.bar else 0)
        actions.addStretch(0)
        actions.addWidget(self.toolbox)
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(14, 0, 6, 6)
        inside.setSpacing(6)
        inside.addWidget(self.words)
        inside.addWidget(self.form)
        inside.addWidget(self.why)
        inside.addLayout(actions)
        inside.addLayout(self.results)
        inside.addWidget(self.made)
        inside.addLayout(self.after)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 3, 2, 3)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.brief)
        column.addWidget(self.body)
        self.brief.setContentsMargins(14, 0, 6, 2)

    # -- what the page tells it ------------------------------------------------------------------------

    def open(self, shown: bool) -> None:
        """Its body, or its one line."""
        if self.head.isChecked() != shown:
            self.head.setChecked(shown)
            return
        self.head.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.body.setVisible(shown)
        self.brief.setVisible(not shown and bool(self.brief.text()))
        if shown:
            self.opened.emit(self.step)

    def is_open(self) -> bool:
        """Its body is there."""
        return bool(self.head.isChecked())

    def show_state(self, state: str, words: str, why: str, brief: str) -> None:
        """How it stands: what it will do, what it waits for or what went wrong, its line when it is closed."""
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        self.state.setText(f"{SIGNS[state]} {state_words(state)}")
        self.state.setAccessibleName(f"{self.title}: {state_words(state)}")
        tint(self.state, COLOURS[state][dark])
        tint(self.brief, COLOURS[WAITING][dark])
        tint(self.why, COLOURS[FAILED if state == FAILED else STALE if state == STALE else WAITING][dark])
        self.words.setText(words)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.brief.setText(brief)
        self.brief.setVisible(bool(brief) and not self.is_open())
        running = state == RUNNING
        self.run.setVisible(not running)
        self.run.setText(tr("Run again") if state in (DONE, STALE, FAILED) else tr("Run the step"))
        for widget in (self.cancel, self.bar):
            widget.setVisible(running)
        self.form.setEnabled(not running)
        if not running:
            self.bar.setRange(0, 0)

    def allow(self, possible: bool, toolbox: bool) -> None:
        """What its settings and the steps before make possible."""
        self.run.setEnabled(possible)
        self.toolbox.setEnabled(toolbox)

    def move(self, share: float, text: str) -> None:
        """How far it is."""
        self.bar.setRange(0, 100 if share > 0 else 0)
        self.bar.setValue(int(100 * share))
        if text:
            self.words.setText(text)

    def show_made(self, outputs: Mapping[str, Any], keys: Sequence[tuple[str, str]], note: str) -> None:
        """Links to what it made: ``keys`` are outputs and their words."""
        links = [f'<a href="{key}">{escape(words)}</a>' for key, words in keys if outputs.get(key)]
        text = escape(tr("Made: {files}")).format(files=" \N{MIDDLE DOT} ".join(links)) if links else ""
        if note:
            text += ("<br/>" if text else "") + escape(note)
        self.made.setText(text)
        self.made.setToolTip("\n".join(os.path.basename(str(outputs[key])) for key, _ in keys if outputs.get(key)))
        self.made.setVisible(bool(text))


def state_words(state: str) -> str:
    """The word of a state."""
    return {WAITING: tr("waiting"), READY: tr("ready"), RUNNING: tr("running"), DONE: tr("done"),
            STALE: tr("out of date"), FAILED: tr("failed")}[state]


def tint(label: QLabel, colour: str) -> None:
    """Colour of its words."""
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    label.setPalette(palette)
