"""QGIS style of the map of differences: blue below, white at none, red above; one scale for all bands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...products.muscate.xml_text import Element, document

#: Differences that may be shown in full colour, reflectance: round numbers, so that two reports compare.
SCALES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
#: Percentile of absolute differences that the scale holds.
_HELD = 98.0
#: Share of the scale -> colour: Brewer's RdBu, reversed.
RAMP = ((-1.0, "#2166ac"), (-0.5, "#92c5de"), (0.0, "#f7f7f7"), (0.5, "#f4a582"), (1.0, "#b2182b"))


def scale(pictures: Sequence[np.ndarray]) -> float:
    """The smallest of ``SCALES`` that holds nearly all of the differences; NaN is nothing."""
    known = np.concatenate([np.abs(picture[np.isfinite(picture)]) for picture in pictures] or [np.zeros(0)])
    wanted = float(np.percentile(known, _HELD)) if known.size else 0.0
    return next((value for value in SCALES if value >= wanted), SCALES[-1])


def text(roles: Sequence[str], full: float) -> str:
    """The ``.qml``: the red band where there is one, blue to red on -full to full."""
    band = roles.index("red") + 1 if "red" in roles else 1
    items = [Element("item", value=repr(share * full), color=colour, alpha=255, label=f"{share * full:+.4f}")
             for share, colour in RAMP]
    shader = Element("rastershader", [Element("colorrampshader", items, colorRampType="INTERPOLATED", clip=0,
                                              classificationMode=1, minimumValue=-full, maximumValue=full)])
    renderer = Element("rasterrenderer", [
        Element("minMaxOrigin", [Element("limits", "None"), Element("extent", "WholeRaster"),
                                 Element("statAccuracy", "Estimated")]), shader],
        type="singlebandpseudocolor", band=band, opacity=1, alphaBand=-1, classificationMin=-full,
        classificationMax=full)
    return document(Element("qgis", [Element("pipe", [renderer])], version="3.22", styleCategories="Symbology")
                    ).split("\n", 1)[1]
