"""Colours for what is painted by hand, under the style sheets of QGIS' dark themes too."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication, QListView, QWidget

#: Least contrast of words on their ground (WCAG 2.1, for large words).
LEAST = 3.0
_borrowed: dict[tuple[int, int], QPalette] = {}


def contrast(first: QColor, second: QColor) -> float:
    """Ratio of relative luminances, 1 to 21 (WCAG 2.1, 1.4.3)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def palette_of(widget: QWidget) -> QPalette:
    """The widget's own; where a style sheet has left its words unreadable, that of a list under the same sheet.

    Night Mapping paints the widgets of Qt by rules, and leaves those that paint themselves black on black.
    """
    palette = widget.palette()
    if _readable(palette):
        return palette
    application = QApplication.instance()
    key = (palette.cacheKey(), hash(application.styleSheet()))
    if key not in _borrowed:
        probe = QListView()
        probe.ensurePolished()
        found = QPalette(probe.palette())
        if not _readable(found):
            base = found.color(QPalette.ColorRole.Base)
            found.setColor(QPalette.ColorRole.Text, QColor("white" if base.lightness() < 128 else "black"))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            found.setColor(role, found.color(QPalette.ColorRole.Text))
        # What rules select is the rules' own: the theme's accent marks here.
        for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.HighlightedText):
            found.setColor(role, palette.color(role))
        _borrowed.clear()
        _borrowed[key] = found
    return _borrowed[key]


def _readable(palette: QPalette) -> bool:
    return contrast(palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base)) >= LEAST


def _luminance(colour: QColor) -> float:
    parts = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
             for value in (colour.redF(), colour.greenF(), colour.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
