"""The small buttons of the pages: what they say, in the tooltip and to a screen reader too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtWidgets import QToolButton, QWidget


def tool_button(parent: QWidget, text: str, tip: str, call: Callable[[], Any] | None = None) -> QToolButton:
    """A button with its words, which calls ``call`` without arguments."""
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    if call is not None:
        button.clicked.connect(lambda *_: call())
    return button
