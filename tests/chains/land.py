"""A small country of known classes: rasters, reference polygons, two regions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from bocage.core.landcover.samples import Item
from osgeo import ogr

UTM = "EPSG:32630"
GRID = Grid(UTM, (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (120, 160))
#: Fields are squares of this many pixels.
FIELD = 10


def classes_of_fields(seed: int = 2, classes: int = 3) -> np.ndarray:
    """Class 1.. of each field (rows, columns)."""
    rng = np.random.default_rng(seed)
    return rng.integers(1, classes + 1, (GRID.shape[0] // FIELD, GRID.shape[1] // FIELD))


def write_rasters(folder: Path, noise: float = 0.35, swapped: bool = False) -> list[str]:
    """Two rasters, of three and one bands, whose values tell the class but for noise of pixel and of field.

    ``swapped``: in the east half the classes 1 and 2 look like each other's.
    """
    truth = np.kron(classes_of_fields(), np.ones((FIELD, FIELD), int))
    seen = truth.copy()
    if swapped:
        east = np.arange(GRID.shape[1])[None] >= GRID.shape[1] // 2
        seen = np.where(east & (truth == 1), 2, np.where(east & (truth == 2), 1, truth))
    rng = np.random.default_rng(8)
    means = np.array([[0, 0, 0, 0], [0, 0.5, 0.2, 1], [1, 0.2, 0.5, 0.0], [0.2, 1, 1, 0.5]])
    fields = np.kron(rng.normal(size=(4, *classes_of_fields().shape)), np.ones((FIELD, FIELD))) * noise / 2
    values = means[seen].transpose(2, 0, 1) + rng.normal(size=(4, *GRID.shape)) * noise + fields
    paths = []
    for name, bands, words in (("série.tif", values[:3], ("2018-01-17 NDVI", "2018-05-02 NDVI", "2018-07-20 NDVI")),
                               ("relief.tif", values[3:], ("",))):
        path = str(folder / name)
        with RasterWriter(path, GRID, "float32", len(bands), float("nan"), words) as writer:
            for number, band in enumerate(bands):
                writer.write(band.astype(np.float32), number + 1)
            writer.close()
        paths.append(path)
    return paths


def box(row: float, column: float, rows: float, columns: float) -> bytes:
    """WKB of a rectangle in pixels of the grid."""
    x, y = GRID.transform[0] + 10.0 * column, GRID.transform[3] - 10.0 * row
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for a, b in ((0, 0), (columns, 0), (columns, -rows), (0, -rows), (0, 0)):
        ring.AddPoint_2D(x + 10.0 * a, y + 10.0 * b)
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    return bytes(polygon.ExportToWkb())


def reference(every: int = 2) -> list[Item]:
    """A polygon inside each of many fields, eroded by two pixels."""
    found = []
    for (row, column), value in np.ndenumerate(classes_of_fields()):
        if (row + column) % every == 0:
            found.append(Item(box(row * FIELD + 2, column * FIELD + 2, FIELD - 4, FIELD - 4), str(value)))
    return found
