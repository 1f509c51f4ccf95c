"""Colours and forms of points, and QGIS' palette for matplotlib."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtGui import QPalette

from .colours import palette_of

#: Okabe and Ito's colours, told apart by the colour blind; a form each, since colour is never the only sign.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
FORMS = ("o", "s", "^", "P", "X", "D")


def dress(figure: Any, axes: Any, widget: Any) -> None:
    """A figure in the colours and the font of a widget, light or dark."""
    palette = palette_of(widget)
    base, ink = (palette.color(role).name() for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Text))
    figure.set_facecolor(base)
    axes.set_facecolor(base)
    size = max(6.0, widget.font().pointSizeF())
    axes.tick_params(colors=ink, labelsize=size * 0.9)
    for spine in axes.spines.values():
        spine.set_color(ink)
        spine.set_alpha(0.4)
    for label in (axes.xaxis.label, axes.yaxis.label, axes.title):
        label.set_color(ink)
        label.set_size(size)
    axes.grid(True, color=ink, alpha=0.12, linewidth=0.8)
