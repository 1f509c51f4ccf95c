"""Classes of a map as its layer shows them: numbers, names, colours."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from qgis.core import QgsPalettedRasterRenderer

from ..core.landcover.model import ClassEntry


def legend_of(layer: Any) -> tuple[ClassEntry, ...]:
    """Of a raster layer drawn by a palette, () for any other. Names are made unique by their numbers.

    The palette of a file has an entry for every number there could be: where some have names, those alone are classes.
    """
    renderer = layer.renderer() if layer is not None and hasattr(layer, "bandCount") else None
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return ()
    found, seen = [], set()
    for entry in renderer.classes():
        value = entry.value
        if value != int(value) or layer.dataProvider().sourceNoDataValue(1) == value:
            continue
        name = entry.label.strip() or str(int(value))
        name = f"{name} ({int(value)})" if name in seen else name
        seen.add(name)
        colour = entry.color
        found.append(ClassEntry(int(value), name, name, (colour.red(), colour.green(), colour.blue())))
    named = tuple(one for one in found if is_named(one))
    return named or tuple(found)


def is_named(entry: ClassEntry) -> bool:
    """True where a class has more than its number."""
    return entry.name != str(entry.value)


def names_table(classes: Iterable[ClassEntry]) -> str:
    """Number and name of each class, as ``bocage:accuracy`` reads them; tabs, which no name holds, cut the cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    writer.writerow(["value", "name"])
    writer.writerows([entry.value, " ".join(entry.name.split())] for entry in classes)
    return buffer.getvalue()
