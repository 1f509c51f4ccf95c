"""What a key asks of the labelling form, and how it comes to hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from qgis.PyQt.QtCore import QEvent, QLocale, Qt
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit, QWidget

from ...core.validation.labelling import key_meant

#: Beyond any place of the order.
_FAR = 10 ** 6
_KEY = Qt.Key
_MOVES: dict[Any, tuple[str, Any]] = {
    _KEY.Key_Left: ("unit", -1), _KEY.Key_Right: ("unit", 1), _KEY.Key_Home: ("unit", -_FAR),
    _KEY.Key_End: ("unit", _FAR), _KEY.Key_Up: ("date", -1), _KEY.Key_Down: ("date", 1),
    _KEY.Key_Return: ("next", None), _KEY.Key_Enter: ("next", None), _KEY.Key_PageUp: ("sure", 1),
    _KEY.Key_PageDown: ("sure", -1), _KEY.Key_Delete: ("clear", None), _KEY.Key_Backspace: ("clear", None),
    _KEY.Key_F2: ("note", None)}


def _french() -> bool:
    """Whether the keyboard in use is of a French system."""
    return bool(QGuiApplication.inputMethod().locale().language() == QLocale.Language.French)


def meaning(event: Any, classes: Iterable[str]) -> Optional[tuple[str, Any]]:
    """What, and how: a move, a class by its key, "second" for 0; None for a key that is none of the form's."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if held != Qt.KeyboardModifier.NoModifier:
        return None
    if event.key() in _MOVES:
        return _MOVES[event.key()]
    key = key_meant(event.text(), int(event.nativeScanCode()), _french())
    if key == "0":
        return "second", None
    return ("class", key) if key and key in set(classes) else None


class KeyedWidget(QWidget):
    """Its keys come before QGIS' shortcuts of one letter; as a filter of the map's events it hears some there too."""

    #: Heard on the map: arrows move the map there, as ever.
    ON_THE_MAP = ("class", "second", "next")

    def class_keys(self) -> Iterable[str]:
        """Keys of the classes there are."""
        raise NotImplementedError

    def listens(self) -> bool:
        """Whether there is anything to do."""
        raise NotImplementedError

    def act(self, what: str, how: Any) -> None:
        """What ``meaning`` says."""
        raise NotImplementedError

    def event(self, event: Any) -> bool:
        """Keys that mean something here are no shortcut of QGIS."""
        if event.type() == QEvent.Type.ShortcutOverride and self._means(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: Any, event: Any) -> bool:  # noqa: N802 - Qt's name
        """Class keys and Enter work while the map has the focus too."""
        if not self.listens() or not self.isVisible() or event.type() not in (
                QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        meant = self._means(event)
        if meant is None or meant[0] not in self.ON_THE_MAP:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.act(*meant)
        return True

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """What the key means, else what Qt does with it."""
        meant = self._means(event)
        if meant is None or not self.listens():
            super().keyPressEvent(event)
        else:
            self.act(*meant)

    def _means(self, event: Any) -> Optional[tuple[str, Any]]:
        """What a key asks for; nothing while a text is being written."""
        typing = self.focusWidget()
        if isinstance(typing, (QComboBox, QLineEdit)) and typing.hasFocus():
            return None
        return meaning(event, self.class_keys())
