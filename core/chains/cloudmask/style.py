"""QGIS style of CLM: one colour a value that occurs, clear ground transparent."""

from __future__ import annotations

from collections.abc import Sequence

from ...products.muscate.xml_text import Element, document

#: Bits of CLM, the first that is set gives the colour -> colour, label in English and in French.
CLASSES = (
    (128, "#b28dff", "high cloud", "nuage élevé"),
    (16, "#f7a8aa", "edge of a cloud, thin cloud", "bord de nuage, nuage fin"),
    (2, "#f04e54", "cloud", "nuage"),
    (32, "#3b4cc0", "shadow of a cloud", "ombre de nuage"),
    (64, "#7b8cde", "shadow of a cloud outside the image", "ombre d'un nuage hors de l'image"),
    (1, "#b9c3f2", "edge of a shadow", "bord d'ombre"))
CLEAR = ("clear", "dégagé")
#: Opacity of what is flagged, 0 to 255: the image stays seen under it.
_ALPHA = 170


def text(values: Sequence[int], language: str) -> str:
    """The ``.qml`` of a raster whose first band holds ``values``."""
    entries = [_entry(value, language) for value in sorted(set(values) | {0})]
    renderer = Element("rasterrenderer", [
        Element("minMaxOrigin", [Element("limits", "None"), Element("extent", "WholeRaster"),
                                 Element("statAccuracy", "Estimated")]),
        Element("colorPalette", entries)], type="paletted", band=1, opacity=1, alphaBand=-1, nodataColor="")
    return document(Element("qgis", [Element("pipe", [renderer])], version="3.22", styleCategories="Symbology")
                    ).split("\n", 1)[1]


def _entry(value: int, language: str) -> Element:
    for bit, colour, english, french in CLASSES:
        if value & bit:
            return Element("paletteEntry", value=value, color=colour, alpha=_ALPHA,
                           label=f"{french if language == 'fr' else english} ({value})")
    return Element("paletteEntry", value=value, color="#ffffff", alpha=0, label=CLEAR[language == "fr"])
