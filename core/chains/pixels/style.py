"""QGIS styles of what is written: natural colours with the one documented stretch, or one band in grey."""

from __future__ import annotations

from collections.abc import Sequence

from ...products.muscate.quicklook import GAMMA, WHITE
from ...products.muscate.xml_text import Element, document
from .variables import Variable

#: QGIS applies a band's scale itself: limits are physical values.
_INDEX = (-0.2, 0.9)


def text(variables: Sequence[Variable]) -> str:
    """The ``.qml`` of a raster with these bands, "" where nothing is better than QGIS' own choice."""
    roles = {one.bands[0].role: number for number, one in enumerate(variables, start=1) if one.is_band}
    if all(role in roles for role in ("red", "green", "blue")):
        return natural(roles["red"], roles["green"], roles["blue"])
    first = variables[0]
    if first.layer:
        return ""
    return grey(0.0, 2 * WHITE) if first.is_band else grey(*_INDEX)


def natural(red: int, green: int, blue: int, white: float = WHITE) -> str:
    """Three bands (numbers from 1), reflectance 0 to ``white``, on a gamma of 0.8."""
    channels = [Element(f"{colour}ContrastEnhancement", [
        Element("minValue", 0), Element("maxValue", white), Element("algorithm", "StretchToMinimumMaximum")])
        for colour in ("red", "green", "blue")]
    renderer = Element("rasterrenderer", [_origin(), *channels], type="multibandcolor", redBand=red, greenBand=green,
                       blueBand=blue, opacity=1, alphaBand=-1)
    return _whole(renderer, 1.0 / GAMMA)


def grey(low: float, high: float) -> str:
    """The first band from black at ``low`` to white at ``high``."""
    stretch = Element("contrastEnhancement", [
        Element("minValue", low), Element("maxValue", high), Element("algorithm", "StretchToMinimumMaximum")])
    renderer = Element("rasterrenderer", [_origin(), stretch], type="singlebandgray", grayBand=1, opacity=1,
                       alphaBand=-1, gradient="BlackToWhite")
    return _whole(renderer, 1.0)


def paletted(entries: Sequence[tuple[int, str, str]]) -> str:
    """Values with their colour ("#rrggbb") and label."""
    renderer = Element("rasterrenderer", [_origin(), Element("colorPalette", [
        Element("paletteEntry", value=value, color=colour, alpha=255, label=label)
        for value, colour, label in entries])], type="paletted", band=1, opacity=1, alphaBand=-1, nodataColor="")
    return _whole(renderer, 1.0)


def _origin() -> Element:
    return Element("minMaxOrigin", [Element("limits", "None"), Element("extent", "WholeRaster"),
                                    Element("statAccuracy", "Estimated")])


def _whole(renderer: Element, gamma: float) -> str:
    return document(Element("qgis", [Element("pipe", [
        renderer, Element("brightnesscontrast", brightness=0, contrast=0, gamma=gamma),
        Element("rasterresampler", maxOversampling=2)])], version="3.22", styleCategories="Symbology")
    ).split("\n", 1)[1]
