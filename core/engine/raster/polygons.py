"""Vector files opened; polygons burnt on grids, pixels made polygons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from osgeo import gdal, ogr

from ...errors import BocageError
from ..grid import Grid
from .calls import gdal_call


def open_vector(path: str) -> Any:
    """A vector file's dataset, open for reading in this thread. Raises BocageError("vector_unreadable")."""
    dataset, fault = gdal_call(gdal.OpenEx, str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
    if dataset is None:
        raise BocageError("vector_unreadable", file=str(path), fault=fault or "not a vector file")
    return dataset


def feature_count(path: str) -> int:
    """Features of the first layer of a file, counted; -1 where there is no layer. Raises BocageError."""
    dataset = open_vector(path)
    layer = dataset.GetLayer(0)
    if layer is None:
        return -1
    count, _ = gdal_call(layer.GetFeatureCount)
    return -1 if count is None else int(count)


#: One polygon: rings of (n, 2) coordinates, the outer ring first.
Polygon = Sequence[np.ndarray]


def rasterise(polygons: Sequence[tuple[int, Polygon]], grid: Grid, all_touched: bool = False) -> np.ndarray:
    """Polygons burnt with their value (1 to 255) on ``grid``, uint8, 0 elsewhere; later ones win.

    Coordinates are those of the grid's CRS. Polygons that miss the grid cost nothing.
    """
    rows, columns = grid.shape
    touching = [(value, rings) for value, rings in polygons if _touches(rings, grid)]
    if not touching:
        return np.zeros((rows, columns), dtype=np.uint8)
    source = _memory_driver().Create("", 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("polygons", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
    for value, rings in touching:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("value", int(value))
        feature.SetGeometryDirectly(polygon_of(rings))
        layer.CreateFeature(feature)
    target = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Byte)
    target.SetGeoTransform(grid.transform)
    options = ["ATTRIBUTE=value"] + (["ALL_TOUCHED=TRUE"] if all_touched else [])
    failed, fault = gdal_call(gdal.RasterizeLayer, target, [1], layer, options=options)
    if failed is None or failed != 0:
        raise BocageError("raster_unreadable", file="polygons", fault=fault)
    return np.asarray(target.GetRasterBand(1).ReadAsArray(), dtype=np.uint8)


class PolygonBurner:
    """Polygons with a number each, held in memory, burnt on grids of their CRS by the rule of the pixel's centre."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._shapes: list[Any] = []
        self._boxes: list[tuple[float, float, float, float]] = []

    def __len__(self) -> int:
        return len(self._shapes)

    def add(self, number: int, geometry: Any) -> None:
        """One OGR polygon, or several as one geometry; numbers are positive."""
        self._numbers.append(number)
        self._shapes.append(geometry)
        self._boxes.append(geometry.GetEnvelope())

    def burn(self, grid: Grid) -> np.ndarray:
        """Numbers, int32 (rows, columns), 0 elsewhere; where polygons overlap the later one wins."""
        return self._burnt(grid, {"options": ["ATTRIBUTE=value"]})

    def depth(self, grid: Grid) -> np.ndarray:
        """How many polygons hold each pixel's centre, int32 (rows, columns)."""
        return self._burnt(grid, {"burn_values": [1], "options": ["MERGE_ALG=ADD"]})

    def _burnt(self, grid: Grid, how: dict[str, Any]) -> np.ndarray:
        xmin, ymin, xmax, ymax = grid.bounds
        boxes = np.array(self._boxes, float).reshape(-1, 4)
        near = np.flatnonzero((boxes[:, 0] <= xmax) & (boxes[:, 1] >= xmin) & (boxes[:, 2] <= ymax)
                              & (boxes[:, 3] >= ymin))
        if near.size == 0:
            return np.zeros(grid.shape, np.int32)
        source = _memory_driver().Create("", 0, 0, 0, gdal.GDT_Unknown)
        layer = source.CreateLayer("polygons", None, ogr.wkbUnknown)
        layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
        for place in near.tolist():
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField("value", self._numbers[place])
            feature.SetGeometry(self._shapes[place])
            layer.CreateFeature(feature)
        target = gdal.GetDriverByName("MEM").Create("", grid.shape[1], grid.shape[0], 1, gdal.GDT_Int32)
        target.SetGeoTransform(grid.transform)
        failed, fault = gdal_call(gdal.RasterizeLayer, target, [1], layer, **how)
        if failed is None or failed != 0:
            raise BocageError("raster_unreadable", file="polygons", fault=fault)
        return np.asarray(target.GetRasterBand(1).ReadAsArray(), dtype=np.int32)


def polygonise(codes: np.ndarray, first_row: int = 0) -> Iterator[tuple[int, bytes]]:
    """Polygons (code, WKB) of the pixels of one code that touch by a side, none of code 0: int32 (rows, columns).

    Vertices count columns and rows from the upper left corner, downwards; the array begins at ``first_row``.
    """
    rows, columns = codes.shape
    source = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Int32)
    source.SetGeoTransform((0.0, 1.0, 0.0, float(first_row), 0.0, 1.0))
    band = source.GetRasterBand(1)
    band.WriteArray(np.ascontiguousarray(codes, dtype=np.int32))
    band.SetNoDataValue(0)
    target = _memory_driver().Create("", 0, 0, 0, gdal.GDT_Unknown)
    layer = target.CreateLayer("polygons", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("code", ogr.OFTInteger))
    failed, fault = gdal_call(gdal.Polygonize, band, band.GetMaskBand(), layer, 0)
    if failed is None or failed != 0:
        raise BocageError("raster_unreadable", file="polygons", fault=fault)
    for feature in layer:
        yield feature.GetField(0), bytes(feature.GetGeometryRef().ExportToWkb(ogr.wkbNDR))


def _memory_driver() -> Any:
    """GDAL 3.11 merged the vector driver ``Memory`` into ``MEM``."""
    driver, _ = gdal_call(gdal.GetDriverByName, "Memory")
    return driver or gdal.GetDriverByName("MEM")


def _touches(rings: Polygon, grid: Grid) -> bool:
    xmin, ymin, xmax, ymax = grid.bounds
    outer = rings[0]
    low, high = outer.min(axis=0), outer.max(axis=0)
    return bool(low[0] <= xmax and high[0] >= xmin and low[1] <= ymax and high[1] >= ymin)


def polygon_of(rings: Sequence[Any]) -> Any:
    """An OGR polygon of rings of points (x, y), closed here."""
    polygon = ogr.Geometry(ogr.wkbPolygon)
    for points in rings:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in points:
            ring.AddPoint_2D(float(x), float(y))
        ring.CloseRings()
        polygon.AddGeometry(ring)
    return polygon
