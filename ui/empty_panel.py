"""What stands where the list would: why it is empty, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ..bridge.language import tr
from ..core.catalogue.model import Query
from .search import Answer

#: Text of a button, and what it does.
Way = tuple[str, Callable[[], None]]


class EmptyPanel(QWidget):
    """A sentence, and at most a few buttons."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: list[QPushButton] = []
        self._calls: list[Callable[[], None]] = []
        #: The widget that Tab comes from; the buttons are made late.
        self.follows: Optional[QWidget] = None
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self.words)
        self._column.addStretch(2)

    def say(self, sentence: str, ways: list[Way]) -> None:
        """Other words, other buttons; those that stay the same are not made again under the pointer."""
        self.words.setText(sentence)
        self._calls = [call for _, call in ways]
        if [text for text, _ in ways] == [button.text() for button in self.buttons]:
            return
        for button in self.buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for number, (text, _) in enumerate(ways):
            button = QPushButton(text, self)
            button.clicked.connect(lambda *_, n=number: self._calls[n]())
            self._column.insertWidget(2 + number, button, 0, Qt.AlignmentFlag.AlignHCenter)
            before = self.buttons[-1] if self.buttons else self.follows
            if before is not None:
                QWidget.setTabOrder(before, button)
            self.buttons.append(button)


def condition_words(condition: str) -> tuple[str, str]:
    """Name of a condition, and of the button without it."""
    return {"cloud": (tr("the limit on cloud"), tr("Any cloud")), "level": (tr("the level"), tr("All levels")),
            "sensor": (tr("the sensor"), tr("All sensors")), "dates": (tr("the dates"), tr("All dates")),
            "area": (tr("the area"), tr("Everywhere"))}[condition]


def reason(answer: Answer, query: Query, local: bool, relax: Callable[[str], None],
           add_folder: Callable[[], None]) -> tuple[str, list[Way]]:
    """Why nothing was found, and the ways out."""
    if local and not answer.indexed:
        return tr("No product is indexed yet."), [(tr("Index a folder"), add_folder)]
    if answer.relaxed:
        lines = [tr("{count} of {indexed} indexed scenes without {condition}").format(
            count=one.scenes, indexed=answer.indexed, condition=condition_words(one.condition)[0])
            for one in answer.relaxed]
        sentence = tr("No scene meets all the conditions together.") + "\n" + "\n".join(lines)
        return sentence, [(condition_words(one.condition)[1], lambda c=one.condition: relax(c))
                          for one in answer.relaxed]
    if local:
        return (tr("No scene meets these conditions, nor does taking away one of them help: {indexed} are indexed "
                   "elsewhere and at other dates.").format(indexed=answer.indexed),
                [(tr("Everywhere"), lambda: relax("area")), (tr("All dates"), lambda: relax("dates")),
                 (tr("Index a folder"), add_folder)])
    ways = [("dates", query.start or query.end), ("cloud", query.max_cloud_percent is not None),
            ("level", query.levels), ("sensor", query.platforms)]
    return (tr("The server has no scene that meets these conditions: widen one of them and search again."),
            [(condition_words(name)[1], lambda c=name: relax(c)) for name, present in ways if present])
