"""The files of one gap filling: the stack, the number of clear dates, the distance to the nearest of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.raster import RasterWriter
from ...products.muscate.xml_text import Element, document
from ..pixels import style
from ..pixels.output import Coding
from ..pixels.variables import Variable
from .filling import FAR, Filled

#: Overviews of hundreds of features cost as much as the filling, and nobody looks at them all.
_MOST_WITH_OVERVIEWS = 40
#: Few clear dates to many: from Crameri's "batlow" family, readable by all eyes.
_RAMP = ((0.0, "#011959"), (0.25, "#226061"), (0.5, "#828231"), (0.75, "#f19d6b"), (1.0, "#faccfa"))


def stack_names(targets: Sequence[date], names: Sequence[str]) -> list[str]:
    """Names of the features: ``2018-01-17 NDVI``, all of a date together."""
    return [f"{day.isoformat()} {name}" for day in targets for name in names]


class Files:
    """The rasters being written: stack, validity, distance, "" for none.

    ``take`` receives blocks in order, in the thread that made them.
    """

    def __init__(self, paths: Sequence[str], grid: Grid, coding: Coding, names: Sequence[str],
                 targets: Sequence[date]) -> None:
        stack, validity, distance = paths
        self.count = len(names) * len(targets)
        features = stack_names(targets, names)
        self.stack = RasterWriter(stack, grid, coding.dtype, self.count, coding.nodata, features)
        for number in range(self.count):
            scale, offset = coding.scales[number % len(names)]
            if (scale, offset) != (1.0, 0.0):
                self.stack.set_scaling(number + 1, scale, offset)
        self.validity = RasterWriter(validity, grid, "uint16", 1, None, ["clear dates"]) if validity else None
        self.distance = RasterWriter(distance, grid, "uint16", len(targets), FAR, [
            f"{day.isoformat()} days to the nearest clear date" for day in targets]) if distance else None

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in (self.stack, self.validity, self.distance):
            if writer is not None:
                writer.abandon()

    def describe(self, items: dict[str, str], bands: Sequence[dict[str, str]]) -> None:
        """Metadata of the files, then of each band of the stack."""
        for writer in (self.stack, self.validity, self.distance):
            if writer is not None:
                writer.set_metadata(items)
        for number, one in enumerate(bands, start=1):
            self.stack.set_metadata(one, number)

    def take(self, block: Window, filled: Filled) -> None:
        """Write one block. Raises BocageError."""
        row, column = block[:2]
        _write(self.stack, filled.numbers, row, column)
        if self.validity is not None:
            _write(self.validity, filled.validity[None], row, column)
        if self.distance is not None and filled.distance is not None:
            _write(self.distance, filled.distance, row, column)

    def close(self) -> None:
        """Overviews where they are worth it, then everything to the disk. Raises BocageError."""
        self.stack.close("AVERAGE" if self.count <= _MOST_WITH_OVERVIEWS else "")
        if self.validity is not None:
            self.validity.close("AVERAGE")
        if self.distance is not None:
            self.distance.close()


def _write(writer: RasterWriter, layers: np.ndarray, row: int, column: int) -> None:
    for number, layer in enumerate(layers, start=1):
        writer.write(layer, number, row, column)
    writer.flush()


def stack_style(variables: Sequence[Variable], targets: int) -> str:
    """Natural colours of the middle date; of an index, three dates in red, green and blue; else QGIS' choice."""
    count = len(variables)
    roles = {one.bands[0].role: number for number, one in enumerate(variables, start=1) if one.is_band}
    if all(role in roles for role in ("red", "green", "blue")):
        middle = targets // 2 * count
        return style.natural(middle + roles["red"], middle + roles["green"], middle + roles["blue"])
    if targets >= 3 and (not variables[0].is_band or not variables[0].bands[0].role):
        first, middle, last = ((targets - 1) * share // 4 * count + 1 for share in (1, 2, 3))
        return style.natural(first, middle, last, 1.0)
    return style.text(variables)


def validity_style(most: int) -> str:
    """Colours from no clear date to ``most``."""
    items = [Element("item", alpha=255, value=f"{share * most:g}", label=f"{share * most:.0f}", color=colour)
             for share, colour in _RAMP]
    shader = Element("rastershader", [Element("colorrampshader", items, colorRampType="INTERPOLATED",
                                              minimumValue=0, maximumValue=most, classificationMode=1, clip=0)])
    renderer = Element("rasterrenderer", [shader], type="singlebandpseudocolor", band=1, opacity=1, alphaBand=-1,
                       classificationMin=0, classificationMax=most, nodataColor="")
    return document(Element("qgis", [Element("pipe", [
        renderer, Element("brightnesscontrast", brightness=0, contrast=0, gamma=1),
        Element("rasterresampler", maxOversampling=2)])], version="3.22", styleCategories="Symbology")
    ).split("\n", 1)[1]
