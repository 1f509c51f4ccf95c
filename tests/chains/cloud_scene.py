"""A small simulated L1C series with clouds, shadows, snow and water where the tests put them.

As in ``l1c_scene``, reflectance enters through the forward form of the correction: what is tested is the chain.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import l1c_scene
import numpy as np
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.atmosphere.responses import load
from bocage.core.engine.grid import Grid
from bocage.core.products.model import AngleGrid
from bocage.core.products.safe.l1c_description import RESOLUTION_M
from bocage.core.products.safe.writer import L1CBand, L1CDescription, write_l1c

CORNER, SIZE_M = l1c_scene.CORNER, (6000, 6000)
CELLS = Grid("EPSG:32630", (CORNER[0], 120.0, 0.0, CORNER[1], 0.0, -120.0), (50, 50))
SZA, AZIMUTH, VIEW = 50.0, 160.0, (3.0, 105.0)
AOT, WATER, OZONE, ALTITUDE_M = 0.05, 1.5, 0.33, 100.0
FIRST = datetime(2018, 5, 7, 11, 6, 31)
#: Rows and columns of cells, last excluded.
Patch = tuple[int, int, int, int]
CLOUD_HEIGHT_M = 1000.0
#: Cells by which a cloud of that height moves in B8 against B7 and B8A: seen under another angle.
DISPLACED = 0.25
CLOUD = dict.fromkeys(l1c_scene.SPECTRUM, 0.55) | {"B10": 0.003, "B11": 0.45, "B12": 0.35}
SNOW = dict.fromkeys(l1c_scene.SPECTRUM, 0.75) | {"B10": 0.002, "B11": 0.06, "B12": 0.04}
LAKE = dict.fromkeys(l1c_scene.SPECTRUM, 0.02) | {
    "B2": 0.03, "B3": 0.03, "B8": 0.008, "B8A": 0.006, "B10": 0.002, "B11": 0.004, "B12": 0.003}


def day(number: int) -> datetime:
    """Date of one of the series: ten days apart."""
    return FIRST + timedelta(days=10 * number)


def shadow_of(cloud: Patch) -> tuple[float, float]:
    """Cells down and right from a cloud to its shadow: along the sun's ray, and back along the view."""
    run = CLOUD_HEIGHT_M / 120.0
    sun, view = (np.tan(np.radians(z)) * np.array([np.cos(np.radians(a)), np.sin(np.radians(a))])
                 for z, a in ((SZA, AZIMUTH), VIEW))
    north, east = run * (view - sun)
    return float(-north), float(east)


def ground(name: str) -> np.ndarray:
    """Surface reflectance: fields of 480 m, each of its own brightness."""
    resolution = RESOLUTION_M[_code(name)]
    count = SIZE_M[0] // resolution
    field = ((np.arange(count) + 0.5) * resolution // 480).astype(int)
    bright = np.random.default_rng(7).uniform(0.75, 1.25, (field.max() + 1, field.max() + 1))
    return l1c_scene.SPECTRUM[name] * bright[field[:, None], field[None, :]]


def _code(name: str) -> str:
    return name if name == "B8A" else f"B{int(name[1:]):02d}"


def _within(patch: Patch, resolution: int, moved: tuple[float, float] = (0.0, 0.0)) -> tuple[slice, slice]:
    rows, columns = (np.array(patch).reshape(2, 2) + np.array(moved)[:, None]) * 120 / resolution
    last = SIZE_M[0] // resolution
    return (slice(*np.clip(np.rint(rows), 0, last).astype(int)), slice(*np.clip(np.rint(columns), 0, last).astype(int)))


def _numbers(name: str, clouds: list[Patch], snow: Patch | None, lake: Patch | None) -> np.ndarray:
    resolution = RESOLUTION_M[_code(name)]
    truth = ground(name)
    for patch, spectrum in ((snow, SNOW), (lake, LAKE)):
        if patch:
            truth[_within(patch, resolution)] = spectrum[name]
    for cloud in clouds:
        if name != "B10":
            truth[_within(cloud, resolution, shadow_of(cloud))] *= 0.35
    for cloud in clouds:
        truth[_within(cloud, resolution, (DISPLACED if name == "B8" else 0.0, 0.0))] = CLOUD[name]
    if name == "B10":
        return np.rint(truth * 10000).astype(np.uint16)
    raa = abs(AZIMUTH - VIEW[1])
    state = State(*[np.array([v], float) for v in (SZA, VIEW[0], raa, AOT, WATER, OZONE, ALTITUDE_M / 1000)])
    toa = band_atmosphere(load("S2A")[name]).terms(state).toa(truth)
    return np.clip(np.rint(toa * 10000), 1, 65000).astype(np.uint16)


def write(folder: str, number: int = 0, clouds: tuple[Patch, ...] = (), snow: Patch | None = None,
          lake: Patch | None = None, nodata: Patch | None = None, sza: float = SZA) -> str:
    """Write one date; returns the SAFE folder."""
    responses, names, when = load("S2A"), list(RESOLUTION_M), day(number)
    bands = {}
    for name in l1c_scene.SPECTRUM:
        numbers = _numbers(name, list(clouds), snow, lake)
        if nodata:
            numbers[_within(nodata, RESOLUTION_M[_code(name)])] = 0
        bands[_code(name)] = L1CBand(numbers, responses[name], 1000.0)
    x0, x1, y0, y1 = CORNER[0] - 900, CORNER[0] + 7000, CORNER[1] + 500, CORNER[1] - 7000
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]

    def angles(zenith: float, azimuth: float) -> AngleGrid:
        return AngleGrid(np.full((23, 23), zenith), np.full((23, 23), azimuth), *CORNER, 5000.0, 5000.0)

    return write_l1c(L1CDescription(
        platform="S2A", sensing=when, tile="30TWT", relative_orbit=137, absolute_orbit=13433 + number,
        crs="EPSG:32630", upper_left=CORNER, size_m=SIZE_M, sun=angles(sza, AZIMUTH),
        view={n: {8: angles(*VIEW)} for n in names}, footprints={n: {8: ring} for n in names}, bands=bands,
        generated=when + timedelta(hours=2), baseline="02.06", distance_correction=1.0), folder)


def cells_of(patch: Patch) -> np.ndarray:
    """True on the cells of a patch."""
    result = np.zeros(CELLS.shape, bool)
    result[patch[0]:patch[1], patch[2]:patch[3]] = True
    return result


def on_cells(pixels: np.ndarray) -> np.ndarray:
    """Pixels of a mask made on cells, back on cells: the one at the middle of each."""
    step = pixels.shape[-1] // CELLS.shape[1]
    return pixels[..., step // 2::step, step // 2::step]


def outline(patch: Patch, shrink: float = 5.0) -> str:
    """WKT of a polygon just inside a patch."""
    top, bottom, left, right = patch
    x0, x1 = CORNER[0] + 120 * left + shrink, CORNER[0] + 120 * right - shrink
    y0, y1 = CORNER[1] - 120 * top - shrink, CORNER[1] - 120 * bottom + shrink
    return f"POLYGON(({x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}))"


def write_outlines(path: str, patches: list[Patch], days: list[str | None]) -> str:
    """A GeoPackage of outlined clouds with a date field."""
    from osgeo import ogr, osr

    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32630)
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = dataset.CreateLayer("clouds", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("date", ogr.OFTString))
    for patch, when in zip(patches, days):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(outline(patch)))
        if when:
            feature.SetField("date", when)
        layer.CreateFeature(feature)
    del layer, dataset
    return path
