"""QGIS style of the map of differences: blue below, white at none, red above; one fixed scale."""

from __future__ import annotations

from collections.abc import Sequence

from ...products.muscate.xml_text import Element, document

#: Differences shown in full colour, reflectance.
SCALE = 0.02
#: Share of the scale -> colour: Brewer's RdBu, reversed.
RAMP = ((-1.0, "#2166ac"), (-0.5, "#92c5de"), (0.0, "#f7f7f7"), (0.5, "#f4a582"), (1.0, "#b2182b"))


def text(roles: Sequence[str]) -> str:
    """The ``.qml``: the red band first where there is one, blue to red on -0.02 to 0.02."""
    band = roles.index("red") + 1 if "red" in roles else 1
    items = [Element("item", value=repr(share * SCALE), color=colour, alpha=255, label=f"{share * SCALE:+.3f}")
             for share, colour in RAMP]
    shader = Element("rastershader", [Element("colorrampshader", items, colorRampType="INTERPOLATED", clip=0,
                                              classificationMode=1, minimumValue=-SCALE, maximumValue=SCALE)])
    renderer = Element("rasterrenderer", [
        Element("minMaxOrigin", [Element("limits", "None"), Element("extent", "WholeRaster"),
                                 Element("statAccuracy", "Estimated")]), shader],
        type="singlebandpseudocolor", band=band, opacity=1, alphaBand=-1, classificationMin=-SCALE,
        classificationMax=SCALE)
    return document(Element("qgis", [Element("pipe", [renderer])], version="3.22", styleCategories="Symbology")
                    ).split("\n", 1)[1]
