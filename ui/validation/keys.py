"""What a key asks of the labelling form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtGui import QGuiApplication

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
